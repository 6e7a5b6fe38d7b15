using Sair.Engine.Operators;

namespace Sair.Engine.Tests.Operators;

public sealed class PictureOperatorsTests
{
    [Theory]
    [InlineData(16, 24, 5, 7)]
    [InlineData(64, 64, 16, 16)]
    [InlineData(5, 4, 9, 12)]
    public void ResizeAntialiased_Fused_MatchesMatrixProducts(long height, long width, long newHeight, long newWidth)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var x = randn(2, 3, height, width);

        var difference =
            PictureOperators.ResizeAntialiased(x, newHeight, newWidth) - PictureOperators.PlainResizeAntialiased(x, newHeight, newWidth);

        Assert.Equal([2, 3, newHeight, newWidth], difference.shape);
        Assert.InRange(difference.abs().max().ToDouble(), 0, 1e-5);
    }

    [Theory]
    [InlineData(16, 24, 5, 7)]
    [InlineData(2, 3, 4, 9)]
    public void ResizeCubic_Fused_MatchesMatrixProductsAndKeepsCorners(long height, long width, long newHeight, long newWidth)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var x = randn(2, 3, height, width);

        var resized = PictureOperators.ResizeCubic(x, newHeight, newWidth);

        Assert.InRange((resized - PictureOperators.PlainResizeCubic(x, newHeight, newWidth)).abs().max().ToDouble(), 0, 1e-5);
        Assert.Equal(x[0, 0, 0, 0].ToDouble(), resized[0, 0, 0, 0].ToDouble(), 1e-6);
        Assert.Equal(x[1, 2, -1, -1].ToDouble(), resized[1, 2, -1, -1].ToDouble(), 1e-4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Resize_Fused_HasTheGradientOfMatrixProducts(bool isCubic)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var x = randn(2, 3, 13, 9).requires_grad_();
        var factors = randn(2, 3, 6, 11);
        Func<Tensor, long, long, Tensor> fused = isCubic ? PictureOperators.ResizeCubic : PictureOperators.ResizeAntialiased;
        Func<Tensor, long, long, Tensor> plain = isCubic ? PictureOperators.PlainResizeCubic : PictureOperators.PlainResizeAntialiased;

        var actual = autograd.grad([(fused(x, 6, 11) * factors).sum()], [x])[0];
        var expected = autograd.grad([(plain(x, 6, 11) * factors).sum()], [x])[0];

        Assert.InRange((actual - expected).abs().max().ToDouble(), 0, 1e-5);
    }
}
