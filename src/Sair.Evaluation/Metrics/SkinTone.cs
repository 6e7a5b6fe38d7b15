using Sair.Engine.Imaging;

namespace Sair.Evaluation.Metrics;

/// <summary>Skin tone by the individual typology angle of a face's mean colour (Chardon, Cretois, Hourseau 1991).</summary>
/// <remarks>Light and camera move it too, so it sorts pictures, not people.</remarks>
public static class SkinTone
{
    private static readonly (double Least, string Name)[] s_classes =
    [
        (55, "very light"),
        (41, "light"),
        (28, "intermediate"),
        (10, "tan"),
        (-30, "brown"),
        (double.NegativeInfinity, "dark"),
    ];

    /// <summary>Gets the classes from light to dark.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_classes.Select(entry => entry.Name)];

    /// <summary>Names the class of an angle.</summary>
    /// <param name="angle">Degrees.</param>
    public static string NameOf(double angle) => s_classes.First(entry => angle > entry.Least).Name;

    /// <summary>Computes atan((L* − 50) / b*) of the mean colour inside a mask.</summary>
    /// <param name="image">A face square, sRGB.</param>
    /// <param name="mask">[M, M], 0 or 1, over the same square.</param>
    /// <returns>Degrees, −90–90; larger is lighter.</returns>
    public static double TypologyAngle(RgbImage image, Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var side = mask.shape[0];
        var small = ImageResizer.Resize(image, (int)side, (int)side).ToTensor(); // [1, 3, M, M]
        var mean = ((small * mask.cpu()).sum([0, 2, 3]) / mask.sum().cpu()).data<float>().ToArray();
        var (lightness, _, yellowness) = Lab(mean[0], mean[1], mean[2]);
        return Math.Atan2(lightness - 50, Math.Max(yellowness, 1e-6)) * 180 / Math.PI;
    }

    // sRGB 0–1 → CIELAB under D65 (IEC 61966-2-1, CIE 15).
    private static (double L, double A, double B) Lab(double red, double green, double blue)
    {
        static double Linear(double value) => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        static double Root(double value) => value > 216.0 / 24389 ? Math.Cbrt(value) : ((24389.0 / 27 * value) + 16) / 116;
        var (r, g, b) = (Linear(red), Linear(green), Linear(blue));
        var x = Root(((0.4124 * r) + (0.3576 * g) + (0.1805 * b)) / 0.95047);
        var y = Root((0.2126 * r) + (0.7152 * g) + (0.0722 * b));
        var z = Root(((0.0193 * r) + (0.1192 * g) + (0.9505 * b)) / 1.08883);
        return ((116 * y) - 16, 500 * (x - y), 200 * (y - z));
    }
}
