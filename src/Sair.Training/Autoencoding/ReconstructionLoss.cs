using Sair.Engine.Losses;
using Sair.Engine.Networks;

namespace Sair.Training.Autoencoding;

/// <summary>How far rendered pictures are from their originals, at every resolution that the generator exposes.</summary>
public static class ReconstructionLoss
{
    private const double LowerLevelWeight = 0.25;
    private const double EdgeWeight = 1;

    /// <summary>Compares every level: <see cref="AtTop"/> and <see cref="Below"/> together.</summary>
    /// <param name="levels">The generator's levels.</param>
    /// <param name="target">[N, 3, H, H] in −1–1 at the top level's side.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Evaluate(IReadOnlyList<StyleGan2Level> levels, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(levels);
        return AtTop(levels[^1].Picture, target) + Below(levels, target);
    }

    /// <summary>Mean squared and absolute error, and absolute error of pixel differences (edges).</summary>
    /// <param name="top">The finished picture [N, 3, H, H] in −1–1.</param>
    /// <param name="target">The original, the same shape.</param>
    /// <returns>A scalar.</returns>
    public static Tensor AtTop(Tensor top, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(top);
        return nn.functional.mse_loss(top, target) + (0.5 * nn.functional.l1_loss(top, target)) + (EdgeWeight * EdgeLoss.Evaluate(top - target));
    }

    /// <summary>Squared error of the levels below the top, from 8 px.</summary>
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
}
