using Sair.Torch.Fused;

namespace Sair.Torch.Tests.Runtime;

public sealed class WorkCounterTests
{
    [Fact]
    public void Operations_ConvolutionAndProducts_AreCountedByHand()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var counter = new WorkCounter();

        nn.functional.conv2d(ones([2, 3, 8, 8]), ones([5, 3, 3, 3]), padding: [1, 1], strides: [2, 2]);
        Assert.Equal(2 * 2 * 4 * 4 * 5 * 3 * 9, counter.Operations);

        counter.Operations = 0;
        nn.functional.conv_transpose2d(ones([2, 3, 4, 4]), ones([3, 5, 3, 3]), strides: [2, 2]);
        Assert.Equal(2 * 2 * 3 * 4 * 4 * 5 * 9, counter.Operations);

        counter.Operations = 0;
        ones([4, 6]).matmul(ones([6, 7]));
        nn.functional.linear(ones([4, 6]), ones([7, 6]));
        Assert.Equal(2 * 2 * 4 * 6 * 7, counter.Operations);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Operations_Winograd_CountsAsTheDirectConvolution(bool doubles)
    {
        using var scope = NewDisposeScope();
        var (x, style, weight) = (ones([1, 3, 8, 16]), ones([1, 3]).requires_grad_(), ones([5, 3, 3, 3]));
        using var kernel = doubles ? WinogradKernel.Doubling(weight) : WinogradKernel.Plain(weight);
        using var counter = new WorkCounter();

        kernel.Convolve(x, style);

        Assert.Equal(2 * 2 * 9 * 3 * 5 * 8 * 16, counter.Operations);
    }

    [Fact]
    public void Operations_GradientsNeeded_CountThemToo()
    {
        using var scope = NewDisposeScope();
        using var counter = new WorkCounter();

        ones([4, 6]).requires_grad_().matmul(ones([6, 7]));
        Assert.Equal(2 * 2 * 4 * 6 * 7, counter.Operations);

        counter.Dispose();
        ones([4, 6]).matmul(ones([6, 7]));
        Assert.Equal(2 * 2 * 4 * 6 * 7, counter.Operations);
    }
}
