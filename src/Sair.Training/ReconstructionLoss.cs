using Sair.Engine.Losses;
using Sair.Engine.Networks;

namespace Sair.Training;

/// <summary>
/// How far made pictures are from their originals: what auto-encoders and restorers learn by, and the figure that they are measured by.
/// </summary>
public static class ReconstructionLoss
{
    private const double LowerLevelWeight = 0.25;
    private const int FeatureLevels = 3;
    private const double Smallest = 1e-3;

    /// <summary>Absolute error and edges, and the features of the quality network.</summary>
    /// <param name="made">[N, 3, S, S], about −1–1.</param>
    /// <param name="originals">[N, 3, S, S], −1–1.</param>
    /// <param name="quality">The frozen quality network; null leaves its features out.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Evaluate(Tensor made, Tensor originals, QualityNetwork? quality)
    {
        ArgumentNullException.ThrowIfNull(made);
        var difference = made - originals;
        var edges = EdgeLoss.Evaluate(difference);
        var pixels = difference.abs().mean() + edges;
        return quality is null ? pixels : pixels + Features(made, originals, quality);
    }

    /// <summary>
    /// Compares features of the quality network (Johnson 2016); each level counts by its error relative to how strong it is.
    /// </summary>
    /// <param name="made">[N, 3, S, S], about −1–1.</param>
    /// <param name="originals">[N, 3, S, S], −1–1.</param>
    /// <param name="quality">The frozen quality network.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Features(Tensor made, Tensor originals, QualityNetwork quality)
    {
        ArgumentNullException.ThrowIfNull(quality);
        IReadOnlyList<Tensor> wanted;
        using (no_grad())
        {
            wanted = quality.Levels((originals + 1) / 2, FeatureLevels);
        }

        var found = quality.Levels((made + 1) / 2, FeatureLevels);
        return found.Zip(wanted, (a, b) => (a - b).abs().mean() / (b.abs().mean() + Smallest)).Aggregate((a, b) => a + b) / FeatureLevels;
    }

    /// <summary>Mean squared and absolute error of a generator's finished picture, and edges.</summary>
    /// <param name="top">The finished picture [N, 3, H, H] in −1–1.</param>
    /// <param name="target">The original, the same shape.</param>
    /// <returns>A scalar.</returns>
    public static Tensor AtTop(Tensor top, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(top);
        return nn.functional.mse_loss(top, target) + (0.5 * nn.functional.l1_loss(top, target)) + EdgeLoss.Evaluate(top - target);
    }

    /// <summary>Squared error of a generator's levels below the finished picture, from 8 px.</summary>
    /// <param name="levels">The generator's levels.</param>
    /// <param name="target">[N, 3, H, H] in −1–1 at the top level's side.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Below(IReadOnlyList<StyleGan2Level> levels, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(levels);
        var loss = zeros([]);
        var smaller = target;
        for (var i = levels.Count - 2; i >= 0 && levels[i].Side >= 8; i--)
        {
            smaller = nn.functional.avg_pool2d(smaller, 2);
            loss = loss + (LowerLevelWeight * nn.functional.mse_loss(levels[i].Picture, smaller));
        }

        return loss;
    }

    /// <summary>Peak signal-to-noise ratio in dB.</summary>
    /// <param name="made">[N, 3, S, S] in −1–1.</param>
    /// <param name="originals">The same shape.</param>
    /// <returns>[N].</returns>
    public static Tensor Decibels(Tensor made, Tensor originals)
    {
        ArgumentNullException.ThrowIfNull(made);
        return 10 * (4 / (made - originals).square().mean([1, 2, 3])).log() / Math.Log(10); // range −1–1: peak 2
    }
}
