using Sair.Engine.Networks;
using Sair.Engine.Quality;

namespace Sair.Training.Codebooks;

/// <summary>
/// Scores as the stages use them: quality as a share of the same photo's best, so that a score tells how clear a picture is and nothing of
/// whom it shows.
/// </summary>
/// <remarks>
/// The published training scores photos against each other (Hu 2025). Where the quality network likes some faces better than others,
/// asking for most clarity then asks for such faces: of the best tenth of our photos 85 in 100 came from one collection of made faces.
/// </remarks>
/// <param name="quality">The frozen quality network; stays owned by the caller.</param>
public sealed class TrainingScores(QualityNetwork quality)
{
    private const double Smallest = 1e-3;

    /// <summary>Scores pictures, with gradients to them where they are asked for.</summary>
    /// <param name="pictures">[N, 3, S, S], about −1–1: softened or restored.</param>
    /// <param name="photos">The good photos that they were, the same shape.</param>
    /// <returns>[N], 0–1; 1 for a photo as it is, or a picture clearer than that.</returns>
    public Tensor Of(Tensor pictures, Tensor photos)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(photos);
        Tensor best;
        using (no_grad())
        {
            best = Quality(photos).clamp(min: Smallest);
        }

        return (Quality(pictures) / best).clamp(0, 1);
    }

    private Tensor Quality(Tensor pictures) => quality.forward(((pictures + 1) / 2).clamp(0, 1));
}
