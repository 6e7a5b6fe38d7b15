namespace Sair.Training.Packs;

/// <summary>Finds expression directions as the paper does (Guo 2024, §3.3): sample, classify, fit a linear boundary per expression.</summary>
/// <remarks>
/// The faces of the pack are nearly all neutral or happy, so arg-max classes would be empty for the rare expressions.
/// The boundary is fitted on the classifier's log-odds instead (ridge regression), in the coordinates of the latent prior.
/// </remarks>
public sealed class ExpressionDirectionFit(LatentPrior prior, Func<Tensor, Tensor> logOdds, int rows)
{
    /// <summary>Latents that the boundaries are fitted on.</summary>
    public const int Samples = 1800;

    /// <summary>Latents that the boundaries are measured on.</summary>
    public const int HeldOut = 240;

    private const int Batch = 40;
    private const double Ridge = 0.05;
    private const double WantedShift = 2;
    private static readonly double[] GainCandidates = [1, 2, 3, 5, 8, 12, 18, 27, 40];

    /// <summary>Fits all directions.</summary>
    /// <param name="names">Expressions in the order of the classifier.</param>
    /// <param name="cancellationToken">Checked per batch.</param>
    public IReadOnlyList<ExpressionDirection> Fit(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var axes = prior.Basis.shape[0];
        var codes = randn(Samples + HeldOut, axes);
        var odds = Classify(prior.Mean + codes.matmul(prior.Basis), cancellationToken); // [N, E]
        var training = codes.narrow(0, 0, Samples);
        var held = codes.narrow(0, Samples, HeldOut);
        var trainingOdds = odds.narrow(0, 0, Samples);
        var gram = training.t().matmul(training) + (eye(axes) * (Ridge * Samples));
        var slopes = linalg.solve(gram, training.t().matmul(trainingOdds - trainingOdds.mean([0]))); // [K, E]
        var results = new List<ExpressionDirection>();
        for (var e = 0; e < names.Count; e++)
        {
            var slope = slopes.select(1, e);
            var normal = slope.matmul(prior.Basis);
            normal = normal / normal.norm();
            results.Add(Measure(names[e], e, normal, slope, held, odds.narrow(0, Samples, HeldOut).select(1, e), cancellationToken));
        }

        return results;
    }

    private ExpressionDirection Measure(string name, int index, Tensor normal, Tensor slope, Tensor held, Tensor before, CancellationToken cancellationToken)
    {
        var score = held.matmul(slope);
        var strong = before.gt(before.sort().Values.select(0, HeldOut / 2));
        var accuracy = score.gt(score.sort().Values.select(0, HeldOut / 2)).eq(strong).to(float32).mean().ToDouble();
        var latents = prior.Mean + held.matmul(prior.Basis);
        var best = (Gain: GainCandidates[0], Shift: double.MinValue, Moved: 0.0);
        foreach (var gain in GainCandidates)
        {
            var change = Classify(latents + (normal * gain), cancellationToken).select(1, index) - before;
            var found = (Gain: gain, Shift: change.mean().ToDouble(), Moved: change.gt(0.5).to(float32).mean().ToDouble());
            var isEnough = found.Shift >= WantedShift && found.Moved >= ExpressionDirection.LeastMoved;
            if (isEnough || found.Moved > best.Moved || best.Shift == double.MinValue)
            {
                best = found;
            }

            if (isEnough)
            {
                break;
            }
        }

        return new ExpressionDirection(name, normal.reshape(rows, -1).MoveToOuterDisposeScope(), best.Gain, accuracy, best.Shift, best.Moved);
    }

    private Tensor Classify(Tensor latents, CancellationToken cancellationToken)
    {
        var parts = new List<Tensor>();
        foreach (var batch in latents.split(Batch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            parts.Add(logOdds(batch).MoveToOuterDisposeScope());
        }

        return cat(parts);
    }
}
