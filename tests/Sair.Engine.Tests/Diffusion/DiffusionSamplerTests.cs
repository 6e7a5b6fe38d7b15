using Sair.Engine.Degradations;
using Sair.Engine.Diffusion;
using Sair.TestKit;

namespace Sair.Engine.Tests.Diffusion;

/// <summary>Samplers on a distribution whose best noise estimate is known: every value normal around a mean.</summary>
public sealed class DiffusionSamplerTests
{
    private const double Mean = 0.3;
    private const double Deviation = 0.1;
    private const int Level = 300;

    private static readonly NoiseSchedule Full = NoiseSchedule.Linear();
    private static readonly long[] Shape = [1, 3, 16, 16];

    [Theory]
    [InlineData(true, 12)]
    [InlineData(true, 60)]
    [InlineData(false, 60)]
    public void Step_KnownDistribution_EndsInIt(bool isSecondOrder, int steps)
    {
        using var scope = NewDisposeScope();
        var diffusion = new GaussianDiffusion(Full.KeepEvenly(steps, Level));
        using DiffusionSampler sampler = isSecondOrder
            ? new MultistepSolver(BestNoise, diffusion, Start(diffusion, steps), steps)
            : new ImplicitSampler(BestNoise, diffusion, Start(diffusion, steps), steps);
        Finish(sampler);

        Assert.Equal(Mean, sampler.Sample.mean().ToDouble(), 0.03);
        Assert.Equal(Deviation, sampler.Sample.std().ToDouble(), 0.03);
    }

    [Fact]
    public void Step_Ancestral_EndsInTheKnownDistribution()
    {
        using var scope = NewDisposeScope();
        var diffusion = new GaussianDiffusion(Full.KeepEvenly(Level, Level));
        using var sampler = new AncestralSampler(
            BestNoise,
            diffusion,
            Start(diffusion, Level),
            Level,
            index => SeededNoise.Normal(Shape, index)
        );
        Finish(sampler);

        Assert.Equal(Mean, sampler.Sample.mean().ToDouble(), 0.03);
        Assert.Equal(Deviation, sampler.Sample.std().ToDouble(), 0.03);
    }

    [Fact]
    public void Step_FewerSteps_SecondOrderStaysNearerToManySteps()
    {
        using var scope = NewDisposeScope();
        Tensor Run(int steps, bool isSecondOrder)
        {
            var diffusion = new GaussianDiffusion(Full.KeepEvenly(steps, Level));
            var start = Start(new GaussianDiffusion(Full), Level);
            using DiffusionSampler sampler = isSecondOrder
                ? new MultistepSolver(BestNoise, diffusion, start, steps)
                : new ImplicitSampler(BestNoise, diffusion, start, steps);
            Finish(sampler);
            return sampler.Sample.clone();
        }

        var exact = Run(Level, isSecondOrder: false);
        var first = (Run(10, isSecondOrder: false) - exact).abs().mean().ToDouble();
        var second = (Run(10, isSecondOrder: true) - exact).abs().mean().ToDouble();
        Assert.True(second < first, $"second order {second}, first order {first}");
    }

    [Fact]
    public void Step_Guided_EndsNearerToTheReference()
    {
        using var scope = NewDisposeScope();
        var reference = full(Shape, 0.5, float32);
        double Distance(SkipGuidance? guidance)
        {
            var diffusion = new GaussianDiffusion(Full.KeepEvenly(50, Level));
            using var sampler = new AncestralSampler(
                BestNoise,
                diffusion,
                Start(diffusion, 50),
                50,
                index => SeededNoise.Normal(Shape, index),
                guidance
            );
            Finish(sampler);
            return (sampler.Sample - reference).abs().mean().ToDouble();
        }

        Assert.True(Distance(new SkipGuidance(reference, 3, Interval: 2)) < Distance(null));
    }

    [Fact]
    public void IsGuided_Rules_FollowIntervalWindowAndFirst()
    {
        using var scope = NewDisposeScope();
        var guidance = new SkipGuidance(zeros([1]), 0.3, Interval: 10, DenseWindow: 5, First: 15);

        Assert.Equal([19, 29, 35, 36, 37, 38, 39], Enumerable.Range(0, 40).Where(index => guidance.IsGuided(index, 40)));
    }

    [Fact]
    public void Step_ToTheEnd_FreesEveryTensor() =>
        LiveTensors.AssertUnchanged(() =>
        {
            using var scope = NewDisposeScope();
            var diffusion = new GaussianDiffusion(Full.KeepEvenly(6, Level));
            using var sampler = new MultistepSolver(BestNoise, diffusion, Start(diffusion, 6), 6, new SkipGuidance(zeros(Shape), 0.1, 2));
            Finish(sampler);
        });

    private static Tensor Start(GaussianDiffusion diffusion, int steps) =>
        diffusion.AddNoise((SeededNoise.Normal(Shape, 5) * Deviation) + Mean, [steps - 1], SeededNoise.Normal(Shape, 6));

    private static void Finish(DiffusionSampler sampler)
    {
        while (sampler.Index >= 0)
        {
            sampler.Step();
        }
    }

    // E[ε | x_t] for x₀ normal, and variance values of 0.
    private static Tensor BestNoise(Tensor current, Tensor steps)
    {
        var kept = Full.CumulativeAlphas[steps.data<long>().ToArray()[0]];
        var gain = Math.Sqrt(1 - kept) / ((kept * Deviation * Deviation) + 1 - kept);
        var noise = (current - (Math.Sqrt(kept) * Mean)) * gain;
        return cat([noise, zeros_like(noise)], 1);
    }
}
