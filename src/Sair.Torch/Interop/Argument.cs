using static Sair.Torch.torch;

namespace Sair.Torch.Interop;

/// <summary>One operator argument. Lists are copied to scratch space at call time, so nothing is pinned.</summary>
internal readonly struct Argument
{
    public static readonly Argument None = new(ValueTag.None, 0);
    public static readonly Argument Default = new(ValueTag.Default, 0);

    private Argument(ValueTag tag, long bits, object? reference = null)
    {
        Tag = tag;
        Bits = bits;
        Reference = reference;
    }

    public ValueTag Tag { get; }

    public long Bits { get; }

    public object? Reference { get; }

    public static implicit operator Argument(Tensor? tensor) => tensor is null ? None : new(ValueTag.Tensor, 0, tensor);

    public static implicit operator Argument(long value) => new(ValueTag.Int, value);

    public static implicit operator Argument(long? value) => value is { } v ? new(ValueTag.Int, v) : None;

    public static implicit operator Argument(ScalarType value) => new(ValueTag.Int, (long)value);

    public static implicit operator Argument(ScalarType? value) => value is { } v ? new(ValueTag.Int, (long)v) : None;

    public static implicit operator Argument(Device? value) => value is null ? None : new(ValueTag.Int, value.Packed);

    public static implicit operator Argument(double value) => new(ValueTag.Double, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Argument(bool value) => new(ValueTag.Bool, value ? 1 : 0);

    public static implicit operator Argument(long[]? value) => value is null ? None : new(ValueTag.Ints, 0, value);

    public static implicit operator Argument(double[]? value) => value is null ? None : new(ValueTag.Doubles, 0, value);

    public static implicit operator Argument(Tensor?[] value) => new(ValueTag.Tensors, 0, value);

    public static implicit operator Argument(string value) => new(ValueTag.String, 0, value);

    public static implicit operator Argument(Scalar value) => value.IsInteger ? new(ValueTag.Int, value.Integer) : new(ValueTag.Double, BitConverter.DoubleToInt64Bits(value.Number));
}
