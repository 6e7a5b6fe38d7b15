using Sair.Engine.Imaging;

namespace Sair.Engine.Compositing;

/// <summary>A smooth colour correction that makes a restored square agree with the photo all along the rim of the blend.</summary>
/// <remarks>
/// The membrane of seamless cloning (Pérez 2003, Poisson image editing, eq. 4): the difference to the photo is taken over outside the
/// blend and continued inwards without sources, so that it bends no detail of the face.
/// </remarks>
public sealed class ColourMembrane
{
    private const int Side = 48;
    private const int Sweeps = 300;

    // Successive over-relaxation; near the optimum 2 / (1 + sin(π / Side)) of a square.
    private const double Relaxation = 1.88;

    // Places where the photo still counts this much are taken as known.
    private const double KnownBelow = 0.5;

    private readonly double[] _values = new double[Side * Side * 3];

    private ColourMembrane() { }

    /// <summary>Solves for the correction.</summary>
    /// <param name="before">The square as the photo shows it, at any size.</param>
    /// <param name="restored">The restored square, at any size.</param>
    /// <param name="isInPhoto">Tells whether a place, in fractions of the square, lies in the photo; others are not believed.</param>
    public static ColourMembrane Solve(RgbImage before, RgbImage restored, Func<double, double, bool> isInPhoto)
    {
        ArgumentNullException.ThrowIfNull(isInPhoto);
        var (photo, face) = (ImageResizer.Resize(before, Side, Side), ImageResizer.Resize(restored, Side, Side));
        var membrane = new ColourMembrane();
        var isKnown = new bool[Side * Side];
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var (u, v) = ((x + 0.5) / Side, (y + 0.5) / Side);
                var at = (y * Side) + x;
                isKnown[at] = isInPhoto(u, v) && BlendMask.Weight(u, v) < KnownBelow;
                for (var channel = 0; isKnown[at] && channel < 3; channel++)
                {
                    membrane._values[(at * 3) + channel] = photo.Pixels[(at * 3) + channel] - face.Pixels[(at * 3) + channel];
                }
            }
        }

        membrane.Relax(isKnown);
        return membrane;
    }

    /// <summary>Reads the correction of one place.</summary>
    /// <param name="u">Fraction from the left side of the square.</param>
    /// <param name="v">Fraction from its upper side.</param>
    /// <returns>What is added to red, green and blue, 0–255.</returns>
    public (double R, double G, double B) At(double u, double v)
    {
        var (x, y) = (Math.Clamp((u * Side) - 0.5, 0, Side - 1), Math.Clamp((v * Side) - 0.5, 0, Side - 1));
        var (left, top) = (Math.Min((int)x, Side - 2), Math.Min((int)y, Side - 2));
        var (fx, fy) = (x - left, y - top);
        double Read(int channel)
        {
            double Value(int dx, int dy) => _values[((((top + dy) * Side) + left + dx) * 3) + channel];
            return ((1 - fy) * (((1 - fx) * Value(0, 0)) + (fx * Value(1, 0)))) + (fy * (((1 - fx) * Value(0, 1)) + (fx * Value(1, 1))));
        }

        return (Read(0), Read(1), Read(2));
    }

    private void Relax(bool[] isKnown)
    {
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            for (var at = 0; at < isKnown.Length; at++)
            {
                for (var channel = 0; !isKnown[at] && channel < 3; channel++)
                {
                    _values[(at * 3) + channel] += Relaxation * (MeanOfNeighbours(at, channel) - _values[(at * 3) + channel]);
                }
            }
        }
    }

    private double MeanOfNeighbours(int at, int channel)
    {
        var (x, y, sum, count) = (at % Side, at / Side, 0.0, 0);
        Add(x > 0, at - 1);
        Add(x < Side - 1, at + 1);
        Add(y > 0, at - Side);
        Add(y < Side - 1, at + Side);
        return sum / count;

        void Add(bool exists, int neighbour)
        {
            if (exists)
            {
                sum += _values[(neighbour * 3) + channel];
                count++;
            }
        }
    }
}

/// <summary>
/// How much of a restored square counts at each of its places: all over head and hair, nothing at the border of the square.
/// </summary>
/// <remarks>
/// FFHQ framing puts every head at the same place of the square, so the head-and-hair region is a fixed superellipse; a network that
/// parses hair would follow its outline more closely.
/// </remarks>
public static class BlendMask
{
    private const double CentreX = 0.5;
    private const double CentreY = 0.49;
    private const double RadiusX = 0.47;
    private const double RadiusY = 0.49;
    private const double Exponent = 2.6;

    // From here to the rim the weight falls to zero.
    private const double FullRadius = 0.7;

    /// <summary>Gets the weight of a place.</summary>
    /// <param name="u">Fraction from the left side of the square.</param>
    /// <param name="v">Fraction from its upper side.</param>
    /// <returns>0–1, continuous with its slope.</returns>
    public static double Weight(double u, double v)
    {
        var radius = Math.Pow(
            Math.Pow(Math.Abs(u - CentreX) / RadiusX, Exponent) + Math.Pow(Math.Abs(v - CentreY) / RadiusY, Exponent),
            1 / Exponent
        );
        var inside = Math.Clamp((1 - radius) / (1 - FullRadius), 0, 1);
        return inside * inside * (3 - (2 * inside));
    }
}
