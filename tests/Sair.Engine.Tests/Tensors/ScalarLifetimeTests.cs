using System.Reflection;
using System.Runtime.InteropServices;

namespace Sair.Engine.Tests.Tensors;

public sealed class ScalarLifetimeTests
{
    private static readonly PropertyInfo s_handle = typeof(TorchSharp.Scalar).GetProperty(
        "Handle",
        BindingFlags.NonPublic | BindingFlags.Instance
    )!;

    // An operator reads a scalar by its address, when the managed part may be gone already.
    [Fact]
    public void Dispose_Scalar_CanBeReadForAMomentLonger()
    {
        var scalar = (TorchSharp.Scalar)2.5;
        var address = (nint)s_handle.GetValue(scalar)!;
        scalar.Dispose();
        for (var i = 0; i < 10_000; i++)
        {
            ((TorchSharp.Scalar)(double)i).Dispose();
        }

        Assert.Equal(2.5, Read(address));
    }

    private static double Read(nint scalar)
    {
        Assert.True(NativeLibrary.TryLoad("libLibTorchSharp.so", out var binding));
        return Marshal.GetDelegateForFunctionPointer<ToDouble>(NativeLibrary.GetExport(binding, "THSTorch_scalar_to_float64"))(scalar);
    }

    private delegate double ToDouble(nint scalar);
}
