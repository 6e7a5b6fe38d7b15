using Sair.Training.Packs;

namespace Sair.Training.Tests.Packs;

public sealed class ExpressionDirectionsTests
{
    [Fact]
    public void Fit_LinearClassifier_FindsItsNormalAndAGainThatMovesIt()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var prior = LatentPrior.Fit(randn(300, 8), 8);
        var truth = randn(8, 1);
        truth = truth / truth.norm();
        var fit = new ExpressionDirectionFit(prior, latents => cat([latents.matmul(truth), zeros([latents.shape[0], 1])], 1), rows: 2);

        var found = fit.Fit(["known", "constant"], CancellationToken.None);

        Assert.Equal([2, 4], found[0].Normal.shape);
        Assert.InRange(found[0].Normal.reshape(1, 8).matmul(truth).ToDouble(), 0.95, 1.001);
        Assert.InRange(found[0].Accuracy, 0.9, 1);
        Assert.True(found[0].IsOffered);
        Assert.False(found[1].IsOffered);
    }

    [Fact]
    public void Fit_OddsThatBendAwayFromTheSamples_TurnsTowardsWhereTheyRise()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var prior = LatentPrior.Fit(randn(300, 8), 8);

        // Near the samples the first value counts most; farther out the second one counts much more.
        var fit = new ExpressionDirectionFit(
            prior,
            latents =>
                stack([(0.1 * latents.select(1, 0)) + nn.functional.softplus(latents.select(1, 1) - 4), zeros([latents.shape[0]])], 1),
            rows: 2
        );

        var found = fit.Fit(["bent"], CancellationToken.None)[0];

        Assert.True(found.IsOffered);
        Assert.True(found.Normal.reshape(8).data<float>()[1] > 0.7, "the second value leads to where the odds rise");
        Assert.True(found.Gain <= 8, $"gain {found.Gain}");
    }
}
