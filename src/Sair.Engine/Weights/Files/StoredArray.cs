using System.Buffers;
using TorchSharp;
using static TorchSharp.torch;

namespace Sair.Engine.Weights.Files;

/// <summary>An array that lies in a stream, little-endian, perhaps strided.</summary>
/// <param name="Offset">Position of its first element in the stream.</param>
/// <param name="Available">Bytes from there that belong to its storage.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Strides">Steps in elements, or null for row-major.</param>
internal sealed record StoredArray(long Offset, long Available, ScalarType Type, long[] Shape, long[]? Strides = null)
{
    /// <summary>More dimensions than any tensor has.</summary>
    public const int HighestRank = 32;

    private const int ChunkBytes = 1 << 18;

    /// <summary>Copies the array.</summary>
    /// <returns>Row-major, outside every scope.</returns>
    /// <exception cref="InvalidDataException">The storage is too short, or the array is larger than the file may ask for.</exception>
    public Tensor Read(Stream stream, AllocationBudget budget)
    {
        var elementSize = ElementTypes.SizeOf(Type);
        var count = Count(Shape);
        budget.Spend(Bytes(count, elementSize));
        if (count == 0 || Strides is null || IsRowMajor(Shape, Strides))
        {
            return Fill(stream, Shape, count * elementSize);
        }

        var span = 1L;
        for (var i = 0; i < Shape.Length; i++)
        {
            span = Strides[i] >= 0 ? checked(span + ((Shape[i] - 1) * Strides[i])) : throw new InvalidDataException("an array in it has a negative stride");
        }

        budget.Spend(Bytes(span, elementSize));
        using var storage = Fill(stream, [span], span * elementSize);
        using var scope = NewDisposeScope();
        return storage.as_strided(Shape, Strides).contiguous().clone().DetachFromDisposeScope();
    }

    /// <summary>Counts the elements of a shape that a file claims.</summary>
    /// <exception cref="InvalidDataException">A size is negative, or there are too many.</exception>
    public static long Count(IReadOnlyList<long> shape)
    {
        var count = 1L;
        if (shape.Count > HighestRank)
        {
            throw new InvalidDataException($"an array in it has {shape.Count} dimensions");
        }

        // Zero sizes first: they make the product 0 whatever the others are.
        foreach (var size in shape)
        {
            count = size >= 0 && (count == 0 || size <= long.MaxValue / 16 / count) ? count * size : throw new InvalidDataException("an array in it has an impossible size");
        }

        return count;
    }

    private static long Bytes(long count, int elementSize) => count <= long.MaxValue / elementSize ? count * elementSize : throw new InvalidDataException("an array in it has an impossible size");

    private static bool IsRowMajor(long[] shape, long[] strides)
    {
        var expected = 1L;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            if (shape[i] != 1 && strides[i] != expected)
            {
                return false;
            }

            expected *= shape[i];
        }

        return true;
    }

    private Tensor Fill(Stream stream, long[] shape, long bytes)
    {
        if (bytes > Available || Offset < 0 || Offset > stream.Length - bytes)
        {
            throw new InvalidDataException("it ends too early");
        }

        var result = empty(shape, Type).DetachFromDisposeScope();
        var elementSize = ElementTypes.SizeOf(Type);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(bytes, ChunkBytes));
        try
        {
            using var scope = NewDisposeScope();
            using var flat = result.reshape(-1);
            stream.Position = Offset;
            for (var done = 0L; done < bytes;)
            {
                var part = (int)Math.Min(bytes - done, ChunkBytes);
                stream.ReadExactly(buffer, 0, part);
                using var target = flat.narrow(0, done / elementSize, part / elementSize);
                target.bytes = buffer.AsSpan(0, part);
                done += part;
            }

            return result;
        }
        catch (EndOfStreamException)
        {
            result.Dispose();
            throw new InvalidDataException("it ends too early");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
