using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sair.Engine.Weights;

/// <summary>Reads the network files of the npm package <c>@vladmandic/face-api</c>: a JSON manifest beside raw, mostly 8-bit, parameters.</summary>
/// <remarks>
/// A quantised parameter q stands for q · scale + min. It is kept as unsigned bytes under its own name, with scale and min under
/// the name followed by <see cref="QuantizationSuffix"/>, so nothing is lost and files stay small. Shapes and order of dimensions are TensorFlow's.
/// </remarks>
public static class FaceApiManifestReader
{
    /// <summary>Ends the name of the pair [scale, min] of a quantised parameter.</summary>
    public const string QuantizationSuffix = ".quantization";

    private const string ManifestSuffix = "-weights_manifest.json";

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web);

    /// <summary>Reads the parameters of one network.</summary>
    /// <param name="folder">The package's <c>model</c> folder.</param>
    /// <param name="network">File name without ending, for example <c>face_recognition_model</c>.</param>
    /// <returns>Byte or single-precision tensors, and [2] double pairs for quantised ones; the caller disposes them. Graph constants, which no layer reads, are left out.</returns>
    /// <exception cref="WeightsFormatException">A file is missing, malformed, or holds more or fewer bytes than the manifest lists.</exception>
    public static Dictionary<string, Tensor> Read(string folder, string network)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(network);
        var manifestPath = Path.Combine(folder, network + ManifestSuffix);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var group in ReadManifest(manifestPath))
        {
            ReadGroup(folder, manifestPath, group, tensors);
        }

        return tensors;
    }

    private static void ReadGroup(string folder, string manifestPath, WeightsGroup group, Dictionary<string, Tensor> tensors)
    {
        var data = group.Paths.SelectMany(path => ReadBytes(Path.Combine(folder, Path.GetFileName(path)))).ToArray();
        var position = 0;
        foreach (var entry in group.Weights)
        {
            var count = (int)entry.Shape.Aggregate(1L, (product, size) => product * size);
            var length = count * (entry.Quantization is null ? sizeof(float) : 1);
            if (length < 0 || position + length > data.Length)
            {
                throw new WeightsFormatException(manifestPath, $"{manifestPath} lists more values than its data file holds; unpack the npm package again.");
            }

            var bytes = data.AsSpan(position, length);
            position += length;
            if (entry.Dtype == "float32" && entry.Shape.Length > 0)
            {
                Add(tensors, entry, bytes);
            }
        }

        if (position != data.Length)
        {
            throw new WeightsFormatException(manifestPath, $"{manifestPath} lists {position} bytes and its data file holds {data.Length}; unpack the npm package again.");
        }
    }

    private static void Add(Dictionary<string, Tensor> tensors, WeightEntry entry, ReadOnlySpan<byte> bytes)
    {
        if (entry.Quantization is { } quantization)
        {
            tensors.Add(entry.Name, torch.tensor(bytes.ToArray(), entry.Shape));
            tensors.Add(entry.Name + QuantizationSuffix, torch.tensor(new[] { quantization.Scale, quantization.Min }));
            return;
        }

        var values = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        }

        tensors.Add(entry.Name, torch.tensor(values, entry.Shape));
    }

    private static WeightsGroup[] ReadManifest(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<WeightsGroup[]>(ReadBytes(path), s_options) ?? [];
        }
        catch (JsonException failure)
        {
            throw new WeightsFormatException(path, $"{path} is no weights manifest; unpack the npm package again.", failure);
        }
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (IOException failure)
        {
            throw new WeightsFormatException(path, $"{path} cannot be read; give the model folder of the npm package @vladmandic/face-api.", failure);
        }
    }

    private sealed record WeightsGroup([property: JsonRequired] string[] Paths, [property: JsonRequired] WeightEntry[] Weights);

    private sealed record WeightEntry([property: JsonRequired] string Name, [property: JsonRequired] string Dtype, [property: JsonRequired] long[] Shape, Quantization? Quantization);

    private sealed record Quantization(double Scale, double Min);
}
