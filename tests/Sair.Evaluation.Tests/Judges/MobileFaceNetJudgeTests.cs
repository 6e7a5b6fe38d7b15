using Sair.Engine;
using Sair.Engine.Imaging;
using Sair.Engine.Weights.Files;
using Sair.Evaluation.Judges;
using Sair.TestKit;

namespace Sair.Evaluation.Tests.Judges;

public sealed class MobileFaceNetJudgeTests
{
    // Single precision through 50 layers, other order of sums.
    private const double Tolerance = 2e-4;

    [SkippableFact]
    public void Describe_GoldenFace_ReproducesCropAndFeature()
    {
        using var judge = OpenJudge(out var directory);
        var golden = SafetensorsFile.Read(Path.Combine(directory, "mobilefacenet_golden.safetensors")).Tensors;
        var image = golden["in.image"].data<float>().ToArray();
        var expectedCrop = golden["out.crop"].data<float>().ToArray();
        var expectedFeature = golden["out.feature"].data<float>().ToArray();
        foreach (var value in golden.Values)
        {
            value.Dispose();
        }

        var crop = SphereFaceCrop.Cut(image, 256, 256);
        var feature = judge.DescribeCrop(crop);

        AssertClose(expectedCrop, crop, 1e-5);
        AssertClose(expectedFeature, feature, Tolerance);
    }

    [SkippableFact]
    public void Similarity_SameAndDifferentPicture_OneAndLess()
    {
        using var judge = OpenJudge(out _);
        var first = Noise(1);
        var second = Noise(2);

        Assert.Equal(1, judge.Similarity(first, first), 5);
        Assert.True(judge.Similarity(first, second) < 0.99);
    }

    [Fact]
    public void Open_FolderWithoutJudge_ReturnsNull() => Assert.Null(MobileFaceNetJudge.Open(AppContext.BaseDirectory));

    [Fact]
    public void Open_DamagedFile_SaysSo()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, MobileFaceNetJudge.FileName), "not a model");

        var failure = Assert.Throws<WeightsFormatException>(() => MobileFaceNetJudge.Open(folder.Path));

        Assert.Contains("damaged", failure.Message);
    }

    private static MobileFaceNetJudge OpenJudge(out string directory)
    {
        var shared = Environment.GetEnvironmentVariable("SAIR_SHARED");
        Skip.If(string.IsNullOrEmpty(shared), "SAIR_SHARED does not name the folder with the judges.");
        directory = Path.Combine(shared, "judges");
        var judge = MobileFaceNetJudge.Open(directory);
        Skip.If(judge is null, "The folder named by SAIR_SHARED holds no judges.");
        return judge;
    }

    private static RgbImage Noise(int seed)
    {
        var pixels = new byte[256 * 256 * 3];
        new Random(seed).NextBytes(pixels);
        return new RgbImage(256, 256, pixels);
    }

    private static void AssertClose(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max(), 0, tolerance);
    }
}
