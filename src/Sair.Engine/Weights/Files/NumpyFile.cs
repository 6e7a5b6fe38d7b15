using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace Sair.Engine.Weights.Files;

/// <summary>Reads NumPy's array files: a magic number, a header in Python's notation, and the elements.</summary>
internal static partial class NumpyFile
{
    private const int LongestHeader = 1 << 14;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static WeightsContent Read(Stream stream, AllocationBudget budget) =>
        new(
            WeightsFormat.NumpyArray,
            new Dictionary<string, Tensor> { [WeightsFile.OnlyArray] = ReadArray(stream, 0, stream.Length, budget) },
            new Dictionary<string, string>()
        );

    /// <summary>Reads one array that lies in a stream.</summary>
    public static Tensor ReadArray(Stream stream, long offset, long length, AllocationBudget budget)
    {
        var cursor = new ByteCursor(stream, budget, offset, length);
        Span<byte> magic = stackalloc byte[Magic.Length];
        cursor.Read(magic);
        var version = cursor.ReadByte();
        cursor.ReadByte();
        var headerLength = version == 1 ? cursor.ReadUInt16() : cursor.ReadUInt32();
        if (!magic.SequenceEqual(Magic) || version is < 1 or > 3 || headerLength > LongestHeader)
        {
            throw new InvalidDataException("it is no NumPy array");
        }

        var header = Header().Match(cursor.ReadText(headerLength));
        if (!header.Success)
        {
            throw new InvalidDataException("the header of its NumPy array is malformed");
        }

        var description = header.Groups["type"].Value;
        var type =
            ElementTypes.OfNumpy(description)
            ?? throw new InvalidDataException($"its elements are of the type {description}; save plain numbers (float32)");
        var shape = header
            .Groups["size"]
            .Captures.Select(size =>
                long.TryParse(size.Value, out var value) ? value : throw new InvalidDataException("an array in it has an impossible size")
            )
            .ToArray();
        return new StoredArray(
            cursor.Position,
            cursor.Left,
            type,
            shape,
            header.Groups["order"].Value == "True" ? ColumnMajor(shape) : null
        ).Read(stream, budget);
    }

    private static long[] ColumnMajor(long[] shape)
    {
        StoredArray.Count(shape);
        var strides = new long[shape.Length];
        var step = 1L;
        for (var i = 0; i < shape.Length; i++)
        {
            strides[i] = step;
            step *= Math.Max(1, shape[i]);
        }

        return strides;
    }

    [GeneratedRegex(
        @"^\{\s*'descr':\s*'(?<type>[^']{1,20})',\s*'fortran_order':\s*(?<order>True|False),\s*"
            + @"'shape':\s*\(((?<size>\d{1,18})(,\s*|(?=\)))){0,32}\),?\s*\}\s*$",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Header();
}
