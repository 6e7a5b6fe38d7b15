using static TorchSharp.torch;

namespace Sair.Engine.Weights.Files;

/// <summary>Reads the initialisers of an ONNX model; the graph itself is not looked at.</summary>
internal static class OnnxFile
{
    private const int ModelGraph = 7;
    private const int GraphInitializer = 5;
    private const int TensorDimensions = 1;
    private const int TensorType = 2;
    private const int TensorFloats = 4;
    private const int TensorInt32 = 5;
    private const int TensorInt64 = 7;
    private const int TensorName = 8;
    private const int TensorRaw = 9;
    private const int TensorDoubles = 10;
    private const int TensorExternal = 13;
    private const int EntryCost = 512;

    public static WeightsContent Read(Stream stream, AllocationBudget budget)
    {
        var cursor = new ByteCursor(stream, budget, 0, stream.Length);
        using var tensors = new TensorTable();
        for (var model = new ProtobufCursor(cursor, cursor.End); model.Next(); )
        {
            if (model is { Field: ModelGraph, IsBlock: true })
            {
                ReadGraph(model.Open(), stream, budget, tensors);
            }
        }

        return tensors.Count > 0
            ? new WeightsContent(WeightsFormat.Onnx, tensors.Release(), new Dictionary<string, string>())
            : throw new InvalidDataException("there are no weights in it, or it is no ONNX model");
    }

    private static void ReadGraph(ProtobufCursor graph, Stream stream, AllocationBudget budget, TensorTable tensors)
    {
        while (graph.Next())
        {
            if (graph is { Field: GraphInitializer, IsBlock: true })
            {
                budget.Spend(EntryCost);
                var (name, array) = ReadTensor(graph.Open());
                tensors.Add(name, array.Read(stream, budget));
            }
        }
    }

    private static (string Name, StoredArray Array) ReadTensor(ProtobufCursor fields)
    {
        var name = string.Empty;
        var shape = new List<long>();
        ScalarType? type = null;
        (long Start, long End)? data = null;
        ScalarType? typeOfList = null;
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case TensorDimensions:
                    foreach (var size in fields.Numbers())
                    {
                        shape.Add(
                            shape.Count < StoredArray.HighestRank
                                ? size
                                : throw new InvalidDataException("an array in it has too many dimensions")
                        );
                    }

                    break;
                case TensorType:
                    type =
                        ElementTypes.OfOnnx(fields.Number)
                        ?? throw new InvalidDataException($"its elements are of the ONNX type {fields.Number}, which is not supported");
                    break;
                case TensorName when fields.IsBlock:
                    name = fields.Text();
                    break;
                case TensorRaw or TensorFloats or TensorDoubles when fields.IsBlock:
                    data = (fields.Start, fields.End);
                    typeOfList = fields.Field switch
                    {
                        TensorFloats => ScalarType.Float32,
                        TensorDoubles => ScalarType.Float64,
                        _ => null,
                    };
                    break;
                case TensorInt32 or TensorInt64:
                    throw new InvalidDataException("its whole numbers are stored in a form that weights do not use");
                case TensorExternal:
                    throw new InvalidDataException("its weights lie in another file; save the model as one file");
            }
        }

        var (start, end) = data ?? (0, 0);
        var kind = typeOfList ?? type ?? throw new InvalidDataException("an array in it has no type");
        return (name, new StoredArray(start, end - start, kind, [.. shape]));
    }
}

/// <summary>Walks the fields of one protobuf message.</summary>
internal sealed class ProtobufCursor
{
    private readonly ByteCursor _source;
    private readonly long _end;

    /// <param name="source">Stands at the message's first byte.</param>
    /// <param name="end">Position after the message.</param>
    public ProtobufCursor(ByteCursor source, long end)
    {
        _source = source;
        _end = end;
    }

    /// <summary>Gets the number of the current field.</summary>
    public long Field { get; private set; }

    /// <summary>Gets a value indicating whether the current field is length-delimited.</summary>
    public bool IsBlock { get; private set; }

    /// <summary>Gets the value of a number field.</summary>
    public long Number { get; private set; }

    /// <summary>Gets where the bytes of a length-delimited field begin.</summary>
    public long Start { get; private set; }

    /// <summary>Gets where they end.</summary>
    public long End { get; private set; }

    /// <summary>Goes to the next field.</summary>
    /// <returns>false at the end of the message.</returns>
    /// <exception cref="InvalidDataException">The message is malformed or truncated.</exception>
    public bool Next()
    {
        if (IsBlock)
        {
            _source.Position = End;
        }

        if (_source.Position >= _end)
        {
            return _source.Position == _end ? false : throw new InvalidDataException("a message in it is longer than announced");
        }

        var tag = ReadNumber(_source);
        Field = tag >> 3;
        IsBlock = (tag & 7) == 2;
        switch (tag & 7)
        {
            case 0:
                Number = ReadNumber(_source);
                break;
            case 1:
                Number = _source.ReadInt64();
                break;
            case 2:
                var length = _source.Check(ReadNumber(_source));
                (Start, End) = (_source.Position, _source.Position + length);
                break;
            case 5:
                Number = _source.ReadInt32();
                break;
            default:
                throw new InvalidDataException("it is no ONNX model, or damaged");
        }

        return End <= _end || !IsBlock ? true : throw new InvalidDataException("a message in it is longer than announced");
    }

    /// <summary>Opens the current length-delimited field as a message.</summary>
    public ProtobufCursor Open()
    {
        _source.Position = Start;
        return new ProtobufCursor(_source, End);
    }

    /// <summary>Reads the current field as text.</summary>
    public string Text()
    {
        _source.Position = Start;
        return _source.ReadText(End - Start);
    }

    /// <summary>Reads the current field as numbers: one, or a packed list.</summary>
    public IEnumerable<long> Numbers()
    {
        if (!IsBlock)
        {
            yield return Number;
            yield break;
        }

        _source.Position = Start;
        while (_source.Position < End)
        {
            yield return ReadNumber(_source);
        }
    }

    private static long ReadNumber(ByteCursor source)
    {
        const int longest = 10;
        var value = 0L;
        for (var i = 0; i < longest; i++)
        {
            var next = source.ReadByte();
            value |= (long)(next & 0x7f) << (7 * i);
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("it is no ONNX model, or damaged");
    }
}
