namespace Sair.Evaluation.Metrics;

/// <summary>
/// Fréchet distance of two sets of descriptors taken as Gaussians (Dowson and Landau 1982): how far results as a set are from real faces.
/// </summary>
/// <remarks>Biased upward for small sets, so only figures of equally many faces compare.</remarks>
public static class FrechetDistance
{
    /// <summary>Computes ‖μ₁ − μ₂‖² + tr(C₁ + C₂ − 2 (C₁½ C₂ C₁½)½).</summary>
    /// <param name="first">Descriptors of the one set, at least two.</param>
    /// <param name="second">Descriptors of the other set, at least two.</param>
    public static double Compute(IReadOnlyList<float[]> first, IReadOnlyList<float[]> second)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var (mean1, covariance1) = Moments(first);
        var (mean2, covariance2) = Moments(second);
        var root = Root(covariance1);
        var (values, _) = linalg.eigh(root.matmul(covariance2).matmul(root));
        var trace = covariance1.diag().sum() + covariance2.diag().sum() - (2 * values.clamp(min: 0).sqrt().sum());
        return ((mean1 - mean2).square().sum() + trace).ToDouble();
    }

    private static (Tensor Mean, Tensor Covariance) Moments(IReadOnlyList<float[]> descriptors)
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        var matrix = tensor(descriptors.SelectMany(values => values).ToArray(), [descriptors.Count, descriptors[0].Length]).to(float64);
        var mean = matrix.mean([0]);
        var centred = matrix - mean;
        return (mean, centred.t().matmul(centred) / (descriptors.Count - 1));
    }

    private static Tensor Root(Tensor matrix)
    {
        var (values, vectors) = linalg.eigh(matrix);
        return (vectors * values.clamp(min: 0).sqrt()).matmul(vectors.t());
    }
}
