using Sair.Engine.Diffusion;

namespace Sair.Engine.Tests.Diffusion;

public sealed class NoiseScheduleTests
{
    [Fact]
    public void KeepEvenly_OneStep_KeepsTheHighest() => Assert.Equal([79], NoiseSchedule.Linear().KeepEvenly(1, 80).Timesteps);

    [Fact]
    public void KeepEvenly_SomeSteps_KeepsBothEndsAndTheNoiseOfEach()
    {
        var full = NoiseSchedule.Linear();
        var shorter = full.KeepEvenly(5, 101);

        Assert.Equal([0, 25, 50, 75, 100], shorter.Timesteps);
        Assert.Equal(full.CumulativeAlphas[50], shorter.CumulativeAlphas[2], 1e-12);
    }

    [Fact]
    public void KeepEvenly_AsManyAsThereAre_IsTheFullChain() =>
        Assert.Equal(
            NoiseSchedule.Linear().Betas[..30],
            NoiseSchedule.Linear().KeepEvenly(30, 30).Betas,
            (x, y) => Math.Abs(x - y) < 1e-12
        );

    [Theory]
    [InlineData("ddim7x")]
    [InlineData("")]
    [InlineData("ddim999")]
    [InlineData("600,600")]
    public void Choose_Impossible_SaysSo(string text) => Assert.Throws<InvalidOptionsException>(() => TimestepRespacing.Choose(text, 1000));
}
