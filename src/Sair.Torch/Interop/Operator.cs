using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static Sair.Torch.torch;

namespace Sair.Torch.Interop;

/// <summary>One operator of the dispatcher, looked up at first use and kept for the life of the process.</summary>
internal sealed unsafe class Operator(string name, string overload = "")
{
    private const int ScratchLength = 128;
    private nint _handle;

    /// <summary>Gets a value indicating whether the operator was called before.</summary>
    public bool IsResolved => _handle != 0;

    /// <summary>Gets the operator's schema as libtorch prints it.</summary>
    public string Schema => Marshal.PtrToStringUTF8(NativeMethods.st_operator_schema(Handle())) ?? name;

    /// <summary>Calls an operator that returns one tensor.</summary>
    /// <exception cref="TorchException">libtorch refused the call.</exception>
    public Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        int count;
        Invoke(arguments, &result, 1, &count);
        return new Tensor((nint)result.Bits);
    }

    /// <summary>Calls an operator that works in place and returns the tensor it was given.</summary>
    /// <exception cref="TorchException">libtorch refused the call.</exception>
    public Tensor CallInPlace(Tensor self, params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        int count;
        Invoke(arguments, &result, 1, &count);
        NativeMethods.st_free((nint)result.Bits);
        return self;
    }

    /// <summary>Calls an operator that returns up to <paramref name="capacity"/> tensors; undefined ones are null.</summary>
    /// <exception cref="TorchException">libtorch refused the call.</exception>
    public Tensor[] CallMany(int capacity, params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[capacity];
        int count;
        Invoke(arguments, results, capacity, &count);
        var tensors = new Tensor[count];
        for (var i = 0; i < count; i++)
        {
            tensors[i] = results[i].Bits == 0 ? null! : new Tensor((nint)results[i].Bits);
        }

        return tensors;
    }

    private void Invoke(ReadOnlySpan<Argument> arguments, NativeValue* results, int capacity, int* count)
    {
        var values = stackalloc NativeValue[arguments.Length];
        var scratch = stackalloc long[ScratchLength];
        var used = 0;
        for (var i = 0; i < arguments.Length; i++)
        {
            ref readonly var argument = ref arguments[i];
            values[i].Tag = argument.Tag;
            values[i].Count = 0;
            values[i].Bits = argument.Tag switch
            {
                ValueTag.Tensor => Unsafe.As<Tensor>(argument.Reference!).Handle,
                ValueTag.Ints or ValueTag.Doubles or ValueTag.Tensors or ValueTag.String => CopyList(argument, scratch, ref used, ref values[i].Count),
                _ => argument.Bits,
            };
        }

        var status = NativeMethods.st_call(Handle(), values, arguments.Length, results, capacity, count);
        if (status != 0)
        {
            throw TorchException.Create(Describe(arguments), NativeMethods.LastError());
        }

        WorkCounter.Current?.Add(name, arguments);
        for (var i = 0; i < arguments.Length; i++)
        {
            GC.KeepAlive(arguments[i].Reference);
        }
    }

    private static nint CopyList(in Argument argument, long* scratch, ref int used, ref int count)
    {
        var start = scratch + used;
        switch (argument.Reference)
        {
            case long[] integers:
                count = Reserve(integers.Length, ref used);
                integers.CopyTo(new Span<long>(start, count));
                break;
            case double[] numbers:
                count = Reserve(numbers.Length, ref used);
                numbers.CopyTo(new Span<double>(start, count));
                break;
            case Tensor?[] tensors:
                count = Reserve(tensors.Length, ref used);
                for (var i = 0; i < count; i++)
                {
                    start[i] = tensors[i]?.Handle ?? 0;
                }

                break;
            case string text:
                count = Encoding.UTF8.GetBytes(text, new Span<byte>(start, (ScratchLength - used) * sizeof(long)));
                Reserve((count + sizeof(long) - 1) / sizeof(long), ref used);
                break;
        }

        return (nint)start;
    }

    private static int Reserve(int length, ref int used)
    {
        if (used + length > ScratchLength)
        {
            throw new ArgumentException($"Operator lists hold at most {ScratchLength} values in all.");
        }

        used += length;
        return length;
    }

    private string Describe(ReadOnlySpan<Argument> arguments)
    {
        var shapes = new List<string>();
        foreach (var argument in arguments)
        {
            if (argument.Reference is Tensor tensor)
            {
                shapes.Add($"[{string.Join(", ", tensor.shape)}]");
            }
        }

        return shapes.Count == 0 ? name : $"{name} on {string.Join(", ", shapes)}";
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nint Handle() => _handle != 0 ? _handle : Resolve();

    private nint Resolve()
    {
        nint handle;
        fixed (byte* nameBytes = Encoding.UTF8.GetBytes(name + "\0"))
        fixed (byte* overloadBytes = Encoding.UTF8.GetBytes(overload + "\0"))
        {
            NativeMethods.Check(NativeMethods.st_operator(nameBytes, overloadBytes, &handle), name);
        }

        return _handle = handle;
    }
}
