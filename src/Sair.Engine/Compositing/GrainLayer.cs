using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Engine.Compositing;

/// <summary>The grain that a restored face lacks beside its photo, at the sampling density of the photo.</summary>
public sealed class GrainLayer
{
    private readonly float[] _field;
    private readonly int _side;
    private readonly double _deviation;

    private GrainLayer(float[] field, int side, double deviation) => (_field, _side, _deviation) = (field, side, deviation);

    /// <summary>Measures both and draws the difference.</summary>
    /// <param name="photo">The photo as it was.</param>
    /// <param name="face">The restored face and its place.</param>
    /// <param name="seed">Seed of the drawn grain.</param>
    /// <returns>Null where the face has as much grain as the photo.</returns>
    public static GrainLayer? Between(RgbImage photo, PlacedFace face, int seed)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(face);
        var side = face.Quad.NativeSide(maximum: 1024);
        var there = Grain.Measure(FaceAligner.Cut(photo, face.Quad, side));
        var here = Grain.Measure(ImageResizer.Resize(face.Restored, side, side));
        return there <= here ? null : new GrainLayer(Grain.Draw(side, seed), side, Math.Sqrt((there * there) - (here * here)));
    }

    /// <summary>Reads the grain of one place.</summary>
    /// <param name="u">Fraction from the left side of the square.</param>
    /// <param name="v">Fraction from its upper side.</param>
    /// <returns>What is added to every channel, 0–255.</returns>
    public double At(double u, double v)
    {
        var (x, y) = (Math.Clamp((int)(u * _side), 0, _side - 1), Math.Clamp((int)(v * _side), 0, _side - 1));
        return _deviation * _field[(y * _side) + x];
    }
}
