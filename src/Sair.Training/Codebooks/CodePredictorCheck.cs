using Sair.Engine.Networks;
using Sair.Engine.Quality;
using Sair.Training.Checkpoints;
using Sair.Training.Data;
using Sair.Training.Reports;

namespace Sair.Training.Codebooks;

/// <summary>Measures the second stage on degraded held-out photos.</summary>
public static class CodePredictorCheck
{
    private const int Photos = 64;
    private const int Batch = 16;
    private static readonly double[] Scores = [0.3, 0.6, 0.9];

    /// <summary>Measures.</summary>
    /// <param name="network">The predictor.</param>
    /// <param name="quality">The quality network.</param>
    /// <param name="threshold">Wanted score above which the second book counts.</param>
    /// <param name="heldOut">The photos.</param>
    /// <param name="sheet">Where to draw the first ones: degraded, restored with rising score, original.</param>
    /// <param name="seed">Seed of the degradations.</param>
    /// <param name="fidelity">w: how much the photo's features count.</param>
    public static PredictorFigures Measure(CodePredictor network, QualityNetwork quality, double threshold, FacePictures heldOut, string sheet, int seed, double fidelity = 0)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(heldOut);
        using var ungraded = no_grad();
        var random = StepDraws.Begin(seed, 0);
        var count = Math.Min(Photos, heldOut.Count);
        var (made, input) = (0.0, 0.0);
        var qualities = new double[Scores.Length];
        for (var start = 0; start < count; start += Batch)
        {
            using var scope = NewDisposeScope();
            var numbers = Enumerable.Range(start, Math.Min(Batch, count - start)).Select(i => (int)((long)i * heldOut.Count / count)).ToList();
            var photos = heldOut.Read(numbers, heldOut.Side);
            var degraded = DegradedFaces.Draw(photos, random);
            var restored = Scores.Select(score => Restore(network, degraded, score, threshold, fidelity)).ToList();
            input += Decibels(degraded, photos);
            made += Decibels(restored[^1], photos);
            for (var i = 0; i < Scores.Length; i++)
            {
                qualities[i] += quality.forward((restored[i] + 1) / 2).sum().ToDouble();
            }

            if (start == 0)
            {
                PictureSheet.Write(sheet, [degraded, .. restored, photos]);
            }
        }

        return new PredictorFigures(made / count, input / count, [.. qualities.Select(sum => sum / count)]);
    }

    private static Tensor Restore(CodePredictor network, Tensor degraded, double score, double threshold, double fidelity)
    {
        var wanted = full([degraded.shape[0]], score);
        return network.Render(network.Predict(degraded, wanted), new CodeRendering(fidelity, Gate: wanted.gt(threshold).to(float32))).clamp(-1, 1);
    }

    private static double Decibels(Tensor pictures, Tensor photos) =>
        (10 * (4 / (pictures - photos).square().mean([1, 2, 3])).log() / Math.Log(10)).sum().ToDouble();
}

/// <summary>Figures of the second stage on degraded held-out photos.</summary>
/// <param name="Decibels">Mean PSNR with a wanted score of 0.9.</param>
/// <param name="InputDecibels">Mean PSNR of the enlarged photos.</param>
/// <param name="Qualities">Mean score of results with wanted scores of 0.3, 0.6 and 0.9.</param>
public sealed record PredictorFigures(double Decibels, double InputDecibels, IReadOnlyList<double> Qualities);
