using Sair.TestKit;
using Sair.Training.Adversarial;

namespace Sair.Training.Tests.Adversarial;

public sealed class DiscriminatorTrainerTests
{
    [Fact]
    public void Step_PhotosBrighterThanMade_TellsThemApartAndPullsTowardsPhotos()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        using var discriminator = new DiscriminatorTrainer(8, augmentationRise: 0);
        var photos = (0.1 * randn([8, 3, 8, 8])) + 0.5;
        var made = (0.1 * randn([8, 3, 8, 8])) - 0.5;

        var first = discriminator.Step(photos, made, 0.003, 0);
        var last = Enumerable.Range(1, 60).Aggregate(first, (_, step) => discriminator.Step(photos, made, 0.003, step));
        var pull = discriminator.GeneratorGradient(made, ones_like(made), weight: 0.25);

        Assert.True(last < 0.5 * first, $"{last} after {first}");
        Assert.True(pull.mean().ToDouble() < 0, "descending along the pull brightens the made pictures");
        Assert.Equal(0.25 * ones_like(made).norm().ToDouble(), pull.norm().ToDouble(), 3);
    }

    [Fact]
    public void Load_StateOfAnother_GoesOnLikeIt()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var (photos, made) = (randn([4, 3, 8, 8]), randn([4, 3, 8, 8]));
        using var first = new DiscriminatorTrainer(8, 0.01);
        first.Step(photos, made, 0.002, 0);
        using var second = new DiscriminatorTrainer(8, 0.01);
        second.Load(first.State().ToDictionary(entry => entry.Name, entry => entry.Value));

        manual_seed(8);
        var expected = first.Step(photos, made, 0.002, 1);
        manual_seed(8);

        Assert.Equal(expected, second.Step(photos, made, 0.002, 1));
        Assert.Equal(first.AugmentationProbability, second.AugmentationProbability);
    }

    [Fact]
    public void Step_Repeated_KeepsTheNumberOfTensors()
    {
        using var scope = NewDisposeScope();
        using var discriminator = new DiscriminatorTrainer(8, 0.01);
        var (photos, made) = (randn([4, 3, 8, 8]), randn([4, 3, 8, 8]));
        discriminator.Step(photos, made, 0.002, 0);
        var before = LiveTensors.Count();

        discriminator.Step(photos, made, 0.002, 16);

        Assert.Equal(before, LiveTensors.Count());
    }
}
