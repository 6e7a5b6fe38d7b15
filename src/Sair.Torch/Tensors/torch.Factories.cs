using Sair.Torch.Interop;

namespace Sair.Torch;

#pragma warning disable CS8981, IDE1006 // The dialect is TorchSharp's.
public static unsafe partial class torch
{
    private static readonly Operator ZerosOp = new("aten::zeros");
    private static readonly Operator OnesOp = new("aten::ones");
    private static readonly Operator EmptyOp = new("aten::empty", "memory_format");
    private static readonly Operator FullOp = new("aten::full");
    private static readonly Operator EyeOp = new("aten::eye");
    private static readonly Operator ArangeOp = new("aten::arange", "start_step");
    private static readonly Operator LinspaceOp = new("aten::linspace");
    private static readonly Operator RandOp = new("aten::rand");
    private static readonly Operator RandnOp = new("aten::randn");
    private static readonly Operator RandintOp = new("aten::randint", "low");
    private static readonly Operator RandpermOp = new("aten::randperm");
    private static readonly Operator ZerosLikeOp = new("aten::zeros_like");
    private static readonly Operator OnesLikeOp = new("aten::ones_like");
    private static readonly Operator EmptyLikeOp = new("aten::empty_like");
    private static readonly Operator RandnLikeOp = new("aten::randn_like");
    private static readonly Operator RandLikeOp = new("aten::rand_like");

    /// <summary>A tensor of zeros.</summary>
    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(ZerosOp.Call(size, dtype, Argument.None, device), requires_grad);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor zeros(long size, ScalarType? dtype = null, Device? device = null) => zeros([size], dtype, device);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor zeros(long rows, long columns, ScalarType? dtype = null, Device? device = null) => zeros([rows, columns], dtype, device);

    /// <summary>A tensor of ones.</summary>
    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(OnesOp.Call(size, dtype, Argument.None, device), requires_grad);

    /// <summary>A tensor of ones.</summary>
    public static Tensor ones(long size, ScalarType? dtype = null, Device? device = null) => ones([size], dtype, device);

