using Sair.Engine.Weights.Checkpoints;
using Sair.Engine.Weights.Files;
using Sair.TestKit;

namespace Sair.Engine.Tests.Weights.Checkpoints;

public sealed class CheckpointTests
{
    private const string Parameter = "param.";

    [Theory]
    [InlineData("golden/c1_stylegan2_rosinality", KnownArchitectures.StyleGan2, "32 px, W⁺ 8 × 64")]
    [InlineData("golden/c2_stylegan2_nvlabs", KnownArchitectures.StyleGan2, "32 px, W⁺ 8 × 64")]
    [InlineData("golden/c5_iresnet", KnownArchitectures.IResNet, "IResNet")]
    [InlineData("networks/ir-se", KnownArchitectures.IrSe, "IR-SE")]
    [InlineData("networks/ir", KnownArchitectures.IrSe, "IR")]
    [InlineData("networks/pyramid-encoder", KnownArchitectures.PyramidStyleEncoder, "W⁺ 8 × 10")]
    [InlineData("networks/face-parser", KnownArchitectures.FaceParser, "BiSeNet")]
    public void Read_NamesOfAPublicCheckpoint_RecognisesTheNetwork(string fixture, string architecture, string title)
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, fixture, name => "g_ema." + name);

        using var checkpoint = Checkpoint.Read(path);

        var part = Assert.Single(checkpoint.Parts);
        Assert.Equal(architecture, part.Architecture);
        Assert.Contains(title, part.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NetworkPickleOfStyleGan2_TakesTheAveragedGeneratorAlone()
    {
        LiveTensors.AssertUnchanged(() =>
        {
            using var checkpoint = Checkpoint.Read(Fixtures.Locate("weights", "stylegan2.pkl"));

            var part = Assert.Single(checkpoint.Parts);
            Assert.Equal((WeightsFormat.NetworkPickle, KnownArchitectures.StyleGan2), (checkpoint.Format, part.Architecture));
            Assert.Equal([1, 4, 4, 4], part.Parameters["input.input"].shape);
            Assert.Equal([1, 3, 4, 3, 3], part.Parameters["convs.0.conv.weight"].shape);
            Assert.Contains("latent_avg", part.Parameters.Keys);
        });
    }

    [Fact]
    public void Read_EncoderForEditing_KnowsItsFormAndItsMean()
    {
        using var checkpoint = Checkpoint.Read(Fixtures.Locate("weights", "e4e.pt"));

        var part = Assert.Single(checkpoint.Parts);
        Assert.Equal(KnownArchitectures.PyramidStyleEncoder, part.Architecture);
        Assert.Equal("e4e", part.Metadata[KnownArchitectures.EncoderFormKey]);
        Assert.Equal([4, 6], part.Parameters["latent_avg"].shape);
    }

    [Fact]
    public void Read_NumpyDirection_IsADirection()
    {
        using var checkpoint = Checkpoint.Read(Fixtures.Locate("weights", "array.npy"));

        Assert.Equal(KnownArchitectures.LatentDirection, Assert.Single(checkpoint.Parts).Architecture);
    }

    [Fact]
    public void Read_StyleGan3_IsRefusedByName()
    {
        var failure = Assert.Throws<WeightsFormatException>(() => Checkpoint.Read(Fixtures.Locate("weights", "stylegan3.pkl")));

        Assert.Contains("StyleGAN3", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weights/hostile.pkl", "posix.system")]
    [InlineData("weights/torch-archive.pt", "no network that this program knows")]
    [InlineData("weights/none.pt", "cannot be opened")]
    public void Read_SomethingElse_SaysWhatInOneSentence(string fixture, string word)
    {
        var failure = Assert.Throws<WeightsFormatException>(() => Checkpoint.Read(Fixtures.Locate(fixture.Split('/'))));

        Assert.Contains(word, failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ParametersOfAnotherNetwork_NamesTheFirstThatDoesNotFit()
    {
        using var folder = new TemporaryFolder();
        var path = Write(
            folder,
            "networks/ir-se",
            name => name.Replace("body.3.res_layer.3", "body.3.res_layer.9", StringComparison.Ordinal)
        );

        var failure = Assert.Throws<WeightsFormatException>(() => Checkpoint.Read(path));

        Assert.Contains("body.3.res_layer.9.weight", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(1)]
    public void Read_MarkersWithImpossibleSizes_IsRefusedBeforeAnythingIsBuilt(int channels)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var path = Path.Combine(folder.Path, "net.safetensors");
        SafetensorsFile.Write(
            path,
            new Dictionary<string, Tensor>
            {
                ["input.input"] = ones([1, channels, 1, 1]),
                ["conv1.conv.weight"] = ones([channels]),
                ["conv1.conv.modulation.weight"] = ones([2]),
            }
        );

        var failure = Assert.Throws<WeightsFormatException>(() => Checkpoint.Read(path));

        Assert.Contains("StyleGAN2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Truncated_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "cut.pkl");
        var bytes = File.ReadAllBytes(Fixtures.Locate("weights", "stylegan2.pkl"));
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);

        var failure = Assert.Throws<WeightsFormatException>(() => Checkpoint.Read(path));

        Assert.Contains("ends too early", failure.Message, StringComparison.Ordinal);
    }

    private static string Write(TemporaryFolder folder, string fixture, Func<string, string> rename)
    {
        using var scope = NewDisposeScope();
        var (tensors, _) = SafetensorsFile.Read(Fixtures.Locate([.. $"{fixture}.safetensors".Split('/')]));
        var path = Path.Combine(folder.Path, "net.safetensors");
        SafetensorsFile.Write(
            path,
            tensors
                .Where(entry => entry.Key.StartsWith(Parameter, StringComparison.Ordinal))
                .ToDictionary(entry => rename(entry.Key[Parameter.Length..]), entry => entry.Value)
        );
        foreach (var tensor in tensors.Values)
        {
            tensor.Dispose();
        }

        return path;
    }
}
