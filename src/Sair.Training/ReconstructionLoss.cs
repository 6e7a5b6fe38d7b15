using Sair.Engine.Losses;
using Sair.Engine.Networks;
using Sair.Engine.Quality;

namespace Sair.Training.Codebooks;

/// <summary>How far reconstructions are from their originals: absolute error, edges, and features of the quality network.</summary>
public static class ReconstructionTerms
{
    private const int FeatureLevels = 3;
    private const double Smallest = 1e-3;

    /// <summary>Computes the sum of the terms.</summary>
    /// <param name="made">[N, 3, S, S], about −1–1.</param>
    /// <param name="originals">[N, 3, S, S], −1–1.</param>
    /// <param name="quality">The frozen quality network; null leaves its features out.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Evaluate(Tensor made, Tensor originals, QualityNetwork? quality)
    {
        var difference = made - originals;
        var edges = EdgeLoss.Evaluate(difference);
        var pixels = difference.abs().mean() + edges;
        return quality is null ? pixels : pixels + Features(made, originals, quality);
    }

    /// <summary>Compares features of the quality network; each level counts by its error relative to how strong it is.</summary>
    internal static Tensor Features(Tensor made, Tensor originals, QualityNetwork quality)
    {
        IReadOnlyList<Tensor> wanted;
        using (no_grad())
        {
            wanted = quality.Levels((originals + 1) / 2, FeatureLevels);
        }

        var found = quality.Levels((made + 1) / 2, FeatureLevels);
        return found.Zip(wanted, (a, b) => (a - b).abs().mean() / (b.abs().mean() + Smallest)).Aggregate((a, b) => a + b) / FeatureLevels;
    }
}
