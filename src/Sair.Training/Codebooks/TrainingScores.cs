using Sair.Engine.Networks.Codebooks;
using Sair.Engine.Quality;
using Sair.Training.Data;

namespace Sair.Training.Codebooks;

/// <summary>Scores as the stages use them: calibrated quality on a scale of each collection's own, so that a score tells how clear a photo is and not where it comes from.</summary>
/// <remarks>
/// The published training normalises scores over its set by least and greatest (Hu 2025). Ours puts the median photo of every
/// collection at the threshold of the second book and gives the last row of the score's table to its best tenth. With one scale for all,
/// 85 photos in 100 of the last row came from one collection of made faces, and asking for most clarity asked for its looks.
/// </remarks>
public sealed class TrainingScores
{
    private const double BestShare = 0.1;
    private const double LastRow = (ScoreEmbedding.PublishedBins - 1.0) / ScoreEmbedding.PublishedBins;
    private const int Batch = 64;

    private readonly QualityNetwork _quality;
    private readonly double _threshold;
    private readonly IReadOnlyDictionary<string, Scale> _scales;

    private TrainingScores(QualityNetwork quality, double threshold, IReadOnlyDictionary<string, Scale> scales)
    {
        _quality = quality;
        _threshold = threshold;
        _scales = scales;
    }

    /// <summary>Measures a set.</summary>
    /// <param name="quality">The frozen quality network; stays owned by the caller.</param>
    /// <param name="pictures">The photos that are learned from.</param>
    /// <param name="threshold">S_thr, where the median of every collection lies; from 0.9 on scores are calibrated quality.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>The scores' scales, and the score of every photo.</returns>
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
        var groups = pictures.Sources.Zip(all.to(float64).data<double>().ToArray()).GroupBy(pair => pair.First.Source);
        var scales = (threshold < LastRow ? groups : []).ToDictionary(group => group.Key, group => Scale.Of([.. group.Select(pair => pair.Second).Order()], threshold));
        var scores = new TrainingScores(quality, threshold, scales);
        return (scores, scores.OfQuality(all, pictures.Sources).to(float64).data<double>().ToArray());
    }

    /// <summary>Scores pictures, with gradients to them where they are asked for.</summary>
    /// <param name="pictures">[N, 3, S, S], about −1–1.</param>
    /// <param name="faces">What they show, N entries; a collection that was not measured has the scale of calibrated quality.</param>
    /// <returns>[N], 0–1.</returns>
    public Tensor Of(Tensor pictures, IReadOnlyList<FaceSource> faces)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        return OfQuality(_quality.forward(((pictures + 1) / 2).clamp(0, 1)), faces);
    }

    // In proportion as far as the median, and in another one beyond.
    private Tensor OfQuality(Tensor quality, IReadOnlyList<FaceSource> faces)
    {
        var scales = faces.Select(face => _scales.TryGetValue(face.Source, out var scale) ? scale : new Scale(_threshold, 1, 1)).ToList();
        var median = ToTensor(scale => scale.Median);
        var score = (quality.minimum(median) * ToTensor(scale => scale.Below)) + ((quality - median).relu() * ToTensor(scale => scale.Above));
        return score.clamp(0, 1);

        Tensor ToTensor(Func<Scale, double> value) => tensor(scales.Select(scale => (float)value(scale)).ToArray()).to(quality.device); // [N]
    }

    /// <summary>How a collection's qualities become scores.</summary>
    /// <param name="Median">Their median.</param>
    /// <param name="Below">Factor as far as the median.</param>
    /// <param name="Above">Factor beyond it.</param>
    private sealed record Scale(double Median, double Below, double Above)
    {
        private const double Smallest = 1e-3;

        public static Scale Of(IReadOnlyList<double> rising, double threshold)
        {
            var median = rising[rising.Count / 2];
            var best = rising[(int)((1 - BestShare) * (rising.Count - 1))];
            return new Scale(median, threshold / Math.Max(median, Smallest), (LastRow - threshold) / Math.Max(best - median, Smallest));
        }
    }
}
