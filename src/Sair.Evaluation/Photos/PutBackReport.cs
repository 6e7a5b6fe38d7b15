using Sair.Engine.Compositing;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Evaluation.Photos;

/// <summary>
/// What putting faces back costs and leaves to see, measured with faces that a restoration did not change or made brighter.
/// </summary>
/// <param name="compositor">Puts faces back.</param>
/// <param name="time">Measures durations.</param>
public sealed class PutBackReport(PhotoCompositor compositor, TimeProvider time)
{
    // As if a restoration came out by so many levels too bright: what the rim would show.
    private const int Brighter = 30;
    private const int LargestSide = 1024;

    private readonly List<double> _roundTrips = [];
    private readonly List<FaceSeam> _seams = [];
    private TimeSpan _spent;
    private TimeSpan _processor;
    private int _faces;

    /// <summary>Gets the mean time of putting one face back, with grain and tone.</summary>
    public TimeSpan PerFace => _faces == 0 ? TimeSpan.Zero : _spent / _faces;

    /// <summary>Gets the mean processor time of the same, which a busy machine does not lengthen.</summary>
    public TimeSpan ProcessorPerFace => _faces == 0 ? TimeSpan.Zero : _processor / _faces;

    /// <summary>Gets the mean absolute change of pixels that were cut out and put back without restoration, 0–255.</summary>
    public double RoundTrip => _roundTrips.DefaultIfEmpty().Average();

    /// <summary>Gets the mean edge at the rim of faces that came back too bright.</summary>
    public double Seam => _seams.Select(seam => seam.Matched).DefaultIfEmpty().Average();

    /// <summary>Gets the same where the squares are pasted as they are.</summary>
    public double PastedSeam => _seams.Select(seam => seam.Pasted).DefaultIfEmpty().Average();

    /// <summary>Puts the faces of a photo back.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="quads">Where its faces are.</param>
    public void Add(RgbImage photo, IReadOnlyList<FaceQuad> quads)
    {
        ArgumentNullException.ThrowIfNull(quads);
        var squares = quads.Select(quad => (Quad: quad, Square: FaceAligner.Cut(photo, quad, quad.NativeSide(LargestSide)))).ToList();
        var (started, processor) = (time.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var same = compositor.PutBack(photo, [.. squares.Select(face => new PlacedFace(face.Quad, face.Square))], new CompositingOptions());
        _spent += time.GetElapsedTime(started);
        _processor += Environment.CpuUsage.TotalTime - processor;
        _faces += squares.Count;
        foreach (var (quad, _) in squares)
        {
            _roundTrips.Add(MeanChange(photo, same.Image, quad));
        }

        var bright = squares.Select(face => new PlacedFace(
            face.Quad,
            new RgbImage(
                face.Square.Width,
                face.Square.Height,
                [.. face.Square.Pixels.Select(value => (byte)Math.Min(255, value + Brighter))]
            )
        ));
        _seams.AddRange(compositor.PutBack(photo, [.. bright], new CompositingOptions { MeasuresSeams = true }).Seams);
    }

    // Over the pixels of the square that lie in the photo.
    private static double MeanChange(RgbImage before, RgbImage after, FaceQuad quad)
    {
        var (sum, count) = (0.0, 0);
        var (x, y) = ((quad.TopLeft.X + quad.BottomRight.X) / 2, (quad.TopLeft.Y + quad.BottomRight.Y) / 2);
        var map = SquareMap.FromQuad(quad);
        for (var row = (int)Math.Max(0, y - quad.Side); row < Math.Min(before.Height, y + quad.Side); row++)
        {
            for (var column = (int)Math.Max(0, x - quad.Side); column < Math.Min(before.Width, x + quad.Side); column++)
            {
                if (map.Apply(column + 0.5, row + 0.5) is not (>= 0 and <= 1, >= 0 and <= 1))
                {
                    continue;
                }

                for (var channel = 0; channel < 3; channel++)
                {
                    var at = (((row * before.Width) + column) * 3) + channel;
                    sum += Math.Abs(before.Pixels[at] - after.Pixels[at]);
                    count++;
                }
            }
        }

        return count == 0 ? 0 : sum / count;
    }
}
