using Sair.Engine.Imaging;
using Sair.Evaluation.Judges;
using Sair.Evaluation.Metrics;
using Sair.TestKit;

namespace Sair.Evaluation.Tests.Judges;

public sealed class BrisqueJudgeTests
{
    [Fact]
    public void Open_EmptyFolder_IsNull()
    {
        using var folder = new TemporaryFolder();

        Assert.Null(BrisqueJudge.Open(folder.Path));
    }

    [Fact]
    public void Compute_AnyPicture_ThirtySixFiniteStatistics()
    {
        var statistics = NaturalStatistics.Compute(Noise(40));

        Assert.Equal(36, statistics.Length);
        Assert.All(statistics, value => Assert.True(double.IsFinite(value)));
    }

    [SkippableFact]
    public void Judge_MoreBlur_IsLessNatural()
    {
        var shared = Environment.GetEnvironmentVariable("SAIR_SHARED");
        Skip.If(shared is null, "SAIR_SHARED does not name the folder with the judges and faces.");
        var judge = BrisqueJudge.Open(Path.Combine(shared!, "judges"));
        Skip.If(judge is null, "The folder of judges holds no BRISQUE model.");
        var photo = Directory
            .EnumerateFiles(Path.Combine(shared!, "data", "faces", "train", "webmorph"))
            .Order(StringComparer.Ordinal)
            .First();
        var sharp = ImageResizer.Resize(ImageDecoder.Decode(File.ReadAllBytes(photo)).Image, 128, 128);
        var soft = ImageResizer.Resize(ImageResizer.Resize(sharp, 32, 32), 128, 128);

        Assert.True(judge!.Judge(soft) > judge.Judge(sharp) + 10);
    }

    private static RgbImage Noise(int side)
    {
        var pixels = new byte[side * side * 3];
        new Random(1).NextBytes(pixels);
        return new RgbImage(side, side, pixels);
    }
}
