using System.Runtime.InteropServices;

namespace Sair.Torch.Interop;

/// <summary>Kinds of operator arguments; keep in step with native/dispatch.cpp.</summary>
internal enum ValueTag
{
    None,
    Tensor,
    Int,
    Double,
    Bool,
    Ints,
    Doubles,
    Tensors,
    String,
    Default,
}

/// <summary>One argument or result on the native side: 16 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeValue
{
    public ValueTag Tag;
    public int Count;
    public long Bits;
}
