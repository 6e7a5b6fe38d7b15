using Sair.Engine.Weights.Files;
using Sair.Evaluation.Verification;
using Sair.TestKit;

namespace Sair.Evaluation.Tests.Verification;

public sealed class GoldenVerifierTests
{
    // libtorch takes another convolution for one thread; the twenty-step trajectory of c4f is compared with the one that the product runs.
    private const int Threads = 2;

    public GoldenVerifierTests() => set_num_threads(Threads);

    public static TheoryData<string> Cases { get; } = [.. GoldenCases.All.Select(known => known.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Compare_KnownCase_EveryTensorWithinTolerance(string name)
    {
        var comparisons = GoldenVerifier.Compare(Fixtures.Locate("golden", name + ".safetensors"));

        Assert.NotNull(comparisons);
        Assert.NotEmpty(comparisons);
        Assert.DoesNotContain(comparisons, comparison => !comparison.Passed);
    }

    [Fact]
    public void Verify_ChangedOutput_FailsAndNamesTheTensor()
    {
        using var folder = new TemporaryFolder();
        var path = Copy("c4a_sair_bicubic", folder, tensors => tensors["out.y_f4"].add_(1e-3));
        using var report = new StringWriter();

        Assert.False(GoldenVerifier.Verify([path], report));
        Assert.Contains(
            report.ToString().Split('\n'),
            line => line.Contains("out.y_f4", StringComparison.Ordinal) && line.TrimEnd().EndsWith("FAIL", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Verify_TruncatedFile_FailsWithAMessage()
    {
        using var folder = new TemporaryFolder();
        var path = Copy("c4a_sair_bicubic", folder, _ => { });
        using (var stream = File.OpenWrite(path))
        {
            stream.SetLength(stream.Length / 2);
        }

        using var report = new StringWriter();

        Assert.False(GoldenVerifier.Verify([path], report));
        Assert.Contains("truncated", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_UnknownCase_FailsOnlyWhenNamed()
    {
        using var folder = new TemporaryFolder();
        _ = Copy("c4a_sair_bicubic", folder, _ => { });
        var other = Copy("c4d_sair_latent_losses", folder, _ => { });
        var sideCar = Path.ChangeExtension(other, ".json");
        File.WriteAllText(sideCar, File.ReadAllText(sideCar).Replace("c4d_sair_latent_losses", "c9_unheard_of", StringComparison.Ordinal));

        Assert.True(GoldenVerifier.Verify([folder.Path], TextWriter.Null));
        Assert.False(GoldenVerifier.Verify([other], TextWriter.Null));
    }

    [Fact]
    public void Compare_KnownCase_FreesEveryTensor() =>
        LiveTensors.AssertUnchanged(() => GoldenVerifier.Compare(Fixtures.Locate("golden", "c4g_sair_objective_jpeg_emotion.safetensors")));

    private static string Copy(string name, TemporaryFolder folder, Action<Dictionary<string, Tensor>> change)
    {
        var (tensors, metadata) = SafetensorsFile.Read(Fixtures.Locate("golden", name + ".safetensors"));
        change(tensors);
        var path = Path.Combine(folder.Path, name + ".safetensors");
        SafetensorsFile.Write(path, tensors, metadata);
        File.Copy(Fixtures.Locate("golden", name + ".json"), Path.ChangeExtension(path, ".json"));
        foreach (var value in tensors.Values)
        {
            value.Dispose();
        }

        return path;
    }
}
