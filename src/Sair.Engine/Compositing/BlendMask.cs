namespace Sair.Engine.Compositing;

/// <summary>How much of a restored square counts at each of its places: all over head and hair, nothing at the border of the square.</summary>
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
            1 / Exponent);
        var inside = Math.Clamp((1 - radius) / (1 - FullRadius), 0, 1);
        return inside * inside * (3 - (2 * inside));
    }
}
