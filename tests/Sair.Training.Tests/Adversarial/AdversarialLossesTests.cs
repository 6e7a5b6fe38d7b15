using Sair.Training.Adversarial;

namespace Sair.Training.Tests.Adversarial;

public sealed class AdversarialLossesTests
{
    [Fact]
    public void Losses_UndecidedVerdicts_AreLogTwo()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(Math.Log(2), LogisticLoss.Generator(zeros([3, 1])).ToDouble(), 6);
        Assert.Equal(2 * Math.Log(2), LogisticLoss.Discriminator(zeros([3, 1]), zeros([3, 1])).ToDouble(), 6);
    }

    [Fact]
    public void GradientPenalty_LinearVerdict_IsHalfTheSquaredNormOfItsWeights()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var weight = randn([3 * 4 * 4, 1]).requires_grad_(true);
        var photos = randn([2, 3, 4, 4]).requires_grad_(true);

        var penalty = LogisticLoss.GradientPenalty(photos, photos.flatten(1).matmul(weight));
        penalty.backward();

        Assert.Equal(0.5 * weight.square().sum().ToDouble(), penalty.ToDouble(), 4);
        Assert.True((weight.grad! - weight).abs().max().ToDouble() < 1e-5, "the derivative of ½‖w‖² is w");
    }

    [Fact]
    public void GradientPenalty_FaceDiscriminator_FollowsFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        using var network = new FaceDiscriminator(8, channels: 4, largest: 8);
        var photos = randn([2, 3, 8, 8]).requires_grad_(true);
        var bias = network.named_parameters().Single(entry => entry.name == "feature.weight").parameter;
        Tensor Penalty() => LogisticLoss.GradientPenalty(photos, network.forward(photos));

        Penalty().backward();
        var analytic = bias.grad![0, 0].ToDouble();
        const double epsilon = 1e-2;
        Move(epsilon);
        var above = Penalty().ToDouble();
        Move(-2 * epsilon);
        var below = Penalty().ToDouble();

        Assert.Equal((above - below) / (2 * epsilon), analytic, 3);

        void Move(double distance)
        {
            using var ungraded = no_grad();
            bias[0, 0].add_(distance);
        }
    }
}
