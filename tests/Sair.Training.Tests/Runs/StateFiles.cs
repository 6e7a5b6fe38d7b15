using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using Sair.Engine.Weights.Files;
using Sair.TestKit;

namespace Sair.Training.Tests.Runs;

/// <summary>Compares the state files of runs.</summary>
internal static class StateFiles
{
    /// <summary>Asserts that two files hold the same tensors, byte for byte.</summary>
    public static void AssertSame(string expectedPath, string actualPath)
    {
        using var scope = NewDisposeScope();
        var expected = Read(expectedPath);
        var actual = Read(actualPath);
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        Assert.All(expected, entry => Assert.True(entry.Value.bytes.SequenceEqual(actual[entry.Key].bytes), entry.Key));
    }

    /// <summary>Writes a state file as trainers wrote it that had a checkpoint of their own, after two steps.</summary>
    /// <remarks>
    /// The fixture is the header of a real file: names, types, shapes and progress. Values would take megabytes and are drawn here:
    /// positive, as second moments are.
    /// </remarks>
    /// <param name="trainer">Name of the fixture.</param>
    /// <param name="path">The file to write.</param>
    public static void WriteOlder(string trainer, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var packed = File.OpenRead(Fixtures.Locate("training-states", $"{trainer}.json.gz"));
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        using var header = new MemoryStream();
        unpacked.CopyTo(header);
        using var file = File.Create(path);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        file.Write(length);
        file.Write(header.ToArray());
        var random = new Random(5);
        foreach (
            var entry in JsonDocument.Parse(header.ToArray()).RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__")
        )
        {
            var offsets = entry.Value.GetProperty("data_offsets");
            var bytes = new byte[offsets[1].GetInt64() - offsets[0].GetInt64()];
            if (entry.Value.GetProperty("dtype").GetString() == "I64")
            {
                BinaryPrimitives.WriteInt64LittleEndian(bytes, 2);
            }
            else
            {
                for (var at = 0; at < bytes.Length; at += sizeof(float))
                {
                    BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at), (float)(0.001 + (0.02 * random.NextDouble())));
                }
            }

            file.Write(bytes);
        }
    }

    /// <summary>Reads a file; the tensors belong to the caller's dispose scope.</summary>
    public static Dictionary<string, Tensor> Read(string path)
    {
        var (tensors, _) = SafetensorsFile.Read(path);
        return tensors.ToDictionary(
            entry => entry.Key,
            entry =>
            {
                using var read = entry.Value;
                return read.clone();
            }
        );
    }
}

/// <summary>A clock that asks a run to stop at one of its saves, which every trainer dates in its log.</summary>
internal sealed class StopAtSave(int save) : TimeProvider, IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private int _saves;

    public CancellationToken Token => _source.Token;

    public override DateTimeOffset GetUtcNow()
    {
        if (++_saves == save)
        {
            _source.Cancel();
        }

        return DateTimeOffset.UnixEpoch;
    }

    public void Dispose() => _source.Dispose();
}
