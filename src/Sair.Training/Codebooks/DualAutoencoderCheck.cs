using Sair.Engine.Networks;
using Sair.Training.Data;
using Sair.Training.Reports;

namespace Sair.Training.Codebooks;

/// <summary>Measures the first stage on held-out photos.</summary>
public static class DualAutoencoderCheck
{
    private const int Photos = 192;
    private const int Batch = 16;

    /// <summary>Measures.</summary>
    /// <param name="network">The auto-encoder.</param>
    /// <param name="threshold">Score above which the second book counts; good photos have the score 1.</param>
    /// <param name="heldOut">The photos.</param>
    /// <param name="sheet">Where to draw the first photos above their reconstructions.</param>
    public static AutoencoderFigures Measure(DualAutoencoder network, double threshold, FacePictures heldOut, string sheet)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(heldOut);
        using var ungraded = no_grad();
        var (decibels, count) = (0.0, Math.Min(Photos, heldOut.Count));
        var common = new HashSet<long>();
        var aesthetic = new HashSet<long>();
        for (var start = 0; start < count; start += Batch)
        {
            using var scope = NewDisposeScope();
            var numbers = Enumerable.Range(start, Math.Min(Batch, count - start)).Select(i => (int)((long)i * heldOut.Count / count)).ToList();
            var photos = heldOut.Read(numbers, heldOut.Side);
            var scores = ones([photos.shape[0]]);
            var made = network.Reconstruct(photos, scores, threshold);
            var errors = (made.Pictures.clamp(-1, 1) - photos).square().mean([1, 2, 3]); // [N], range −1–1: peak 2
            decibels += (10 * (4 / errors).log() / Math.Log(10)).sum().ToDouble();
            common.UnionWith(made.Common.Indices.data<long>().ToArray());
            var open = scores.gt(threshold).nonzero().flatten();
            if (open.shape[0] > 0)
            {
                aesthetic.UnionWith(made.Aesthetic.Indices.index_select(0, open).data<long>().ToArray());
            }

            if (start == 0)
            {
                PictureSheet.Write(sheet, [photos, made.Pictures.clamp(-1, 1)]);
            }
        }

        var codes = (double)network.Common.Codes.shape[0];
        return new AutoencoderFigures(decibels / count, common.Count / codes, aesthetic.Count / codes);
    }
}

/// <summary>Figures of the first stage on held-out photos.</summary>
/// <param name="Decibels">Mean PSNR of reconstructions.</param>
/// <param name="CommonUse">Share of the common book's codes that occur.</param>
/// <param name="AestheticUse">Share of the second book's codes that occur.</param>
public sealed record AutoencoderFigures(double Decibels, double CommonUse, double AestheticUse);
