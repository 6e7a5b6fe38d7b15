using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Sair.Engine.Weights.Files;

/// <summary>Reads and writes tensors in the safetensors container.</summary>
/// <remarks>8-byte little-endian header length, JSON header (dtype, shape, data_offsets), raw little-endian row-major data.</remarks>
public static class SafetensorsFile
{
    private const int LengthBytes = 8;
    private const long MaximumHeader = 100_000_000;
    private const string MetadataKey = "__metadata__";

    /// <summary>Reads a whole file to the processor.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Tensors by name, outside every scope (the caller disposes them), and the free-form metadata.</returns>
    /// <exception cref="InvalidDataException">The file is truncated or its header is malformed.</exception>
    public static (Dictionary<string, Tensor> Tensors, Dictionary<string, string> Metadata) Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        return Read(stream);
    }

    /// <summary>Reads from a seekable stream; see <see cref="Read(string)"/>.</summary>
    /// <exception cref="InvalidDataException">The stream is truncated or its header is malformed.</exception>
    public static (Dictionary<string, Tensor> Tensors, Dictionary<string, string> Metadata) Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var tensors = new TensorTable();
        var budget = new AllocationBudget(stream.Length);
        var metadata = new Dictionary<string, string>();
        var dataStart = 0L;
        using var header = ReadHeader(stream, ref dataStart);
        try
        {
            foreach (var entry in header.RootElement.EnumerateObject())
            {
                if (entry.Name == MetadataKey)
                {
                    ReadMetadata(entry.Value, metadata);
                }
                else
                {
                    tensors.Add(entry.Name, ReadTensor(stream, budget, dataStart, entry.Name, entry.Value));
                }
            }
        }
        catch (InvalidOperationException failure)
        {
            throw new InvalidDataException("A name in the safetensors header is no UTF-8.", failure);
        }

        return (tensors.Release(), metadata);
    }

    /// <summary>Writes tensors, replacing the file only when all is written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">Tensors by name, in the order of the file.</param>
    /// <param name="metadata">Free-form strings.</param>
    /// <exception cref="IOException">The file cannot be written; what was there is whole.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var temporary = path + ".partial";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                Write(stream, tensors, metadata);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (IOException)
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary); // on a full disk it would keep the room that the next try needs
            }

            throw;
        }
    }

    /// <summary>Writes tensors to a stream.</summary>
    public static void Write(
        Stream stream,
        IReadOnlyDictionary<string, Tensor> tensors,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        var header = WriteHeader(tensors, metadata);
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in tensors.Values)
        {
            using var plain = tensor.detach().cpu().contiguous().DetachFromDisposeScope();
            stream.Write(plain.bytes);
        }
    }

    private static JsonDocument ReadHeader(Stream stream, ref long dataStart)
    {
        Span<byte> lengthBytes = stackalloc byte[LengthBytes];
        if (stream.ReadAtLeast(lengthBytes, LengthBytes, throwOnEndOfStream: false) < LengthBytes)
        {
            throw new InvalidDataException("The file is shorter than a safetensors header.");
        }

        var length = BinaryPrimitives.ReadInt64LittleEndian(lengthBytes);
        if (length is <= 1 or > MaximumHeader || LengthBytes + length > stream.Length)
        {
            throw new InvalidDataException($"The safetensors header claims {length} bytes.");
        }

        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        dataStart = LengthBytes + length;
        try
        {
            var document = JsonDocument.Parse(bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                : throw new InvalidDataException("The safetensors header is no JSON object.");
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException("The safetensors header is no JSON.", failure);
        }
    }

    private static void ReadMetadata(JsonElement entry, Dictionary<string, string> metadata)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException("The safetensors metadata is no JSON object.");
        }

        foreach (var pair in entry.EnumerateObject())
        {
            metadata[pair.Name] =
                pair.Value.ValueKind == JsonValueKind.String
                    ? pair.Value.GetString()!
                    : throw new InvalidDataException($"The safetensors metadata {pair.Name} is no text.");
        }
    }

    private static Tensor ReadTensor(Stream stream, AllocationBudget budget, long dataStart, string name, JsonElement entry)
    {
        try
        {
            var type = TypeOf(entry.GetProperty("dtype").GetString());
            var shape = entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
            var offsets = entry.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray();
            var bytes = checked(StoredArray.Count(shape) * ElementTypes.SizeOf(type));
            if (
                offsets.Length != 2
                || offsets[0] < 0
                || offsets[0] > stream.Length
                || offsets[1] - offsets[0] != bytes
                || dataStart + offsets[1] > stream.Length
            )
            {
                throw new InvalidDataException($"{name} does not fit the file: it is truncated or its header is wrong.");
            }

            return new StoredArray(dataStart + offsets[0], bytes, type, shape).Read(stream, budget);
        }
        catch (Exception failure)
            when (failure is KeyNotFoundException or InvalidOperationException or OverflowException or FormatException)
        {
            throw new InvalidDataException($"The safetensors header entry of {name} is malformed.", failure);
        }
    }

    private static byte[] WriteHeader(IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(MetadataKey);
                foreach (var (key, value) in metadata)
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            var offset = 0L;
            foreach (var (name, tensor) in tensors)
            {
                var shape = tensor.shape;
                var end = offset + (shape.Aggregate(1L, (product, size) => product * size) * ElementTypes.SizeOf(tensor.dtype));
                json.WriteStartObject(name);
                json.WriteString("dtype", NameOf(tensor.dtype));
                WriteArray(json, "shape", shape);
                WriteArray(json, "data_offsets", [offset, end]);
                json.WriteEndObject();
                offset = end;
            }

            json.WriteEndObject();
        }

        // The format asks for data that starts on an 8-byte boundary.
        while (buffer.Length % LengthBytes != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, long[] values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    private static ScalarType TypeOf(string? name) =>
        name switch
        {
            "F32" => ScalarType.Float32,
            "F16" => ScalarType.Float16,
            "BF16" => ScalarType.BFloat16,
            "F64" => ScalarType.Float64,
            "I64" => ScalarType.Int64,
            "I32" => ScalarType.Int32,
            "I16" => ScalarType.Int16,
            "I8" => ScalarType.Int8,
            "U8" => ScalarType.Byte,
            "BOOL" => ScalarType.Bool,
            _ => throw new InvalidDataException($"The element type {name} is not supported."),
        };

    private static string NameOf(ScalarType type) =>
        type switch
        {
            ScalarType.Float32 => "F32",
            ScalarType.Float16 => "F16",
            ScalarType.BFloat16 => "BF16",
            ScalarType.Float64 => "F64",
            ScalarType.Int64 => "I64",
            ScalarType.Int32 => "I32",
            ScalarType.Int16 => "I16",
            ScalarType.Int8 => "I8",
            ScalarType.Byte => "U8",
            ScalarType.Bool => "BOOL",
            _ => throw new ArgumentException($"The element type {type} cannot be written."),
        };
}
