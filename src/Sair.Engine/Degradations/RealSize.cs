using System.Text.Json.Serialization;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Engine.Degradations;

/// <summary>How sure it is that a photo was enlarged.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EnlargementCertainty>))]
public enum EnlargementCertainty
{
    /// <summary>It was not, or nothing tells.</summary>
    No,

    /// <summary>It looks so; a soft photo can look the same.</summary>
    Unsure,

    /// <summary>It was.</summary>
    Sure,
}

/// <summary>What the pixels say of a photo's real size.</summary>
/// <param name="Certainty">How sure it is that the photo was enlarged.</param>
/// <param name="Factor">How many times larger the stored photo is than the real one, along each side; 1 where it was not enlarged.</param>
/// <param name="LowestFactor">The factor is larger in nine of ten such photos.</param>
/// <param name="HighestFactor">The factor is smaller in nine of ten such photos.</param>
/// <param name="Probability">How probable it is that it was enlarged by about one and a half times or more, 0–1.</param>
public sealed record RealSize(EnlargementCertainty Certainty, double Factor, double LowestFactor, double HighestFactor, double Probability)
{
    private const double SureFrom = 0.9;
    private const double UnsureFrom = 0.55;

    // Smaller enlargements are worth no question.
    private const double LeastFactor = 1.5;

    // Along each side of a large face.
    private const int MostTiles = 3;

    // Around small faces more of the photo is read.
    private const int WantedRegion = 160;

    /// <summary>Gets the answer where nothing tells: the photo as it is stored.</summary>
    public static RealSize AsStored { get; } = new(EnlargementCertainty.No, 1, 1, 1, 0);

    /// <summary>Estimates a face's real size from what lies around it.</summary>
    /// <param name="photo">The photo at its own pixels; turned by right angles at most.</param>
    /// <param name="quad">Where the face square lies.</param>
    public static RealSize OfFace(RgbImage photo, FaceQuad quad) => Of(photo, [quad]);

    /// <summary>Estimates a photo's real size from its faces; without faces from its middle.</summary>
    /// <param name="photo">The photo at its own pixels; turned by right angles at most.</param>
    /// <param name="quads">Where face squares lie.</param>
    public static RealSize Of(RgbImage photo, IReadOnlyList<FaceQuad> quads)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(quads);
        if (Math.Min(photo.Width, photo.Height) < EnlargementTraces.SmallestSide)
        {
            return AsStored;
        }

