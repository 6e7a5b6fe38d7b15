using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using Sair.Engine.Engines;
using Sair.Engine.Imaging;

namespace Sair.Worker.Tests.Fakes;

public sealed record FakeOptions : EngineOptions
{
    [Range(1, 1000)]
    public int Iterations { get; init; } = 4;

    public bool IsLong { get; init; }

    public override bool GivesWay => IsLong;
}

/// <summary>An engine that does as it is told: each iteration waits for <see cref="Allow"/> where it is gated.</summary>
public sealed class FakeEngine : RestorationEngine<FakeOptions>, IDisposable
{
    private readonly SemaphoreSlim _gate = new(0);

    public string Id { get; init; } = "fake";

    public override EngineDescriptor Descriptor =>
        new(Id, "Fake", "Does nothing.", "None", typeof(FakeOptions), [], ["search"], MinimumReferences: 0) { MemoryUses = MemoryUses };

    public IReadOnlyList<MemoryUse> MemoryUses { get; init; } = [MemoryUse.Full];

    /// <summary>The most that fits into what lacks memory; null where nothing does.</summary>
    public MemoryUse? Fits { get; init; }

    /// <summary>Whether every iteration waits for <see cref="Allow"/>.</summary>
    public bool IsGated { get; init; }

    /// <summary>Called before each iteration with its number, on the engine's thread.</summary>
    public Action<int>? OnIteration { get; set; }

    /// <summary>Whether a run can be gone on from.</summary>
    public bool KeepsState { get; set; } = true;

    /// <summary>Where the second iteration finds no memory.</summary>
    public DeviceType? LacksMemory { get; init; }

    public ConcurrentQueue<int> StartedSeeds { get; } = [];

    /// <summary>What each start could keep, with its seed.</summary>
    public ConcurrentQueue<(int Seed, MemoryUse Memory)> StartedMemory { get; } = [];

    public ConcurrentBag<int> Threads { get; } = [];

    public int Renders { get; private set; }

    public int Released { get; private set; }

    public RestorationInput? LastInput { get; private set; }

    public EngineContext? LastContext { get; private set; }

    public void Allow(int iterations) => _gate.Release(iterations);

    public void Dispose() => _gate.Dispose();

    protected override IEnumerable<RestorationStep> Restore(
        RestorationInput input,
        FakeOptions options,
        EngineContext context,
        CancellationToken cancellationToken
    )
    {
        StartedSeeds.Enqueue(options.Seed);
        StartedMemory.Enqueue((options.Seed, context.Memory));
        (LastInput, LastContext) = (input, context);
        try
        {
            for (var i = 1; i <= options.Iterations; i++)
            {
                if (IsGated)
                {
                    _gate.Wait(cancellationToken);
                }

                cancellationToken.ThrowIfCancellationRequested();
                if (i == 2 && context.Device.type == LacksMemory && (Fits is not { } most || context.Memory < most))
                {
                    throw new OutOfDeviceMemoryException("CUDA out of memory.");
                }

                Threads.Add(Environment.CurrentManagedThreadId);
                OnIteration?.Invoke(i);
                yield return new Step(this, options)
                {
                    Stage = "search",
                    Index = i,
                    Total = options.Iterations,
                };
            }
        }
        finally
        {
            Released++;
        }
    }

    private sealed class Step(FakeEngine engine, FakeOptions options) : RestorationStep
    {
        public override StepLosses ReadLosses() => new([new LossTerm("fidelity", 1.0 / Index, 2.0 / Index)], 2.0 / Index, 0.5);

        public override RgbImage Render()
        {
            engine.Renders++;
            return Picture();
        }

        public override RestorationResult ReadResult() =>
            new()
            {
                Image = Picture(),
                Options = options,
                ModelHashes = new Dictionary<string, string> { ["generator"] = "abc" },
                IdentityBefore = 0.25,
                IdentityAfter = 0.75,
                State = engine.KeepsState ? [(byte)Index, 1, 2] : null,
            };

        private RgbImage Picture() =>
            new(8, 8, [.. Enumerable.Repeat<byte[]>([(byte)(Index * 20), (byte)options.Seed, 0], 8 * 8).SelectMany(pixel => pixel)]);
    }
}
