using Sair.Engine.Weights;

namespace Sair.Engine.Tests.Weights;

public sealed class FaceApiManifestReaderTests : IDisposable
{
    private const string Manifest = """
        [{"paths":["net.bin"],"weights":[
          {"name":"a/filters","shape":[2,2],"dtype":"float32","quantization":{"dtype":"uint8","scale":0.5,"min":-1.25}},
          {"name":"a/bias","shape":[2],"dtype":"float32"},
          {"name":"constant","shape":[],"dtype":"int32","quantization":{"dtype":"uint8","scale":1,"min":3}}]}]
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("sair-face-api-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_QuantisedAndPlainEntries_KeepsBytesScaleAndMinimum()
    {
        Write(Manifest, [1, 2, 3, 255, .. BitConverter.GetBytes(0.75f), .. BitConverter.GetBytes(-2f), 9]);
        using var scope = torch.NewDisposeScope();

        var tensors = FaceApiManifestReader.Read(_folder, "net");

        Assert.Equal(["a/bias", "a/filters", "a/filters.quantization"], tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([1, 2, 3, 255], tensors["a/filters"].data<byte>().ToArray());
        Assert.Equal([0.5, -1.25], tensors["a/filters.quantization"].data<double>().ToArray());
        Assert.Equal([0.75f, -2f], tensors["a/bias"].data<float>().ToArray());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(14)]
    public void Read_DataOfAnotherLength_NamesTheManifest(int length)
    {
        Write(Manifest, new byte[length]);
        using var scope = torch.NewDisposeScope();

        var failure = Assert.Throws<WeightsFormatException>(() => FaceApiManifestReader.Read(_folder, "net"));

        Assert.Equal(Path.Combine(_folder, "net-weights_manifest.json"), failure.Path);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[{\"paths\":[\"net.bin\"]}]")]
    public void Read_MalformedManifest_Throws(string manifest)
    {
        Write(manifest, [0]);

        Assert.Throws<WeightsFormatException>(() => FaceApiManifestReader.Read(_folder, "net"));
    }

    [Fact]
    public void Read_MissingFolder_SaysWhatToGive()
    {
        var failure = Assert.Throws<WeightsFormatException>(() => FaceApiManifestReader.Read(Path.Combine(_folder, "none"), "net"));

        Assert.Contains("@vladmandic/face-api", failure.Message, StringComparison.Ordinal);
    }

    private void Write(string manifest, byte[] data)
    {
        File.WriteAllText(Path.Combine(_folder, "net-weights_manifest.json"), manifest);
        File.WriteAllBytes(Path.Combine(_folder, "net.bin"), data);
    }
}
