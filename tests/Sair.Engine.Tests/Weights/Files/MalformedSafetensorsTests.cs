using System.Buffers.Binary;
using System.Text;
using Sair.Engine.Weights.Files;
using Sair.TestKit;

namespace Sair.Engine.Tests.Weights.Files;

public sealed class MalformedSafetensorsTests
{
    private const int DataBytes = 16;

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"w\":")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[4]}}")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0]}}")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[5],\"data_offsets\":[0,16]}}")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[16,32]}}")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[-16,0]}}")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[-4],\"data_offsets\":[0,16]}}")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,16]}}")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,16]}}")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":4,\"data_offsets\":[0,16]}}")]
    [InlineData("{\"w\":{\"dtype\":\"F8\",\"shape\":[4],\"data_offsets\":[0,16]}}")]
    [InlineData("{\"w\":{\"dtype\":3,\"shape\":[4],\"data_offsets\":[0,16]}}")]
    [InlineData("{\"w\":7}")]
    [InlineData("{\"__metadata__\":3}")]
    [InlineData("{\"__metadata__\":{\"a\":1}}")]
    public void Read_MalformedHeader_ThrowsInvalidDataAndLeavesNoTensor(string header)
    {
        var before = LiveTensors.Count();

        Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(File(header)));

        Assert.Equal(before, LiveTensors.Count());
    }

    [Theory]
    [InlineData(
        "{\"good\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"bad\":{\"dtype\":\"F32\",\"shape\":[9],\"data_offsets\":[8,16]}}"
    )]
    [InlineData(
        "{\"good\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"good\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}"
    )]
    public void Read_SecondEntryMalformed_FreesTheFirst(string header)
    {
        var before = LiveTensors.Count();

        Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(File(header)));

        Assert.Equal(before, LiveTensors.Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void Read_ImpossibleHeaderLength_ThrowsInvalidData(long length)
    {
        var bytes = new byte[64];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);

        Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(new MemoryStream(bytes)));
    }

    [Fact]
    public void Write_EmptyAndNonContiguousTensors_ReadsBackEqual()
    {
        using var scope = NewDisposeScope();
        var stream = new MemoryStream();
        var turned = arange(6, float32).reshape(2, 3).t();

        SafetensorsFile.Write(stream, new Dictionary<string, Tensor> { ["none"] = zeros([0, 3]), ["turned"] = turned });
        stream.Position = 0;
        var read = SafetensorsFile.Read(stream).Tensors;

        Assert.Equal([0, 3], read["none"].shape);
        Assert.Equal([0, 3, 1, 4, 2, 5], read["turned"].data<float>().ToArray());
        foreach (var tensor in read.Values)
        {
            tensor.Dispose();
        }
    }

    [Fact]
    public void Write_Interrupted_KeepsTheOldFile()
    {
        using var folder = new TestKit.TemporaryFolder();
        using var scope = NewDisposeScope();
        var path = Path.Combine(folder.Path, "weights.safetensors");
        SafetensorsFile.Write(path, new Dictionary<string, Tensor> { ["w"] = ones(2) });
        var before = System.IO.File.ReadAllBytes(path);
        var gone = ones(2);
        gone.Dispose();

        Assert.Throws<InvalidOperationException>(() => SafetensorsFile.Write(path, new Dictionary<string, Tensor> { ["w"] = gone }));

        Assert.Equal(before, System.IO.File.ReadAllBytes(path));
    }

    private static MemoryStream File(string header)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + text.Length + DataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, 8);
        return new MemoryStream(bytes);
    }
}
