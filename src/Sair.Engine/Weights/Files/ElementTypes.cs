using TorchSharp;
using static TorchSharp.torch;

namespace Sair.Engine.Weights.Files;

/// <summary>Element types as files name them.</summary>
internal static class ElementTypes
{
    /// <summary>Gives the size of one element in bytes.</summary>
    public static int SizeOf(ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        _ => 8,
    };

    /// <summary>Finds the type of a PyTorch storage class such as <c>FloatStorage</c>, or null.</summary>
    public static ScalarType? OfStorage(string name) => name switch
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
    public static ScalarType? OfNumpy(string description) => description switch
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
    public static ScalarType? OfOnnx(long number) => number switch
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
