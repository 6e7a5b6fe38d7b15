using Sair.Engine.Networks.Codebooks;
using Sair.Engine.Quality;
using Sair.Training.Data;

namespace Sair.Training.Codebooks;

/// <summary>Scores as the stages use them: calibrated quality, stretched above the second book's threshold so that the best tenth of the photos has the last row of the score's table for itself.</summary>
/// <remarks>
/// The published training normalises scores over its set by least and greatest (Hu 2025). Ours keeps the calibrated scale as far as
/// the threshold. Above it hardly one photo in a hundred reaches the last row, which then learns nothing: asking for most gave less.
/// </remarks>
public sealed class TrainingScores
{
    private const double BestShare = 0.1;
    private const double LastRow = (ScoreEmbedding.PublishedBins - 1.0) / ScoreEmbedding.PublishedBins;
    private const int Batch = 64;

    private readonly QualityNetwork _quality;
    private readonly double _threshold;
    private readonly double _stretch;

    private TrainingScores(QualityNetwork quality, double threshold, double stretch)
    {
        _quality = quality;
        _threshold = threshold;
        _stretch = stretch;
    }

    /// <summary>Measures a set.</summary>
    /// <param name="quality">The frozen quality network; stays owned by the caller.</param>
    /// <param name="pictures">The photos that are learned from.</param>
    /// <param name="threshold">S_thr: quality as far as which scores are calibrated quality.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>The scores' scale, and the score of every photo.</returns>
    public static (TrainingScores Scores, IReadOnlyList<double> OfPhotos) Measure(QualityNetwork quality, FacePictures pictures, double threshold, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(quality);
        ArgumentNullException.ThrowIfNull(pictures);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var qualities = new List<Tensor>();
        foreach (var numbers in Enumerable.Range(0, pictures.Count).Chunk(Batch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var batch = NewDisposeScope();
            qualities.Add(quality.forward((pictures.Read(numbers, Math.Min(pictures.Side, QualityNetwork.InputSide)) + 1) / 2).MoveToOuterDisposeScope());
        }

        var all = cat([.. qualities]);
        var best = all.to(float64).data<double>().ToArray().Order().ElementAt((int)((1 - BestShare) * (pictures.Count - 1)));
        var scores = new TrainingScores(quality, threshold, threshold < LastRow && best > threshold ? (LastRow - threshold) / (best - threshold) : 1);
        return (scores, scores.OfQuality(all).to(float64).data<double>().ToArray());
    }

    /// <summary>Scores pictures, with gradients to them where they are asked for.</summary>
    /// <param name="pictures">[N, 3, S, S], about −1–1.</param>
    /// <returns>[N], 0–1.</returns>
    public Tensor Of(Tensor pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        return OfQuality(_quality.forward(((pictures + 1) / 2).clamp(0, 1)));
    }

    private Tensor OfQuality(Tensor quality) => (quality + ((_stretch - 1) * (quality - _threshold).relu())).clamp(0, 1);
}