    /// <summary>A tensor whose elements are not set.</summary>
    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null) => EmptyOp.Call(size, dtype, Argument.None, device);

    /// <summary>A tensor of one value.</summary>
    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null) =>
        FullOp.Call(size, value, dtype, Argument.None, device);

    /// <summary>An identity matrix.</summary>
    public static Tensor eye(long rows, ScalarType? dtype = null, Device? device = null) => EyeOp.Call(rows, dtype, Argument.None, device);

    /// <summary>Numbers from <paramref name="start"/> up to, not including, <paramref name="stop"/>.</summary>
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null) =>
        ArangeOp.Call(start, stop, step, dtype, Argument.None, device);

    /// <summary>Numbers from <paramref name="start"/> up to, not including, <paramref name="stop"/>.</summary>
    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null) => arange(start, stop, 1, dtype, device);

    /// <summary>Numbers from 0 up to, not including, <paramref name="stop"/>.</summary>
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null) => arange(0, stop, 1, dtype, device);

    /// <summary>Evenly spaced numbers, both ends included.</summary>
    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null) =>
        LinspaceOp.Call(start, end, steps, dtype, Argument.None, device);

    /// <summary>Uniform draws from [0, 1).</summary>
    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null) => RandOp.Call(size, dtype, Argument.None, device);

    /// <summary>Draws from the standard normal distribution.</summary>
    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null) => RandnOp.Call(size, dtype, Argument.None, device);

    /// <summary>Draws from the standard normal distribution.</summary>
    public static Tensor randn(long size, ScalarType? dtype = null, Device? device = null) => randn([size], dtype, device);

    /// <summary>Draws from the standard normal distribution.</summary>
    public static Tensor randn(long rows, long columns, ScalarType? dtype = null, Device? device = null) => randn([rows, columns], dtype, device);

    /// <summary>Draws from the standard normal distribution.</summary>
    public static Tensor randn(long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null) => randn([dim0, dim1, dim2], dtype, device);

    /// <summary>Draws from the standard normal distribution.</summary>
    public static Tensor randn(long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null) => randn([dim0, dim1, dim2, dim3], dtype, device);

    /// <summary>Integers from [low, high).</summary>
    public static Tensor randint(long low, long high, long[] size, ScalarType? dtype = null, Device? device = null) =>
        RandintOp.Call(low, high, size, dtype ?? ScalarType.Int64, Argument.None, device);

    /// <summary>A random order of 0 … n − 1.</summary>
    public static Tensor randperm(long n) => RandpermOp.Call(n, ScalarType.Int64);

    /// <summary>Zeros of the same shape, type and device.</summary>
    public static Tensor zeros_like(Tensor input) => ZerosLikeOp.Call(input);

    /// <summary>Ones of the same shape, type and device.</summary>
    public static Tensor ones_like(Tensor input) => OnesLikeOp.Call(input);

    /// <summary>An unset tensor of the same shape, type and device.</summary>
    public static Tensor empty_like(Tensor input) => EmptyLikeOp.Call(input);

    /// <summary>Standard normal draws of the same shape, type and device.</summary>
    public static Tensor randn_like(Tensor input) => RandnLikeOp.Call(input);

    /// <summary>Uniform draws of the same shape, type and device.</summary>
    public static Tensor rand_like(Tensor input) => RandLikeOp.Call(input);

    /// <summary>A one-dimensional tensor with a copy of the values.</summary>
    public static Tensor tensor(float[] values, ScalarType? dtype = null, Device? device = null) => FromArray(values, [values.Length], dtype, device);

    /// <summary>A tensor of the given shape with a copy of the row-major values.</summary>
    public static Tensor tensor(float[] values, long[] dimensions, ScalarType? dtype = null, Device? device = null) => FromArray(values, dimensions, dtype, device);

    /// <summary>A one-dimensional tensor with a copy of the values.</summary>
    public static Tensor tensor(double[] values, ScalarType? dtype = null, Device? device = null) => FromArray(values, [values.Length], dtype, device);

    /// <summary>A tensor of the given shape with a copy of the row-major values.</summary>
    public static Tensor tensor(double[] values, long[] dimensions, ScalarType? dtype = null, Device? device = null) => FromArray(values, dimensions, dtype, device);

    /// <summary>A one-dimensional tensor with a copy of the values.</summary>
    public static Tensor tensor(long[] values, ScalarType? dtype = null, Device? device = null) => FromArray(values, [values.Length], dtype, device);

    /// <summary>A tensor of the given shape with a copy of the row-major values.</summary>
    public static Tensor tensor(long[] values, long[] dimensions, ScalarType? dtype = null, Device? device = null) => FromArray(values, dimensions, dtype, device);

    /// <summary>A one-dimensional tensor with a copy of the values.</summary>
    public static Tensor tensor(int[] values, ScalarType? dtype = null, Device? device = null) => FromArray(values, [values.Length], dtype, device);

    /// <summary>A one-dimensional tensor with a copy of the values.</summary>
    public static Tensor tensor(byte[] values, ScalarType? dtype = null, Device? device = null) => FromArray(values, [values.Length], dtype, device);

    /// <summary>A tensor of the given shape with a copy of the row-major values.</summary>
    public static Tensor tensor(byte[] values, long[] dimensions, ScalarType? dtype = null, Device? device = null) => FromArray(values, dimensions, dtype, device);

    /// <summary>A one-dimensional tensor with a copy of the values.</summary>
    public static Tensor tensor(bool[] values, ScalarType? dtype = null, Device? device = null) => FromArray(values, [values.Length], dtype, device);

    /// <summary>A tensor without dimensions.</summary>
    public static Tensor tensor(float value, ScalarType? dtype = null, Device? device = null) => FromArray([value], [], dtype, device);

    /// <summary>A tensor without dimensions.</summary>
    public static Tensor tensor(double value, ScalarType? dtype = null, Device? device = null) => FromArray([value], [], dtype, device);

    /// <summary>A tensor without dimensions.</summary>
    public static Tensor tensor(long value, ScalarType? dtype = null, Device? device = null) => FromArray([value], [], dtype, device);

    private static Tensor FromArray<T>(T[] values, long[] dimensions, ScalarType? dtype, Device? device)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(dimensions);
        var count = dimensions.Aggregate(1L, (product, size) => product * size);
        if (count != values.Length)
        {
            throw new ArgumentException($"The shape [{string.Join(", ", dimensions)}] needs {count} values, not {values.Length}.", nameof(values));
        }

        var type = ScalarTypeOf<T>();
        nint handle;
        fixed (T* data = values)
        fixed (long* sizes = dimensions)
        {
            NativeMethods.Check(NativeMethods.st_from_host(data, (int)type, sizes, dimensions.Length, (device ?? CPU).Packed, &handle), "tensor");
        }

        var tensor = new Tensor(handle);
        if (dtype is { } wanted && wanted != type)
        {
            var converted = tensor.to(wanted);
            tensor.Dispose();
            return converted;
        }

        return tensor;
    }

    private static Tensor Finish(Tensor tensor, bool requiresGrad) => requiresGrad ? tensor.requires_grad_() : tensor;
}
