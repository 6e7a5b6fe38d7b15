using System.Buffers;
using TorchSharp;
using static TorchSharp.torch;

namespace Sair.Engine.Weights.Files;

/// <summary>Tensors while a file is read: freed together when reading fails.</summary>
internal sealed class TensorTable : IDisposable
{
    private Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>Gets how many there are.</summary>
    public int Count => _tensors.Count;

    /// <summary>Takes a tensor over.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Outside every scope.</param>
    /// <exception cref="InvalidDataException">There is one of this name; the new one is freed.</exception>
    public void Add(string name, Tensor value)
    {
        if (!_tensors.TryAdd(name, value))
        {
            value.Dispose();
            throw new InvalidDataException($"it names {name} twice");
        }
    }

    /// <summary>Hands all tensors over to the caller.</summary>
    public Dictionary<string, Tensor> Release()
    {
        var released = _tensors;
        _tensors = [];
        return released;
    }

    /// <summary>Frees what was not handed over.</summary>
    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
        {
            tensor.Dispose();
        }

        _tensors.Clear();
    }
}

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
            span =
                Strides[i] >= 0
                    ? checked(span + ((Shape[i] - 1) * Strides[i]))
                    : throw new InvalidDataException("an array in it has a negative stride");
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
            count =
                size >= 0 && (count == 0 || size <= long.MaxValue / 16 / count)
                    ? count * size
                    : throw new InvalidDataException("an array in it has an impossible size");
        }

        return count;
    }

    private static long Bytes(long count, int elementSize) =>
        count <= long.MaxValue / elementSize
            ? count * elementSize
            : throw new InvalidDataException("an array in it has an impossible size");

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
            for (var done = 0L; done < bytes; )
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

/// <summary>Element types as files name them.</summary>
internal static class ElementTypes
{
    /// <summary>Gives the size of one element in bytes.</summary>
    public static int SizeOf(ScalarType type) =>
        type switch
        {
            ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
            ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
            ScalarType.Int32 or ScalarType.Float32 => 4,
            _ => 8,
        };

    /// <summary>Finds the type of a PyTorch storage class such as <c>FloatStorage</c>, or null.</summary>
    public static ScalarType? OfStorage(string name) =>
        name switch
        {
            "FloatStorage" => ScalarType.Float32,
            "HalfStorage" => ScalarType.Float16,
            "BFloat16Storage" => ScalarType.BFloat16,
            "DoubleStorage" => ScalarType.Float64,
            "LongStorage" => ScalarType.Int64,
            "IntStorage" => ScalarType.Int32,
            "ShortStorage" => ScalarType.Int16,
            "CharStorage" => ScalarType.Int8,
            "ByteStorage" or "UntypedStorage" => ScalarType.Byte,
            "BoolStorage" => ScalarType.Bool,
            _ => null,
        };

    /// <summary>Finds the type of a NumPy description such as <c>&lt;f4</c>, or null.</summary>
    public static ScalarType? OfNumpy(string description) =>
        description switch
        {
            "<f4" or "f4" => ScalarType.Float32,
            "<f2" or "f2" => ScalarType.Float16,
            "<f8" or "f8" => ScalarType.Float64,
            "<i8" or "i8" => ScalarType.Int64,
            "<i4" or "i4" => ScalarType.Int32,
            "<i2" or "i2" => ScalarType.Int16,
            "|i1" or "i1" => ScalarType.Int8,
            "|u1" or "u1" => ScalarType.Byte,
            "|b1" or "b1" => ScalarType.Bool,
            _ => null,
        };

    /// <summary>Finds the type of a number of ONNX's <c>TensorProto.DataType</c>, or null.</summary>
    public static ScalarType? OfOnnx(long number) =>
        number switch
        {
            1 => ScalarType.Float32,
            2 => ScalarType.Byte,
            3 => ScalarType.Int8,
            5 => ScalarType.Int16,
            6 => ScalarType.Int32,
            7 => ScalarType.Int64,
            9 => ScalarType.Bool,
            10 => ScalarType.Float16,
            11 => ScalarType.Float64,
            16 => ScalarType.BFloat16,
            _ => null,
        };
}
