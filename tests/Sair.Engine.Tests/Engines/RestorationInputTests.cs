using Microsoft.Extensions.Logging.Abstractions;
using Sair.Engine.Degradations;
using Sair.Engine.Engines;
using Sair.Engine.Imaging;

namespace Sair.Engine.Tests.Engines;

public sealed class RestorationInputTests
{
    [Fact]
    public void Run_RealSideAndBlurOfTheStoredSize_ReachTheEngineInRealPixels()
    {
        var seen = Hand(
            new KnownDegradation
            {
                Side = 50,
                BlurDeviation = 4,
                JpegQuality = 40,
                JpegGridX = 3,
                JpegGridY = 2,
                NoiseDeviation = 0.01,
            }
        );

        Assert.Equal(50, seen.Degraded.Width);
        Assert.Equal(
            new KnownDegradation
            {
                Side = 50,
                BlurDeviation = 1,
                NoiseDeviation = 0.01,
            },
            seen.Degradation
        );
    }

    [Fact]
    public void Run_RealSideOfTheStoredSizeOrMore_LeavesThePhoto()
    {
        var known = new KnownDegradation
        {
            Side = 200,
            BlurDeviation = 4,
            JpegQuality = 40,
            JpegGridX = 3,
            JpegGridY = 2,
        };

        var seen = Hand(known);

        Assert.Equal(200, seen.Degraded.Width);
        Assert.Equal(known, seen.Degradation);
    }

    private static RestorationInput Hand(KnownDegradation known)
    {
        var engine = new Catcher();
        _ = engine.Run(
            new RestorationInput { Degraded = new RgbImage(200, 200, new byte[200 * 200 * 3]), Degradation = known },
            new CatcherOptions(),
            new EngineContext(CPU, null!, NullLogger.Instance),
            CancellationToken.None
        );
        return engine.Seen!;
    }

    private sealed record CatcherOptions : EngineOptions;

    private sealed class Catcher : RestorationEngine<CatcherOptions>
    {
        public RestorationInput? Seen { get; private set; }

        public override EngineDescriptor Descriptor { get; } =
            new("catcher", "Catcher", "Does nothing.", "None", typeof(CatcherOptions), [], ["none"], 0);

        protected override IEnumerable<RestorationStep> Restore(
            RestorationInput input,
            CatcherOptions options,
            EngineContext context,
            CancellationToken cancellationToken
        )
        {
            Seen = input;
            return [];
        }
    }
}
