using Sair.Cli.Tests.Fakes;
using Sair.Engine;
using Sair.Engine.Imaging;
using Sair.Engine.Weights.Files;
using Sair.Evaluation.Judges;
using Sair.Evaluation.Metrics;
using Sair.TestKit;

namespace Sair.Evaluation.Tests.Judges;

public sealed class NiqeJudgeTests
{
    [Fact]
    public void Open_EmptyFolder_IsNull()
    {
        using var folder = new TemporaryFolder();

        Assert.Null(NiqeJudge.Open(folder.Path));
    }

    [Fact]
    public void Open_OtherNumbers_SaysThatTheFileIsDamaged()
    {
        using var folder = new TemporaryFolder();
        Write(folder, zeros([35]), eye(36));

        Assert.Contains(
            "is damaged",
            Assert.Throws<WeightsFormatException>(() => NiqeJudge.Open(folder.Path)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Judge_OneBlock_IsTheDistanceOfItsStatisticsInUnitsOfTheModel()
    {
        using var folder = new TemporaryFolder();
        var picture = Pictures.Noise(100, 4);
        var block = Assert.Single(BlockStatistics.Compute(picture));
        Write(folder, zeros([36]), 8 * eye(36));

        // One block has no spread of its own, so half of the model's variance 8 counts.
        Assert.Equal(Math.Sqrt(block.Sum(value => value * value) / 4), NiqeJudge.Open(folder.Path)!.Judge(picture), 6);
    }

    [Fact]
    public void Compute_SeveralBlocks_GivesThirtySixFiniteStatisticsOfEach()
    {
        var blocks = BlockStatistics.Compute(Pictures.Noise(200, 5));

        Assert.Equal(4, blocks.Count);
        Assert.All(blocks, block => Assert.Equal(36, block.Count(double.IsFinite)));
    }

    [Fact]
    public void Compute_PatternOfGrey_GivesTheStatisticsOfTheReference()
    {
        // By NumPy and SciPy, from the formulas of the published code.
        double[] whole =
        [
            10.0,
            1.59537,
            1.62,
            -0.08076,
            1.01396,
            0.88516,
            1.65,
            -0.14891,
            1.08741,
            0.8473,
            1.41,
            -0.02584,
            0.88783,
            0.85042,
            1.48,
            -0.05236,
            0.94342,
            0.86477,
        ];
        double[] half =
        [
            2.925,
            1.33843,
            0.999,
            -0.04323,
            0.45261,
            0.40944,
            0.883,
            -0.01549,
            0.38131,
            0.36859,
            0.998,
            -0.09142,
            0.48247,
            0.39131,
            0.998,
            -0.07617,
            0.47706,
            0.40111,
        ];
        var pixels = Enumerable
            .Range(0, 96 * 96)
            .SelectMany(i =>
                Enumerable.Repeat((byte)(((37 * (i % 96) * (i % 96)) + (11 * (i / 96) * (i / 96)) + (7 * (i % 96) * (i / 96))) % 251), 3)
            )
            .ToArray();

        var block = Assert.Single(BlockStatistics.Compute(new RgbImage(96, 96, pixels)));

        Assert.All(whole.Zip(block), pair => Assert.Equal(pair.First, pair.Second, 0.002));

        // The border is continued otherwise where a picture is halved.
        Assert.All(half.Zip(block[18..]), pair => Assert.Equal(pair.First, pair.Second, 0.03));
    }

    [Fact]
    public void Compute_PlainPicture_HasNoBlocks() => Assert.Empty(BlockStatistics.Compute(Pictures.Plain(96, 96, 7)));

    [Fact]
    public void Compute_PictureSmallerThanABlock_SaysSo() =>
        Assert.Contains(
            "holds no block of 96",
            Assert.Throws<ArgumentException>(() => BlockStatistics.Compute(Pictures.Noise(64, 1))).Message,
            StringComparison.Ordinal
        );

    [SkippableFact]
    public void Judge_MoreBlur_IsLessNatural()
    {
        var shared = Environment.GetEnvironmentVariable("SAIR_SHARED");
        Skip.If(shared is null, "SAIR_SHARED does not name the folder with the judges and faces.");
        var judge = NiqeJudge.Open(Path.Combine(shared!, "judges"));
        Skip.If(judge is null, "The folder of judges holds no NIQE model.");
        var photo = Directory
            .EnumerateFiles(Path.Combine(shared!, "data", "faces", "train", "webmorph"))
            .Order(StringComparer.Ordinal)
            .First();
        var sharp = ImageDecoder.Decode(File.ReadAllBytes(photo)).Image;
        var soft = ImageResizer.Resize(ImageResizer.Resize(sharp, 48, 48), 256, 256);

        Assert.True(judge!.Judge(soft) > judge.Judge(sharp) + 1);
    }

    private static void Write(TemporaryFolder folder, Tensor mean, Tensor covariance) =>
        SafetensorsFile.Write(
            Path.Combine(folder.Path, NiqeJudge.FileName),
            new Dictionary<string, Tensor> { ["mu_pris_param"] = mean, ["cov_pris_param"] = covariance }
        );
}