        // A photo was enlarged as a whole: its faces are witnesses of one thing, though not independent ones.
        var regions = quads.Count == 0 ? [new FacePoint(photo.Width / 2.0, photo.Height / 2.0)] : quads.Select(Centre).ToArray();
        var sides = quads.Count == 0 ? [Math.Min(photo.Width, photo.Height)] : quads.Select(Extent).ToArray();
        return FromTraces([
            .. regions
                .Zip(sides, (centre, side) => Tiles(Region(photo, centre, side)))
                .SelectMany(tiles => tiles)
                .Select(EnlargementTraces.Measure),
        ]);
    }

    /// <summary>Estimates the real size of a picture that is a face square as a whole, or nothing but a region.</summary>
    /// <param name="luma">[height, width], 0–1.</param>
    public static RealSize OfRegion(float[,] luma)
    {
        ArgumentNullException.ThrowIfNull(luma);
        return Math.Min(luma.GetLength(0), luma.GetLength(1)) < EnlargementTraces.SmallestSide
            ? AsStored
            : FromTraces([.. Tiles(luma).Select(EnlargementTraces.Measure)]);
    }

    /// <summary>Reads an estimate from the network's answer.</summary>
    /// <param name="logs">Logarithms of probabilities, place by place.</param>
    public static RealSize FromLogs(IReadOnlyList<double> logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        var largest = logs.Max();
        var weights = logs.Select(log => Math.Exp(log - largest)).ToArray();
        var total = weights.Sum();
        var first = (int)Math.Round(Math.Log2(LeastFactor) / RealSizeNetwork.Step);
        var enlarged = weights.Skip(first).Sum();

        // The place below twice is shared: half of it is worth no question.
        var probability = (enlarged - (weights[first] / 2)) / total;
        if (probability < UnsureFrom)
        {
            return AsStored with { Probability = probability };
        }

        // Among enlargements, the middle one: half of the probability lies on either side.
        double At(double share)
        {
            double sum = 0;
            for (var place = first; place < weights.Length; place++)
            {
                var next = sum + (weights[place] / enlarged);
                if (next >= share)
                {
                    return Math.Max(0, place - 0.5 + ((share - sum) / (next - sum)));
                }

                sum = next;
            }

            return weights.Length - 1;
        }

        static double FactorOf(double place) => Math.Max(LeastFactor, Math.Pow(2, RealSizeNetwork.Step * place));
        return new RealSize(
            probability >= SureFrom ? EnlargementCertainty.Sure : EnlargementCertainty.Unsure,
            FactorOf(At(0.5)),
            FactorOf(At(0.1)),
            FactorOf(At(0.9)),
            probability
        );
    }

    /// <summary>Tells how many pixels a stored length really holds.</summary>
    /// <param name="stored">Pixels as they are stored.</param>
    public int Of(double stored) => Math.Max(1, (int)Math.Round(stored / Factor));

    private static RealSize FromTraces(IReadOnlyList<float[]> regions)
    {
        var read = regions.Where(EnlargementTraces.HasEdges).Select(traces => RealSizeNetwork.Embedded.Read(traces)).ToList();
        return read.Count == 0
            ? AsStored
            : FromLogs([.. Enumerable.Range(0, RealSizeNetwork.Classes).Select(place => read.Average(logs => logs[place]))]);
    }

    // Of a large face no part is the face: cheeks alone have no edges to tell by.
    private static IEnumerable<float[,]> Tiles(float[,] luma)
    {
        var (height, width) = (luma.GetLength(0), luma.GetLength(1));
        var (rows, columns) = (CountTiles(height), CountTiles(width));
        for (var i = 0; i < rows * columns; i++)
        {
            yield return Cut(luma, Start(i / columns, rows, height), Start(i % columns, columns, width));
        }
    }

    private static int CountTiles(int side) => Math.Clamp((int)Math.Round((double)side / EnlargementTraces.LargestSide), 1, MostTiles);

    private static int Start(int tile, int count, int side) =>
        count == 1 ? Math.Max(0, (side - EnlargementTraces.LargestSide) / 2) : tile * (side - EnlargementTraces.LargestSide) / (count - 1);

    private static float[,] Cut(float[,] luma, int top, int left)
    {
        var (height, width) = (
            Math.Min(EnlargementTraces.LargestSide, luma.GetLength(0)),
            Math.Min(EnlargementTraces.LargestSide, luma.GetLength(1))
        );
        var tile = new float[height, width];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                tile[y, x] = luma[top + y, left + x];
            }
        }

        return tile;
    }

    private static FacePoint Centre(FaceQuad quad) =>
        new((quad.TopLeft.X + quad.BottomRight.X) / 2, (quad.TopLeft.Y + quad.BottomRight.Y) / 2);

    private static int Extent(FaceQuad quad) => (int)Math.Ceiling(quad.Side);

    private static float[,] Region(RgbImage photo, FacePoint centre, int extent)
    {
        var side = Math.Max(extent, WantedRegion);
        var (width, height) = (Math.Min(side, photo.Width), Math.Min(side, photo.Height));
        var left = (int)Math.Clamp(Math.Round(centre.X - (width / 2.0)), 0, photo.Width - width);
        var top = (int)Math.Clamp(Math.Round(centre.Y - (height / 2.0)), 0, photo.Height - height);
        return DegradationEstimator.Luma(photo.Crop(left, top, width, height));
    }
}
