namespace Sair.Training.Packs;

/// <summary>
/// Finds expression directions as the paper does (Guo 2024, §3.3): sample, classify, fit a linear boundary per expression.
/// </summary>
/// <remarks>
/// The faces of the pack are nearly all neutral or happy, so arg-max classes would be empty for the rare expressions.
/// The boundary is fitted on the classifier's log-odds instead (ridge regression), in the coordinates of the latent prior.
/// A normal that moves too few faces, or only far away, is then turned by gradient steps on the log-odds at a fixed distance from
/// training samples: the odds of rare expressions hardly change near the faces that the boundary was fitted on.
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
    private const double NearGain = 8;
    private const double TurningGain = 15;
    private const double TurningRate = 0.03;
    private const int TurningSteps = 48;
    private const int TurningBatch = 12;

    // Farther out faces are distorted before they show an expression.
    private static readonly double[] GainCandidates = [1, 2, 3, 5, 8, 12, 18];

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
            var normal = Unit(slope);
            var before = odds.narrow(0, Samples, HeldOut).select(1, e);
            var found = Measure(names[e], e, normal, slope, held, before, cancellationToken);
            if (!found.IsOffered || found.Gain > NearGain)
            {
                var turned = Measure(names[e], e, Turn(slope, e, training, cancellationToken), slope, held, before, cancellationToken);
                found = IsBetter(turned, found) ? turned : found;
            }

            results.Add(found);
        }

        return results;
    }

    private static bool IsBetter(ExpressionDirection mine, ExpressionDirection other) =>
        mine.IsOffered == other.IsOffered && mine.IsOffered ? mine.Gain < other.Gain : mine.Reached > other.Reached;

    // Starts from the boundary's normal and stays in the span of the prior's axes, each as long as faces vary along it.
    private Tensor Turn(Tensor slope, int index, Tensor training, CancellationToken cancellationToken)
    {
        using var graded = enable_grad();
        using var codes = new Parameter((slope / slope.norm().clamp(min: 1e-12)).detach().clone());
        using var adam = new ResumableAdam([("codes", codes)], TurningRate);
        for (var step = 0; step < TurningSteps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var from = step * TurningBatch % (Samples - TurningBatch);
            var moved = prior.Mean + training.narrow(0, from, TurningBatch).matmul(prior.Basis) + (Unit(codes) * TurningGain);

            // Faces that show the expression already must not pay for those that do not.
            var loss = logOdds(moved).select(1, index).clamp(max: WantedShift).mean();
            codes.grad = -autograd.grad([loss], [codes])[0];
            adam.Step();
            adam.ZeroGradients();
        }

        return Unit(codes).detach().MoveToOuterDisposeScope();
    }

    private static double Share(Tensor found) => found.to(float32).mean().ToDouble();

    private Tensor Unit(Tensor codes)
    {
        var normal = codes.matmul(prior.Basis);
        return normal / normal.norm();
    }

    private ExpressionDirection Measure(
        string name,
        int index,
        Tensor normal,
        Tensor slope,
        Tensor held,
        Tensor before,
        CancellationToken cancellationToken
    )
    {
        var score = held.matmul(slope);
        var strong = before.gt(before.sort().Values.select(0, HeldOut / 2));
        var accuracy = score.gt(score.sort().Values.select(0, HeldOut / 2)).eq(strong).to(float32).mean().ToDouble();
        var latents = prior.Mean + held.matmul(prior.Basis);
        var best = (Gain: GainCandidates[0], Shift: double.MinValue, Moved: 0.0, Reached: 0.0);
        foreach (var gain in GainCandidates)
        {
            var after = Classify(latents + (normal * gain), cancellationToken).select(1, index);
            var change = after - before;
            var found = (Gain: gain, Shift: change.mean().ToDouble(), Moved: Share(change.gt(0.5)), Reached: Share(after.gt(0)));
            var isEnough =
                found.Shift >= WantedShift
                && found.Moved >= ExpressionDirection.LeastMoved
                && found.Reached >= ExpressionDirection.LeastReached;
            if (isEnough || found.Reached > best.Reached || best.Shift == double.MinValue)
            {
                best = found;
            }

            if (isEnough)
            {
                break;
            }
        }

        var shaped = normal.reshape(rows, -1).MoveToOuterDisposeScope();
        return new ExpressionDirection(name, shaped, best.Gain, accuracy, best.Shift, best.Moved, best.Reached);
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

/// <summary>A direction in W⁺ along which one expression grows.</summary>
/// <param name="Name">The expression.</param>
/// <param name="Normal">[L, S], unit length over all rows.</param>
/// <param name="Gain">
/// Units along the normal that move held-out faces by two in log-odds or more, most of them, and bring half of them to the expression;
/// where none does, those that bring most.
/// </param>
/// <param name="Accuracy">
/// Share of held-out samples on the right side of the boundary (expression stronger or weaker than the median).
/// </param>
/// <param name="Shift">Mean change of the log-odds of held-out samples at <paramref name="Gain"/>.</param>
/// <param name="Moved">Share of held-out samples whose log-odds rise by more than a half at <paramref name="Gain"/>.</param>
/// <param name="Reached">Share of held-out samples that are classified as the expression at <paramref name="Gain"/>.</param>
public sealed record ExpressionDirection(
    string Name,
    Tensor Normal,
    double Gain,
    double Accuracy,
    double Shift,
    double Moved,
    double Reached
)
{
    /// <summary>Share of held-out samples that an offered direction moves, at the least.</summary>
    public const double LeastMoved = 0.75;

    /// <summary>
    /// Share of held-out samples that an offered direction brings to the expression, at the least: odds that only rise need not show on the
    /// face.
    /// </summary>
    public const double LeastReached = 0.5;

    /// <summary>Gets a value indicating whether the direction works well enough to be offered.</summary>
    public bool IsOffered => Shift >= 1 && Moved >= LeastMoved && Reached >= LeastReached;
}
