using Sair.Engine.Losses;
using Sair.TestKit;

namespace Sair.Engine.Tests.Losses;

public sealed class LossTests
{
    [Fact]
    public void Fidelity_EqualPictures_IsZeroAndHasTheRightGradient()
    {
        using var scope = NewDisposeScope();
        var target = Values(1, [1, 3, 4, 4], float64);
        var loss = new FidelityLoss(target, image => nn.functional.avg_pool2d(image, 2));

        Assert.Equal(0, new FidelityLoss(target, image => image).Evaluate(Context(target)).ToDouble());
        FiniteDifferences.AssertGradient(image => loss.Evaluate(Context(image)), Values(2, [1, 3, 8, 8]));
    }

    [Fact]
    public void Fidelity_BelowThePublishedFloor_HasNoGradient()
    {
        using var scope = NewDisposeScope();
        var target = Values(1, [2, 3, 4, 4]);
        var image = (target + 1e-3).detach().requires_grad_();

        var value = new FidelityLoss(target, x => x, floor: 1e-4).Evaluate(Context(image));

        Assert.Equal(2e-4, value.ToDouble(), 9);
        Assert.Equal(0, autograd.grad([value], [image])[0].abs().max().ToDouble());
    }

    [Fact]
    public void Identity_CentredDescriptors_SeparateWhatThePlainCosineDoesNot()
    {
        using var scope = NewDisposeScope();
        var mean = full([8], 10, float32);
        var reference = mean + tensor(new float[] { 1, 0, 0, 0, 0, 0, 0, 0 });
        var other = mean + tensor(new float[] { 0, 1, 0, 0, 0, 0, 0, 0 });
        using var plain = new IdentityLoss(_ => other.unsqueeze(0), reference.unsqueeze(0));
        using var centred = new IdentityLoss(_ => other.unsqueeze(0), reference.unsqueeze(0), mean);

        Assert.InRange(plain.Evaluate(Context(mean)).ToDouble(), 0, 0.01);
        Assert.Equal(1, centred.Evaluate(Context(mean)).ToDouble(), 6);
        Assert.Equal(1, centred.Similarity(reference.unsqueeze(0)).ToDouble(), 6);
    }

    [Fact]
    public void Identity_SeveralReferences_AimsAtTheirNormalisedMean()
    {
        using var scope = NewDisposeScope();
        var references = tensor(new float[] { 2, 0, 0, 7 }, [2, 2]);
        using var loss = new IdentityLoss(_ => ones([1, 2]), references);

        Assert.Equal(0, loss.Evaluate(Context(references)).ToDouble(), 6);
    }

    [Fact]
    public void LatentPrior_ScaledWeight_KeepsWeightTimesElements()
    {
        using var scope = NewDisposeScope();
        var loss = new LatentPriorLoss(Values(1, [1, 4, 6], float64));

        Assert.Equal(0.001 * 18 * 512, LatentPriorLoss.ScaleWeight(0.001, 14 * 512) * 14 * 512, 9);
        FiniteDifferences.AssertGradient(latent => loss.Evaluate(Context(latent)), Values(2, [1, 4, 6]));
    }

    [Fact]
    public void GeodesicCross_EqualRows_IsNearlyZeroAndGrowsWithSpread()
    {
        using var scope = NewDisposeScope();
        var row = Values(1, [1, 1, 16]);
        var spread = Values(2, [1, 4, 16]);

        Assert.InRange(new GeodesicCrossLoss().Evaluate(Context(row.repeat(1, 4, 1))).ToDouble(), 0, 1e-3);
        Assert.True(new GeodesicCrossLoss().Evaluate(Context(spread)).ToDouble() > 10);
        FiniteDifferences.AssertGradient(latent => new GeodesicCrossLoss().Evaluate(Context(latent)), spread, 1e-4);
    }

    [Fact]
    public void Emotion_OppositeDirection_CostsMoreThanTheDirectionItself()
    {
        using var scope = NewDisposeScope();
        var direction = Values(1, [4, 6]);
        using var signed = new EmotionLoss(direction, step: 0);
        using var published = new EmotionLoss(direction, published: true);
        var along = direction.unsqueeze(0) * 3;

        Assert.Equal(0, signed.Evaluate(Context(along)).ToDouble(), 5);
        Assert.Equal(2, signed.Evaluate(Context(-along)).ToDouble(), 5);
        Assert.Equal(0, published.Evaluate(Context(-along)).ToDouble(), 5);
    }

    [Fact]
    public void Emotion_DefaultForm_HasTheRightGradient()
    {
        using var scope = NewDisposeScope();
        using var loss = new EmotionLoss(Values(1, [4, 6], float64));

        FiniteDifferences.AssertGradient(latent => loss.Evaluate(Context(latent)), Values(2, [1, 4, 6]));
    }

    internal static LossContext Context(Tensor value, int iteration = 0) => new(value, value, iteration, 10);

    internal static Tensor Values(int seed, long[] shape, ScalarType? type = null)
    {
        manual_seed(seed);
        return rand(shape, type ?? float32);
    }
}
