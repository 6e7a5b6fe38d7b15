using Sair.Engine.Engines.Sair;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Evaluation.Packs;

/// <summary>Draws faces that nobody has from a face pack, and counts those that a detector takes for a face.</summary>
public static class PackSamples
{
    /// <summary>How wide faces are drawn unless said otherwise: a little nearer to the mean face than the training faces.</summary>
    public const double UsualSpread = 0.8;

    private const int Batch = 8;
    private const byte Neutral = 128;

    /// <summary>Draws faces.</summary>
    /// <param name="pack">The face pack.</param>
    /// <param name="count">How many.</param>
    /// <param name="spread">1 draws as wide as the training faces.</param>
    /// <param name="seed">Seed of latents and noise.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    public static IReadOnlyList<RgbImage> Draw(SairPack pack, int count, double spread, int seed, Device device, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pack);
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var latents = pack.Sample(count, spread, seed); // [N, L, S]
        var noise = pack.DrawNoise(seed, device);
        var faces = new List<RgbImage>();
        for (var start = 0; start < count; start += Batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var pictures = (pack.Generator.Synthesize(latents.narrow(0, start, Math.Min(Batch, count - start)), noise) + 1) / 2;
            faces.AddRange(Enumerable.Range(0, (int)pictures.shape[0]).Select(i => pictures.narrow(0, i, 1).ToImage()));
        }

        foreach (var input in noise)
        {
            input.Dispose();
        }

        return faces;
    }

    /// <summary>Counts the pictures in which a detector finds a face when each is shown at half the side of a grey canvas.</summary>
    /// <param name="faces">The pictures.</param>
    /// <param name="analyzer">The detector.</param>
    /// <param name="cancellationToken">Checked between pictures.</param>
    public static int CountFound(IReadOnlyList<RgbImage> faces, IFaceAnalyzer analyzer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(faces);
        ArgumentNullException.ThrowIfNull(analyzer);
        return faces.Count(face => analyzer.Analyze(OnCanvas(face), cancellationToken).Count > 0);
    }

    private static RgbImage OnCanvas(RgbImage face)
    {
        var (width, height) = (2 * face.Width, 2 * face.Height);
        var pixels = new byte[3 * width * height];
        Array.Fill(pixels, Neutral);
        for (var y = 0; y < face.Height; y++)
        {
            face.Pixels.AsSpan(3 * y * face.Width, 3 * face.Width).CopyTo(pixels.AsSpan(3 * (((y + (face.Height / 2)) * width) + (face.Width / 2))));
        }

        return new RgbImage(width, height, pixels);
    }
}
