using Sair.Engine.Losses;

namespace Sair.Engine.Tests.Losses;

public sealed class EdgeLossTests
{
    [Fact]
    public void Evaluate_RampAcrossAndDown_IsTheSumOfItsSlopes()
    {
        using var scope = NewDisposeScope();
        var across = arange(0, 4, float32).reshape(1, 1, 1, 4) * 2;
        var down = arange(0, 3, float32).reshape(1, 1, 3, 1) * -0.5;

        Assert.Equal(2.5, EdgeLoss.Evaluate(across + down).ToDouble(), 6);
        Assert.Equal(0, EdgeLoss.Evaluate(ones([1, 3, 4, 4])).ToDouble());
    }
}
