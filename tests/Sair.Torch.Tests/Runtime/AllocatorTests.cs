namespace Sair.Torch.Tests.Runtime;

public sealed class AllocatorTests
{
    [Fact]
    public void TakeMostAllocated_LargeTensor_CountsIt()
    {
        const long Size = 64L << 20;
        TorchRuntime.Configure(get_num_threads());
        TorchRuntime.TakeMostAllocated();
        using (var scope = NewDisposeScope())
        {
            zeros([Size / 4]);
        }

        // Other tests of this process may hold tensors at the same time.
        Assert.InRange(TorchRuntime.TakeMostAllocated()!.Value, Size, long.MaxValue);
    }
}
