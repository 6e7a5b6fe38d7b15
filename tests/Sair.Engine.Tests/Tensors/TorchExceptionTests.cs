using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Sair.Engine.Tests.Tensors;

#pragma warning disable CA2201 // That is what the library throws.
public sealed class TorchExceptionTests
{
    [Theory]
    [InlineData("CUDA out of memory. Tried to allocate 2.00 GiB")]
    [InlineData(
        "[enforce fail at alloc_cpu.cpp:124] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 99 bytes."
    )]
    [InlineData("std::bad_alloc")]
    public void Guard_LibtorchHasNoMemory_ThrowsOutOfDeviceMemory(string text)
    {
        var failure = Assert.Throws<OutOfDeviceMemoryException>(() => TorchException.Guard<int>(() => throw new ExternalException(text)));

        Assert.Equal(text, failure.Message);
        Assert.False(failure.IsFatal);
    }

    [Fact]
    public void Guard_BrokenDevice_IsFatal() =>
        Assert.True(
            Assert
                .Throws<TorchException>(() =>
                    TorchException.Guard<int>(() => throw new ExternalException("CUDA error: an illegal memory access was encountered"))
                )
                .IsFatal
        );

    [Fact]
    public void Guard_MoreMemoryThanThereIs_ThrowsOutOfDeviceMemory()
    {
        using var scope = NewDisposeScope();

        Assert.Throws<OutOfDeviceMemoryException>(() => TorchException.Guard(() => empty([1L << 52])));
    }

    [Fact]
    public void From_FailureOfTheSystem_IsNone()
    {
        Assert.Null(TorchException.From(new Win32Exception("Out of memory")));
        Assert.Null(TorchException.From(new InvalidOperationException("CUDA error")));
    }
}
