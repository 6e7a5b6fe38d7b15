using Sair.Engine.Weights.Files;
using Sair.TestKit;

namespace Sair.Engine.Tests.Weights.Files;

public sealed class WeightsFileTests
{
    private static readonly float[] s_halves = [.. Enumerable.Range(0, 12).Select(i => i / 2f)];

    [Theory]
    [InlineData("torch-archive.pt", WeightsFormat.TorchArchive)]
    [InlineData("torch-pickle.pth", WeightsFormat.TorchPickle)]
    public void Read_PyTorchFile_GivesEveryTensorUnderItsJoinedName(string file, WeightsFormat format)
    {
        using var content = Read(file);

        Assert.Equal(format, content.Format);
        Assert.Equal([0, 0.25f, 0.5f, 0.75f, 1, 1.25f], Values(content, "g_ema.plain.weight"));
        Assert.Equal([2, 3], content.Tensors["g_ema.plain.weight"].shape);
        Assert.Equal([0, 0.5f, 1, 1.5f], Values(content, "g_ema.plain.half"));
        Assert.Equal([0, 2, 4, 6], Values(content, "g_ema.plain.brain"));
        Assert.Equal(7, content.Tensors["g_ema.plain.count"].ToInt64());
        Assert.Equal([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11], Values(content, "g_ema.plain.turned"));
        Assert.Equal([5, 6, 9, 10], Values(content, "g_ema.plain.part"));
        Assert.Equal([1, 2, 255], Values(content, "g_ema.plain.bytes"));
        Assert.Equal([1.5f, -2.5f], Values(content, "g_ema.plain.parameter"));
        Assert.Equal([0, 1, 2], Values(content, "latent_avg"));
        Assert.Equal([1, 1], Values(content, "steps.0.state"));
        Assert.Equal(10, content.Tensors.Count);
        Assert.Equal(("tiny", "32", "3"), (content.Metadata["opts.name"], content.Metadata["opts.size"], content.Metadata["epoch"]));
    }

    [Fact]
    public void Read_NetworkPickle_GivesParametersAndBuffersOfItsModules()
    {
        using var content = Read("network.pkl");

        Assert.Equal(WeightsFormat.NetworkPickle, content.Format);
        Assert.Equal([0, 0.125f, 0.25f, 0.375f, 0.5f, 0.625f], Values(content, "G_ema.fc0.weight"));
        Assert.Equal([3, 2], content.Tensors["G_ema.fc1.weight"].shape);
        Assert.Equal([1, 1, 1, 1], Values(content, "G.fc1.resample_filter"));
        Assert.Equal(8, content.Tensors.Count);
    }

    [Theory]
    [InlineData("array.npy", "array")]
    [InlineData("column-major.npy", "array")]
    [InlineData("arrays.npz", "first")]
    [InlineData("arrays-packed.npz", "first")]
    public void Read_NumpyFile_GivesRowMajorValues(string file, string name)
    {
        using var content = Read(file);

        Assert.Equal([3, 4], content.Tensors[name].shape);
        Assert.Equal(s_halves, Values(content, name));
    }

    [Fact]
    public void Read_OnnxModel_GivesItsInitialisers()
    {
        using var content = Read("model.onnx");

        Assert.Equal(WeightsFormat.Onnx, content.Format);
        Assert.Equal([0, 1, 2, 3, 4, 5], Values(content, "0.weight"));
        Assert.Equal([3, 2, 1, 1], content.Tensors["0.weight"].shape);
        Assert.Equal([0.5f, 1, 1.5f], Values(content, "0.bias"));
    }

    [Fact]
    public void Read_Choice_ReadsOnlyWhatIsWanted()
    {
        LiveTensors.AssertUnchanged(() =>
        {
            using var content = WeightsFile.Read(
                Fixtures.Locate("weights", "network.pkl"),
                names => names.Where(name => name.StartsWith("G_ema.", StringComparison.Ordinal))
            );

            Assert.Equal(4, content.Tensors.Count);
        });
    }

    [Theory]
    [InlineData("hostile.pkl", "posix.system")]
    [InlineData("hostile.pt", "posix.system")]
    [InlineData("program.pt", "TorchScript")]
    [InlineData("objects.npy", "|O")]
    public void Read_FileThatWouldHaveToRun_IsRefusedByName(string file, string word)
    {
        var failure = Assert.Throws<InvalidDataException>(() => Read(file));

        Assert.Contains(word, failure.Message, StringComparison.Ordinal);
        Assert.Contains(file, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("<!DOCTYPE html><html></html>", "web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00", "Git LFS")]
    [InlineData("\u001f\u008b\b", "compressed")]
    [InlineData("no weights at all", "no known kind")]
    [InlineData("PK\u0003\u0004 and then nothing", "truncated")]
    public void Read_SomethingElse_SaysWhatItIs(string text, string word)
    {
        var failure = Assert.Throws<InvalidDataException>(() =>
            WeightsFile.Read(new MemoryStream(System.Text.Encoding.Latin1.GetBytes(text)), "folder/net.pt")
        );

        Assert.StartsWith("net.pt cannot be read as weights: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(word, failure.Message, StringComparison.Ordinal);
    }

    private static WeightsContent Read(string file) => WeightsFile.Read(Fixtures.Locate("weights", file));

    private static float[] Values(WeightsContent content, string name)
    {
        using var scope = NewDisposeScope();
        return content.Tensors[name].to(float32).data<float>().ToArray();
    }
}
