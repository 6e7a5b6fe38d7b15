namespace Sair.Torch;

/// <summary>A number given to an operator: an integer or a floating-point value.</summary>
public readonly struct Scalar
{
    private Scalar(bool isInteger, long integer, double number)
    {
        IsInteger = isInteger;
        Integer = integer;
        Number = number;
    }

    internal bool IsInteger { get; }

    internal long Integer { get; }

    internal double Number { get; }

    /// <summary>Wraps an integer.</summary>
    public static implicit operator Scalar(int value) => new(true, value, value);

    /// <summary>Wraps an integer.</summary>
    public static implicit operator Scalar(long value) => new(true, value, value);

    /// <summary>Wraps a number.</summary>
    public static implicit operator Scalar(float value) => new(false, 0, value);

    /// <summary>Wraps a number.</summary>
    public static implicit operator Scalar(double value) => new(false, 0, value);
}
