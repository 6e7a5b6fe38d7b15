using System.Runtime.CompilerServices;
using Sair.TestKit;

namespace Sair.Torch.Tests.Tensors;

#pragma warning disable RS0030 // What is tested here is that the collector may run at any time.
public sealed class TensorLifetimeTests
{
    private const int Side = 16;

    // Temporaries without a scope, dropped as soon as their handle is read, while the collector runs as often as it can.
    [Fact]
    public void NativeCalls_OnTemporariesWhileTheCollectorRuns_KeepThemAlive()
    {
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect(0, GCCollectionMode.Forced, blocking: true);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            for (var i = 0; i < 300; i++)
            {
                Assert.Equal(Side * Side * 2, (long)Temporary(2).sum().ToDouble());
                Assert.Equal([Side, Side], Temporary(1).shape);
                Assert.Equal(3, Temporary(3).data<float>().ToArray()[^1]);
                Assert.Equal(4 * Side * Side, Temporary(1).bytes.Length);
                Assert.Equal(Side * Side, (long)Temporary(1).alias().sum().ToDouble());
                var leaf = Temporary(2).requires_grad_();
                (leaf * Temporary(3)).sum().backward();
                Assert.Equal(3 * Side * Side, (long)leaf.grad!.sum().ToDouble());
                var slope = autograd.grad([(leaf * Temporary(5)).sum()], [leaf], [Temporary(2).sum()])[0];
                Assert.Equal(5 * 2 * Side * Side, (long)slope[0, 0].ToDouble());
            }
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }

    [Fact]
    public void Finalizer_DroppedTensors_FreesThem()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;

        Drop(50);
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.InRange(Tensor.TotalCount, 0, before);
    }

    [Fact]
    public void FailedCall_InsideAScope_LeavesNoTensorBehind() => LiveTensors.AssertUnchanged(() =>
    {
        using var scope = NewDisposeScope();
        Assert.Throws<TorchException>(() => ones([2, 3]).matmul(ones([2, 3])));
    });

    [Fact]
    public void Dispose_Twice_FreesOnce() => LiveTensors.AssertUnchanged(() =>
    {
        var x = ones(2);
        x.Dispose();
        x.Dispose();
        Assert.True(x.IsInvalid);
    });

    [Fact]
    public void Bytes_SetFromAnotherTensor_CopiesTheElements()
    {
        using var scope = NewDisposeScope();
        var x = zeros(3);

        x.bytes = tensor([1f, 2, 3]).bytes;

        Assert.Equal([1, 2, 3], x.data<float>().ToArray());
        Assert.Throws<TorchException>(() => x.bytes = new byte[4]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Tensor Temporary(float value) => full([Side, Side], value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _ = ones(4);
        }
    }
}
