using Sair.Torch.Fused;

namespace Sair.Torch.Tests.Fused;

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

        var difference = PictureOperators.ResizeAntialiased(x, newHeight, newWidth) - PictureOperators.PlainResizeAntialiased(x, newHeight, newWidth);

        Assert.Equal([2, 3, newHeight, newWidth], difference.shape);
        Assert.InRange(difference.abs().max().ToDouble(), 0, 1e-5);
    }
}
