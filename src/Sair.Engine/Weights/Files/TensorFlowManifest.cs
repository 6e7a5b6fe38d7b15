using System.Text.Json;
using static TorchSharp.torch;

namespace Sair.Engine.Weights.Files;

/// <summary>Reads a TensorFlow.js weights manifest (alone, or inside a <c>model.json</c>) and the data files beside it.</summary>
/// <remarks>
/// A quantised parameter q stands for q · scale + min. It is kept as the integers of the file, with [scale, min] as doubles
/// under its name followed by <see cref="QuantizationSuffix"/>. Shapes and order of dimensions are TensorFlow's.
/// </remarks>
public static class TensorFlowManifest
{
    /// <summary>Ends the name of the pair [scale, min] of a quantised parameter.</summary>
    public const string QuantizationSuffix = ".quantization";

    private const long LargestManifest = 1 << 24;

    internal static WeightsContent Read(Stream stream, string name, AllocationBudget budget)
    {
        if (stream.Length > LargestManifest)
        {
            throw new InvalidDataException("it is larger than any weights manifest");
        }

        using var document = Parse(new ByteCursor(stream, budget, 0, stream.Length).ReadBytes(stream.Length), budget);
        using var tensors = new TensorTable();
        try
        {
            foreach (var group in Groups(document.RootElement).EnumerateArray())
            {
                ReadGroup(group, Path.GetDirectoryName(name) ?? string.Empty, tensors);
            }
        }
        catch (Exception failure) when (failure is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException("it is no weights manifest of TensorFlow.js", failure);
        }

        return new WeightsContent(WeightsFormat.TensorFlowManifest, tensors.Release(), new Dictionary<string, string>());
    }

    private static JsonDocument Parse(byte[] bytes, AllocationBudget budget)
    {
        budget.Spend(2L * bytes.Length);
        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException("it is no weights manifest of TensorFlow.js", failure);
        }
    }

    private static JsonElement Groups(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object ? root.GetProperty("weightsManifest") : root;

    private static void ReadGroup(JsonElement group, string folder, TensorTable tensors)
    {
        // Names only: a manifest must not reach outside its folder.
        using var data = new JoinedFiles([
            .. group
                .GetProperty("paths")
                .EnumerateArray()
                .Select(path => Path.Combine(folder, Path.GetFileName(path.GetString() ?? string.Empty))),
        ]);
        var budget = new AllocationBudget(data.Length);
        var position = 0L;
        foreach (var entry in group.GetProperty("weights").EnumerateArray())
        {
            var name = entry.GetProperty("name").GetString() ?? string.Empty;
            var shape = entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
            var isQuantized = entry.TryGetProperty("quantization", out var quantization);
            var type = TypeOf((isQuantized ? quantization : entry).GetProperty("dtype").GetString());
            var length = StoredArray.Count(shape) * ElementTypes.SizeOf(type);
            if (length > data.Length - position)
            {
                throw new InvalidDataException("it lists more values than its data files hold");
            }

            tensors.Add(name, new StoredArray(position, length, type, shape).Read(data, budget));
            if (isQuantized && quantization.TryGetProperty("scale", out var scale))
            {
                tensors.Add(
                    name + QuantizationSuffix,
                    tensor([scale.GetDouble(), quantization.GetProperty("min").GetDouble()]).DetachFromDisposeScope()
                );
            }

            position += length;
        }

        if (position != data.Length)
        {
            throw new InvalidDataException($"it lists {position} bytes and its data files hold {data.Length}");
        }
    }

    private static ScalarType TypeOf(string? name) =>
        name switch
        {
            "float32" => ScalarType.Float32,
            "float16" => ScalarType.Float16,
            "int32" => ScalarType.Int32,
            "uint8" => ScalarType.Byte,
            "bool" => ScalarType.Bool,
            _ => throw new InvalidDataException($"its elements are of the type {name}, which is not supported"),
        };
}

/// <summary>Several files as one read-only stream.</summary>
internal sealed class JoinedFiles : Stream
{
    private readonly List<(FileStream File, long Start)> _parts = [];

    /// <param name="paths">The files in order.</param>
    /// <exception cref="InvalidDataException">A file is missing.</exception>
    public JoinedFiles(IReadOnlyList<string> paths)
    {
        try
        {
            foreach (var path in paths)
            {
                _parts.Add((new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0), Length));
                Length += _parts[^1].File.Length;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw new InvalidDataException($"its data file {Path.GetFileName(paths[_parts.Count])} is missing", failure);
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        if (_parts.FindLast(part => part.Start <= Position) is not { File: { } file, Start: var start })
        {
            return 0;
        }

        file.Position = Position - start;
        var count = file.Read(buffer);
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            _ => Length + offset,
        };

    public override void Flush() { }

    public override void SetLength(long value) => throw ReadOnly();

    public override void Write(byte[] buffer, int offset, int count) => throw ReadOnly();

    protected override void Dispose(bool disposing)
    {
        foreach (var (file, _) in _parts)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private static NotSupportedException ReadOnly() => new("Joined files can only be read.");
}
