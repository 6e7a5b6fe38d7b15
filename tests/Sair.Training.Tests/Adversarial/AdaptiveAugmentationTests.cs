using Sair.Training.Adversarial;

namespace Sair.Training.Tests.Adversarial;

public sealed class AdaptiveAugmentationTests
{
    [Fact]
    public void Follow_PhotosKnownByHeart_RaisesTheProbabilityToItsLimit()
    {
        using var scope = NewDisposeScope();
        using var augmentation = new AdaptiveAugmentation(0.1);

        augmentation.Follow(ones([4, 1]));
        var once = augmentation.Probability.ToDouble();
        augmentation.Follow(ones([40, 1]));

        Assert.Equal(0.4, once, 6);
        Assert.Equal(AdaptiveAugmentation.Largest, augmentation.Probability.ToDouble(), 6);
    }

    [Fact]
    public void Follow_PhotosUnknown_LowersItToZero()
    {
        using var scope = NewDisposeScope();
        using var augmentation = new AdaptiveAugmentation(0.1);
        augmentation.Follow(ones([2, 1]));

        augmentation.Follow(-ones([8, 1]));

        Assert.Equal(0, augmentation.Probability.ToDouble());
    }

    [Fact]
    public void Apply_ProbabilityZero_LeavesPicturesAlone()
    {
        using var scope = NewDisposeScope();
        using var augmentation = new AdaptiveAugmentation(0.1);
        var pictures = randn([2, 3, 8, 8]);

        Assert.Same(pictures, augmentation.Apply(pictures));
    }

    [Fact]
    public void Apply_HalfProbability_AltersSomePicturesAndPassesTheGradient()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var augmentation = new AdaptiveAugmentation(0.05);
        augmentation.Follow(ones([4, 1]));
        var pictures = randn([32, 3, 8, 8]).requires_grad_(true);

        var altered = augmentation.Apply(pictures);
        var gradient = autograd.grad([altered.sum()], [pictures])[0];

        var changes = (altered - pictures).detach().abs().amax([1, 2, 3]); // [N]
        Assert.Equal(pictures.shape, altered.shape);
        Assert.True(changes.gt(1e-3).to(float32).sum().ToDouble() > 8, "most pictures are altered in some way");
        Assert.True(changes.lt(1e-3).to(float32).sum().ToDouble() > 0, "some are left as they are");
        Assert.True(gradient.abs().amax([1, 2, 3]).gt(0).to(float32).mean().ToDouble() == 1, "every picture receives a gradient");
    }
}
