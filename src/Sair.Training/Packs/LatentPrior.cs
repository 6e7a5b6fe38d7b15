namespace Sair.Training.Packs;

/// <summary>A Gaussian over W⁺ fitted to the latents of real faces, so that new faces can be drawn.</summary>
/// <param name="Mean">[L·S].</param>
/// <param name="Deviation">[L·S]: standard deviation of every value.</param>
/// <param name="Basis">[K, L·S]: principal axes, each as long as the standard deviation along it.</param>
public sealed record LatentPrior(Tensor Mean, Tensor Deviation, Tensor Basis)
{
    /// <summary>Fits the prior.</summary>
    /// <param name="latents">[N, L·S].</param>
    /// <param name="axes">How many principal axes to keep, at most N − 1.</param>
    public static LatentPrior Fit(Tensor latents, int axes)
    {
        ArgumentNullException.ThrowIfNull(latents);
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var count = latents.shape[0];
        var mean = latents.mean([0]);
        var centred = latents - mean;

        // The Gram matrix has the same spectrum as the covariance and is far smaller.
        var (values, vectors) = linalg.eigh(centred.matmul(centred.t()).to(float64) / (double)(count - 1));
        var kept = Math.Min(axes, count - 1);
        var variance = values.narrow(0, count - kept, kept).flip(0).clamp(min: 1e-12);
        var weights = vectors.narrow(1, count - kept, kept).flip(1); // [N, K]
        var basis = (weights / Math.Sqrt(count - 1)).t().to(float32).matmul(centred); // [K, L·S], norm = √variance
        return new LatentPrior(mean.MoveToOuterDisposeScope(), latents.std([0]).MoveToOuterDisposeScope(), basis.MoveToOuterDisposeScope());
    }

    /// <summary>Draws latents.</summary>
    /// <param name="count">How many.</param>
    /// <param name="spread">1 draws as wide as the data; smaller values stay nearer to the mean face.</param>
    /// <returns>[count, L·S].</returns>
    public Tensor Draw(int count, double spread = 1) => Mean + (randn(count, Basis.shape[0]) * spread).matmul(Basis);
}
