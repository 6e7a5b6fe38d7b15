using Sair.Engine.Degradations;
using Sair.Engine.Networks;
using Sair.Engine.Quality;
using Sair.Engine.Tests.Quality;

namespace Sair.Engine.Tests.Networks;

public sealed class QualityNetworkTests
{
    [Theory]
    [InlineData(40)]
    [InlineData(128)]
    [InlineData(200)]
    public void Forward_AnySide_OneScoreWithinTheRange(int side)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var network = new QualityNetwork();

        var scores = network.forward(SeededNoise.Normal([2, 3, side, side], 1).sigmoid());

        Assert.Equal([2], scores.shape);
        Assert.All(scores.data<float>().ToArray(), score => Assert.InRange(score, 0, 1));
    }

    [Fact]
    public void FromParameters_OwnState_SameScoresFrozenAndDifferentiable()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var network = new QualityNetwork();
        using var copy = QualityNetwork.FromParameters(network.state_dict());
        var picture = SeededNoise.Normal([1, 3, 128, 128], 3).sigmoid().requires_grad_();

        var score = copy.forward(picture);
        score.sum().backward();

        Assert.Equal(network.forward(picture).ToDouble(), score.ToDouble());
        Assert.All(copy.parameters(), parameter => Assert.False(parameter.requires_grad));
        Assert.True(picture.grad!.abs().max().ToDouble() > 0);
    }
}
