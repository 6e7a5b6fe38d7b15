using Sair.Engine.Engines;
using Sair.Engine.Imaging;

namespace Sair.Cli.Tests.Fakes;

internal sealed class FakeEngine : RestorationEngine<FakeOptions>
{
    public RestorationInput? Input { get; private set; }

    public FakeOptions? Options { get; private set; }

    public Action<int>? AfterStep { get; init; }

    public override EngineDescriptor Descriptor => Described;

    public EngineDescriptor Described { get; init; } =
        new("fake", "Fake", "Turns faces grey.", "None", typeof(FakeOptions), [], ["search"], 1)
        {
            PackRoles = [new PackRole("generator", IsRequired: true), new PackRole("encoder")],
            Presets = [new EnginePreset(EnginePreset.Faithful, "Slow.", new FakeOptions { Iterations = 5, Fine = true })],
        };

    protected override IEnumerable<RestorationStep> Restore(
        RestorationInput input,
        FakeOptions options,
        EngineContext context,
        CancellationToken cancellationToken
    )
    {
        (Input, Options) = (input, options);
        for (var i = 1; i <= options.Iterations; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new Step(options)
            {
                Stage = "search",
                Index = i,
                Total = options.Iterations,
            };
            AfterStep?.Invoke(i);
        }
    }

    private sealed class Step(FakeOptions options) : RestorationStep
    {
        public override StepLosses ReadLosses() =>
            new([new LossTerm("fidelity", 1.0 / Index, 120.0 / Index), new LossTerm("identity", 0.5, 0.2)], (120.0 / Index) + 0.2, 0.5);

        public override RgbImage Render() => Pictures.Plain(32, 32, 127);

        public override RestorationResult ReadResult() =>
            new()
            {
                Image = Render(),
                Options = options,
                ModelHashes = new Dictionary<string, string> { ["fake-pack"] = "00ff" },
                IdentityBefore = 0.25,
                IdentityAfter = 0.75,
            };
    }
}
