using Sair.Engine.Weights.Files;

namespace Sair.Engine.Tests.Weights.Files;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Read_WhatWasWritten_GivesSameValuesTypesAndMetadata()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>
        {
            ["weight"] = randn(3, 4),
            ["half"] = randn(5).half(),
            ["steps"] = tensor(12L),
        };

        SafetensorsFile.Write(_path, tensors, new Dictionary<string, string> { ["resolution"] = "64" });
        var (read, metadata) = SafetensorsFile.Read(_path);

        Assert.Equal("64", metadata["resolution"]);
        Assert.Equal(tensors["weight"].data<float>().ToArray(), read["weight"].data<float>().ToArray());
        Assert.Equal(ScalarType.Float16, read["half"].dtype);
        Assert.Empty(read["steps"].shape);
        Assert.Equal(12, read["steps"].ToInt64());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(40)]
    [InlineData(-8)]
    public void Read_Truncated_ThrowsInvalidData(int keep)
    {
        using var scope = NewDisposeScope();
        SafetensorsFile.Write(_path, new Dictionary<string, Tensor> { ["weight"] = randn(64) });
        var bytes = File.ReadAllBytes(_path);
        File.WriteAllBytes(_path, keep > 0 ? bytes[..keep] : bytes[..^-keep]);

        Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(_path));
    }

    [Fact]
    public void Read_HeaderLongerThanFile_ThrowsInvalidData()
    {
        File.WriteAllBytes(_path, [255, 255, 255, 0, 0, 0, 0, 0, (byte)'{']);

        Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(_path));
    }
}
