using static TorchSharp.torch;

namespace Sair.Engine.Weights.Files.Onnx;

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
        for (var model = new ProtobufCursor(cursor, cursor.End); model.Next();)
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
                        shape.Add(shape.Count < StoredArray.HighestRank ? size : throw new InvalidDataException("an array in it has too many dimensions"));
                    }

                    break;
                case TensorType:
                    type = ElementTypes.OfOnnx(fields.Number) ?? throw new InvalidDataException($"its elements are of the ONNX type {fields.Number}, which is not supported");
                    break;
                case TensorName when fields.IsBlock:
                    name = fields.Text();
                    break;
                case TensorRaw or TensorFloats or TensorDoubles when fields.IsBlock:
                    data = (fields.Start, fields.End);
                    typeOfList = fields.Field switch { TensorFloats => ScalarType.Float32, TensorDoubles => ScalarType.Float64, _ => null };
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
