using Sair.Engine;
using Sair.Engine.Engines;
using Sair.Engine.Imaging;

namespace Sair.Browser.Tests.Fakes;

/// <summary>Fades from the degraded face to the first reference; the test says how far it may go.</summary>
internal sealed class FakeEngine : RestorationEngine<FakeOptions>
{
    public const int Side = 128;

    private readonly Lock _gate = new();
    private TaskCompletionSource _moved = new();
    private int _limit = int.MaxValue;

    /// <summary>The iteration at which runs fail; null for none.</summary>
    public int? FailAt { get; set; }

    public override EngineDescriptor Descriptor { get; } =
        new("fake", "Fading", "Fades from the degraded face to the reference.", "No publication.", typeof(FakeOptions), [], ["fading"], 1);

    /// <summary>Lets runs finish that many iterations and then wait.</summary>
    public void HoldAfter(int iterations) => Move(iterations);

    public void Release() => Move(int.MaxValue);

    protected override IEnumerable<RestorationStep> Restore(
        RestorationInput input,
        FakeOptions options,
        EngineContext context,
        CancellationToken cancellationToken
    )
    {
        for (var index = 1 + (input.ResumeState is { } state ? BitConverter.ToInt32(state) : 0); index <= options.Iterations; index++)
        {
            WaitUntilAllowed(index, cancellationToken);
            if (index == FailAt)
            {
                throw new InvalidOptionsException("This did not work here: choose another photo.");
            }

            yield return new FakeStep(input, options)
            {
                Stage = "fading",
                Index = index,
                Total = options.Iterations,
            };
        }
    }

    private void Move(int limit)
    {
        lock (_gate)
        {
            _limit = limit;
            _moved.TrySetResult();
            _moved = new TaskCompletionSource();
        }
    }

    private void WaitUntilAllowed(int index, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task moved;
            lock (_gate)
            {
                if (index <= _limit)
                {
                    return;
                }

                moved = _moved.Task;
            }

            moved.WaitAsync(cancellationToken).GetAwaiter().GetResult();
        }
    }

    private sealed class FakeStep(RestorationInput input, FakeOptions options) : RestorationStep
    {
        private double Progress => (double)Index / Total;

        public override StepLosses ReadLosses() =>
            new(
                [
                    new LossTerm("fidelity", 1 / (double)Index, 120 / (double)Index),
                    new LossTerm("identity", 1 - Progress, 0.4 * (1 - Progress)),
                ],
                (120 / (double)Index) + (0.4 * (1 - Progress)),
                0.8 * Progress
            );

        public override RgbImage Render()
        {
            var pixels = new byte[Side * Side * 3];
            for (var i = 0; i < pixels.Length; i++)
            {
                pixels[i] = (byte)(((1 - Progress) * Sample(input.Degraded, i)) + (Progress * Sample(input.References[0], i)));
            }

            return new RgbImage(Side, Side, pixels);
        }

        public override RestorationResult ReadResult() =>
            new()
            {
                Image = Render(),
                Options = options,
                ModelHashes = new Dictionary<string, string> { ["fake-model"] = new('a', 64) },
                IdentityBefore = 0.1,
                IdentityAfter = 0.8 * Progress,
                State = BitConverter.GetBytes(Index),
            };

        private static byte Sample(RgbImage image, int i)
        {
            var (pixel, channel) = Math.DivRem(i, 3);
            var (y, x) = Math.DivRem(pixel, Side);
            return image.Pixels[((((y * image.Height / Side) * image.Width) + (x * image.Width / Side)) * 3) + channel];
        }
    }
}
