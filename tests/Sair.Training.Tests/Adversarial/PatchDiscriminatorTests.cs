using Sair.Training.Adversarial;

namespace Sair.Training.Tests.Adversarial;

public sealed class PatchDiscriminatorTests
{
    [Fact]
    public void StateDict_PublishedSizes_HasThePublicNames()
    {
        using var scope = NewDisposeScope();
        using var network = new PatchDiscriminator();
        var state = network.state_dict();

        Assert.Equal([512, 512, 4, 4], state["main.11.weight"].shape);
        Assert.Equal([1, 512, 4, 4], state["main.14.weight"].shape);
        Assert.Equal([512], state["main.12.running_var"].shape);
        Assert.Equal(28, state.Count);
    }

    [Fact]
    public void Discriminator_PerfectVerdicts_CostNothing()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(0, HingeLoss.Discriminator(full([2], 1.5), full([2], -1.5)).ToDouble());
        Assert.Equal(1, HingeLoss.Discriminator(zeros([2]), zeros([2])).ToDouble());
    }
}
