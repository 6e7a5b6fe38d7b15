using Sair.Cli.Tests.Fakes;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Evaluation.Judges;
using Sair.Evaluation.QuickSet;

namespace Sair.Evaluation.Tests.QuickSet;

public sealed class QuickSetEvaluationTests
{
    private static readonly TestFace[] Set =
    [
        new("Ann", Pictures.Noise(64, 1), Pictures.Noise(8, 2), [Pictures.Noise(64, 3)], [Pictures.Noise(64, 4)]),
        new("Bea", Pictures.Noise(64, 5), Pictures.Noise(8, 6), [Pictures.Noise(64, 7)], [Pictures.Noise(64, 8)]),
    ];

    [Fact]
    public void Run_TruthItself_MeasuresPerfection()
    {
        var report = new QuickSetEvaluation(new BrightnessJudge(), new FirstPixelAnalyzer(), TimeProvider.System).Run(
            new Answer("truth", face => face.Truth),
            Set,
            null,
            CancellationToken.None
        );

        Assert.Equal(["Ann", "Bea"], report.Faces.Select(face => face.Person));
        Assert.Equal(1, report.JudgeSimilarity!.Value, 9);
        Assert.Equal(0, report.RecogniserDistance, 9);
        Assert.Equal(0, report.FrechetDistance!.Value, 9);
        Assert.Equal(0, report.JudgeFrechetDistance!.Value, 9);
        Assert.Equal(double.PositiveInfinity, report.PeakSignalToNoiseRatio);
        Assert.Equal(1, report.StructuralSimilarity, 9);
    }

    [Fact]
    public void CountImproved_AgainstBicubic_CountsFacesOneByOne()
    {
        var evaluation = new QuickSetEvaluation(new BrightnessJudge(), new FirstPixelAnalyzer(), TimeProvider.System);
        var bicubic = evaluation.Run(new BicubicMethod(), Set, null, CancellationToken.None);
        var half = evaluation.Run(
            new Answer("half", face => face.Person == "Ann" ? face.Truth : Pictures.Plain(64, 64, 0)),
            Set,
            null,
            CancellationToken.None
        );

        Assert.Equal("bicubic", bicubic.Name);
        Assert.Equal(1, half.CountImproved(bicubic));
    }

    [Fact]
    public void Run_WithoutJudge_LeavesItsColumnsEmpty()
    {
        var report = new QuickSetEvaluation(null, new FirstPixelAnalyzer(), TimeProvider.System).Run(
            new BicubicMethod(),
            Set,
            null,
            CancellationToken.None
        );

        Assert.Null(report.JudgeSimilarity);
        Assert.Null(report.JudgeFrechetDistance);
        Assert.Null(report.CountImproved(report));
    }

    [Fact]
    public void Run_SmallerResult_IsMeasuredAtTheSideOfTheTruth()
    {
        var report = new QuickSetEvaluation(null, new FirstPixelAnalyzer(), TimeProvider.System).Run(
            new Answer("half side", _ => Pictures.Plain(32, 32, 128)),
            Set,
            null,
            CancellationToken.None
        );

        Assert.InRange(report.PeakSignalToNoiseRatio, 8, 14);
        Assert.Equal(32, report.Faces[0].Image.Width);
    }

    [Fact]
    public void Run_Cancelled_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() =>
            new QuickSetEvaluation(null, new FirstPixelAnalyzer(), TimeProvider.System).Run(
                new BicubicMethod(),
                Set,
                null,
                cancellation.Token
            )
        );
    }

    private sealed class Answer(string name, Func<TestFace, RgbImage> restore) : IRestorationMethod
    {
        public string Name => name;

        public RgbImage Restore(TestFace face, CancellationToken cancellationToken) => restore(face);
    }

    private sealed class BrightnessJudge : IIdentityJudge
    {
        public string Name => "brightness";

        public double Similarity(RgbImage first, RgbImage second) =>
            1 - (Math.Abs(first.Pixels.Average(pixel => pixel) - second.Pixels.Average(pixel => pixel)) / 255);

        public float[] Describe(RgbImage face) => [(float)face.Pixels.Average(pixel => pixel) / 255];

        public void Dispose() { }
    }

    private sealed class FirstPixelAnalyzer : IFaceAnalyzer
    {
        public IReadOnlyList<DetectedFace> Analyze(RgbImage photo, CancellationToken cancellationToken = default) => [];

        public DetectedFace AnalyzeAt(RgbImage photo, FaceBox box) => throw new InvalidOperationException("Nothing is placed here.");

        public FaceDescription DescribeAligned(RgbImage aligned) => new([aligned.Pixels[0] / 255f], new Dictionary<string, double>());
    }
}
