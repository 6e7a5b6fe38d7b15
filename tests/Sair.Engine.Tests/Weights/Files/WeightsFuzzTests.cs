using Sair.Engine.Weights.Files;
using Sair.TestKit;

namespace Sair.Engine.Tests.Weights.Files;

/// <summary>Mutated weights files: read or refused by the documented exception, within the promised memory.</summary>
/// <remarks>SAIR_FUZZ_CASES sets the number of cases of each file; every case follows from its number.</remarks>
public sealed class WeightsFuzzTests
{
    private const int DefaultCases = 400;
    private const int Factor = 4;

    // What any file may cost: reader objects, buffers, and the exception with its texts.
    private const long Overhead = (1 << 20) + (1 << 18);

    [Theory]
    [InlineData("torch-archive.pt")]
    [InlineData("torch-pickle.pth")]
    [InlineData("network.pkl")]
    [InlineData("array.npy")]
    [InlineData("column-major.npy")]
    [InlineData("arrays.npz")]
    [InlineData("arrays-packed.npz")]
    [InlineData("model.onnx")]
    [InlineData("hostile.pkl")]
    [InlineData("tiny.safetensors")]
    [InlineData("manifest.json")]
    public void Read_MutatedFile_ReadsOrRefusesWithinItsMemory(string file)
    {
        using var folder = new TemporaryFolder();
        var original = Content(file, folder.Path);
        var path = Path.Combine(folder.Path, file);
        var refused = 0;
        var cases = int.TryParse(Environment.GetEnvironmentVariable("SAIR_FUZZ_CASES"), out var wanted) ? wanted : DefaultCases;
        Try(original, path);
        var live = LiveTensors.Count();
        for (var i = 0; i < cases; i++)
        {
            var mutated = Mutate(original, new Random(i));
            var before = GC.GetAllocatedBytesForCurrentThread();
            refused += Try(mutated, path) ? 0 : 1;
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(
                allocated <= (Factor * mutated.LongLength) + Overhead,
                $"Case {i}: {allocated} bytes for a file of {mutated.Length}."
            );
            Assert.True(LiveTensors.Count() == live, $"Case {i} left tensors behind.");
        }

        Assert.InRange(refused, cases / 20, cases);
    }

    private static bool Try(byte[] bytes, string path)
    {
        try
        {
            using var content = WeightsFile.Read(new MemoryStream(bytes, writable: false), path);
            return true;
        }
        catch (InvalidDataException failure)
        {
            Assert.Contains("cannot be read as weights", failure.Message, StringComparison.Ordinal);
            return false;
        }
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = (byte[])original.Clone();
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes[at] = new byte[] { 0, 1, 0x7f, 0x80, 0xff }[random.Next(5)];
                    break;
                case 3: // lengths and sizes
                    Array.Fill(bytes, random.Next(2) == 0 ? (byte)0xff : (byte)0x7f, at, Math.Min(random.Next(1, 9), bytes.Length - at));
                    break;
                case 4: // truncated
                    bytes = bytes[..Math.Max(1, at)];
                    break;
                case 5: // a piece again
                    var length = Math.Min(random.Next(1, 64), bytes.Length - at);
                    bytes = [.. bytes[..at], .. bytes[at..(at + length)], .. bytes[at..]];
                    break;
                default: // a piece of the file at another place
                    var from = random.Next(bytes.Length);
                    bytes.AsSpan(from, Math.Min(random.Next(1, 32), bytes.Length - Math.Max(from, at))).ToArray().CopyTo(bytes, at);
                    break;
            }
        }

        return bytes;
    }

    private static byte[] Content(string file, string folder)
    {
        switch (file)
        {
            case "tiny.safetensors":
                using (var scope = NewDisposeScope())
                {
                    var stream = new MemoryStream();
                    SafetensorsFile.Write(
                        stream,
                        new Dictionary<string, Tensor> { ["a"] = ones(4), ["b.weight"] = ones([2, 3]) },
                        new Dictionary<string, string> { ["kind"] = "test" }
                    );
                    return stream.ToArray();
                }

            case "manifest.json":
                File.WriteAllBytes(Path.Combine(folder, "net.bin"), new byte[12]);
                return """
                    [{"paths":["net.bin"],"weights":[
                    {"name":"a","shape":[2,2],"dtype":"float32","quantization":{"dtype":"uint8","scale":0.5,"min":-1.25}},
                    {"name":"b","shape":[2],"dtype":"float32"}]}]
                    """u8.ToArray();
            default:
                return File.ReadAllBytes(Fixtures.Locate("weights", file));
        }
    }
}
