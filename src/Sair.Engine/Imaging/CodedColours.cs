namespace Sair.Engine.Imaging;

/// <summary>A point of the CIE 1931 diagram.</summary>
internal readonly record struct Chromaticity(double X, double Y)
{
    public static Chromaticity D65 { get; } = new(0.3127, 0.3290);
}

/// <summary>What the three channels at full strength look like, and all of them together.</summary>
internal sealed record Chromaticities(Chromaticity Red, Chromaticity Green, Chromaticity Blue, Chromaticity White)
{
    public static Chromaticities Bt709 { get; } = new(new(0.64, 0.33), new(0.30, 0.60), new(0.15, 0.06), Chromaticity.D65);

    public static Chromaticities Bt2020 { get; } = new(new(0.708, 0.292), new(0.170, 0.797), new(0.131, 0.046), Chromaticity.D65);

    private static double[] Bradford => [0.8951, 0.2664, -0.1614, -0.7502, 1.7135, 0.0367, 0.0389, -0.0685, 1.0296];

    /// <summary>Gets a value indicating whether colours can be told from the points: they span a triangle.</summary>
    public bool IsUsable =>
        new[] { Red, Green, Blue, White }.All(point => point.Y > 0.00001 && point.X is >= 0 and < 1.5)
        && Math.Abs(((Green.X - Red.X) * (Blue.Y - Red.Y)) - ((Blue.X - Red.X) * (Green.Y - Red.Y))) > 0.001;

    /// <summary>Finds the primaries of a code of ITU-T H.273, table 2; null where it says nothing.</summary>
    public static Chromaticities? FromCode(int code) =>
        code switch
        {
            1 => Bt709,
            4 => new(new(0.67, 0.33), new(0.21, 0.71), new(0.14, 0.08), new(0.310, 0.316)),
            5 => new(new(0.64, 0.33), new(0.29, 0.60), new(0.15, 0.06), Chromaticity.D65),
            6 or 7 => new(new(0.630, 0.340), new(0.310, 0.595), new(0.155, 0.070), Chromaticity.D65),
            8 => new(new(0.681, 0.319), new(0.243, 0.692), new(0.145, 0.049), new(0.310, 0.316)),
            9 => Bt2020,
            11 => new(new(0.680, 0.320), new(0.265, 0.690), new(0.150, 0.060), new(0.314, 0.351)),
            12 => new(new(0.680, 0.320), new(0.265, 0.690), new(0.150, 0.060), Chromaticity.D65),
            22 => new(new(0.630, 0.340), new(0.295, 0.605), new(0.155, 0.077), Chromaticity.D65),
            _ => null,
        };

    /// <summary>Computes the matrix from linear colours of these primaries to those of others, white to white.</summary>
    /// <returns>Nine factors, row by row.</returns>
    public double[] To(Chromaticities target) => Multiply(Invert(target.ToXyz()), Multiply(Adaptation(White, target.White), ToXyz()));

    private static double[] Adaptation(Chromaticity from, Chromaticity to)
    {
        var (source, target) = (Apply(Bradford, Xyz(from)), Apply(Bradford, Xyz(to)));
        return Multiply(
            Invert(Bradford),
            Multiply([target[0] / source[0], 0, 0, 0, target[1] / source[1], 0, 0, 0, target[2] / source[2]], Bradford)
        );
    }

    private static double[] Xyz(Chromaticity point) => [point.X / point.Y, 1, (1 - point.X - point.Y) / point.Y];

    private static double[] Apply(double[] m, double[] v) =>
        [
            (m[0] * v[0]) + (m[1] * v[1]) + (m[2] * v[2]),
            (m[3] * v[0]) + (m[4] * v[1]) + (m[5] * v[2]),
            (m[6] * v[0]) + (m[7] * v[1]) + (m[8] * v[2]),
        ];

    private static double[] Multiply(double[] a, double[] b) =>
        [
            .. Enumerable
                .Range(0, 9)
                .Select(i => (a[i / 3 * 3] * b[i % 3]) + (a[(i / 3 * 3) + 1] * b[(i % 3) + 3]) + (a[(i / 3 * 3) + 2] * b[(i % 3) + 6])),
        ];

    private static double[] Invert(double[] m)
    {
        double Minor(int a, int b, int c, int d) => (m[a] * m[d]) - (m[b] * m[c]);
        var determinant = (m[0] * Minor(4, 5, 7, 8)) - (m[1] * Minor(3, 5, 6, 8)) + (m[2] * Minor(3, 4, 6, 7));
        double[] adjugate =
        [
            Minor(4, 5, 7, 8),
            -Minor(1, 2, 7, 8),
            Minor(1, 2, 4, 5),
            -Minor(3, 5, 6, 8),
            Minor(0, 2, 6, 8),
            -Minor(0, 2, 3, 5),
            Minor(3, 4, 6, 7),
            -Minor(0, 1, 6, 7),
            Minor(0, 1, 3, 4),
        ];
        return [.. adjugate.Select(value => value / determinant)];
    }

    private double[] ToXyz()
    {
        var (red, green, blue) = (Xyz(Red), Xyz(Green), Xyz(Blue));
        double[] columns = [red[0], green[0], blue[0], red[1], green[1], blue[1], red[2], green[2], blue[2]];
        var share = Apply(Invert(columns), Xyz(White));
        return [.. columns.Select((value, i) => value * share[i % 3])];
    }
}

/// <summary>
/// Colours whose meaning is told by numbers rather than by an ICC profile (ITU-T H.273: nclx of HEIF, cICP of PNG; gAMA and
/// cHRM of PNG; floats), and their way to 8-bit sRGB.
/// </summary>
/// <remarks>
/// Brighter-than-white pictures (PQ, HLG) are shown as Chromium shows them: 203 cd/m² become half of white, and what is brighter
/// is drawn together up to 1000 cd/m², by the strongest channel, so that hues stay.
/// </remarks>
internal sealed class CodedColours
{
    /// <summary>The code of sRGB's own curve.</summary>
    public const int SrgbTransfer = 13;

    private const double ReferenceWhite = 203;
    private const double PeakWhite = 1000;
    private const double HlgSystemGamma = 1.2;
    private const int EncodedSteps = 1 << 14;

    private static readonly byte[] s_encoded =
    [
        .. Enumerable.Range(0, EncodedSteps + 1).Select(i => (byte)Math.Round(255 * Encode(i / (double)EncodedSteps))),
    ];

    private readonly Func<double, double> _decode;
    private readonly Range _range;
    private readonly float[] _toWide;
    private readonly float[] _toSrgb;

    private CodedColours(Func<double, double> decode, Chromaticities primaries, Range range)
    {
        _decode = decode;
        _range = range;
        _toWide = Singles(primaries.To(Chromaticities.Bt2020));
        _toSrgb = Singles((range == Range.Standard ? primaries : Chromaticities.Bt2020).To(Chromaticities.Bt709));
    }

    private enum Range
    {
        Standard,
        Absolute,
        SceneReferred,
    }

    /// <summary>Gets colours of half floats that are linear already.</summary>
    public static CodedColours HalfFloats { get; } =
        new(code => (double)BitConverter.UInt16BitsToHalf((ushort)code), Chromaticities.Bt709, Range.Standard) { TakesRawCodes = true };

    private bool TakesRawCodes { get; init; }

    /// <summary>Gets colours by the codes of ITU-T H.273; null for sRGB and for codes that say nothing.</summary>
    /// <param name="primaries">A code of table 2.</param>
    /// <param name="transfer">A code of table 3.</param>
    public static CodedColours? FromCodes(int primaries, int transfer)
    {
        var read = Chromaticities.FromCode(primaries) ?? Chromaticities.Bt709;
        Func<double, double>? curve = transfer switch
        {
            1 or 6 or 11 or 14 or 15 => code => Math.Pow(code, 2.4), // as screens of the studio show it (ITU-R BT.1886)
            4 => code => Math.Pow(code, 2.2),
            5 => code => Math.Pow(code, 2.8),
            7 => code => code < 0.0913 ? code / 4 : Math.Pow((code + 0.1115) / 1.1115, 1 / 0.45),
            8 => code => code,
            16 => code => Pq(code) / ReferenceWhite,
            17 => code => 52.37 / 48 * Math.Pow(code, 2.6),
            18 => Hlg,
            _ => null,
        };
        var isPlain = curve is null && ReferenceEquals(read, Chromaticities.Bt709);
        return isPlain
            ? null
            : new CodedColours(
                curve ?? Decode,
                read,
                transfer switch
                {
                    16 => Range.Absolute,
                    18 => Range.SceneReferred,
                    _ => Range.Standard,
                }
            );
    }

    /// <summary>Gets colours of a power curve.</summary>
    /// <param name="exponent">What a code from 0 to 1 is raised to.</param>
    /// <param name="primaries">The primaries.</param>
    public static CodedColours FromGamma(double exponent, Chromaticities primaries) =>
        new(code => Math.Pow(code, exponent), primaries, Range.Standard);

    /// <summary>Makes the way from codes to linear light.</summary>
    /// <param name="codes">How many codes there are: 256 or 65,536.</param>
    /// <param name="bits">How many upper bits of a code count; the others are filled with zeros.</param>
    public float[] LinearTable(int codes, int bits)
    {
        var spare = Math.Max(0, int.Log2(codes) - bits);
        var last = (codes - 1) >> spare;
        return
        [
            .. Enumerable
                .Range(0, codes)
                .Select(code => (float)(TakesRawCodes ? _decode(code) : _decode((code >> spare) / (double)last)))
                .Select(light => float.IsNaN(light) ? 0 : light),
        ];
    }

    /// <summary>Turns linear light of these colours into 8-bit sRGB.</summary>
    /// <param name="r">Red; white is 1.</param>
    /// <param name="g">Green.</param>
    /// <param name="b">Blue.</param>
    /// <param name="pixel">Gets three bytes.</param>
    public void ToSrgb(float r, float g, float b, Span<byte> pixel)
    {
        if (_range != Range.Standard)
        {
            (r, g, b) = Apply(_toWide, r, g, b);
            var gain = Gain(r, g, b);
            (r, g, b) = (r * gain, g * gain, b * gain);
        }

        (r, g, b) = Apply(_toSrgb, r, g, b);
        (pixel[0], pixel[1], pixel[2]) = (Encoded(r), Encoded(g), Encoded(b));
    }

    // What brings light relative to the reference white into the range of an ordinary screen.
    private float Gain(float r, float g, float b)
    {
        var gain = 1.0;
        if (_range == Range.SceneReferred)
        {
            // The light of the scene becomes that of a screen of 1000 cd/m² (ITU-R BT.2100, table 5).
            var luminance = (0.2627 * r) + (0.6780 * g) + (0.0593 * b);
            gain = PeakWhite / ReferenceWhite * Math.Pow(Math.Max(luminance, 0), HlgSystemGamma - 1);
        }

        var strongest = gain * Math.Max(r, Math.Max(g, b));
        return (float)(strongest > 1 ? gain * Shoulder(strongest) / strongest : gain / 2);
    }

    // A quadratic Bézier curve from (1, 0.5), where its slope is that of the straight part, to the peak at 1.
    private static double Shoulder(double light)
    {
        const double Peak = PeakWhite / ReferenceWhite;
        const double Reach = 2 / 3.0;
        if (light >= Peak)
        {
            return 1;
        }

        const double Square = Peak - 1 - (2 * Reach);
        var t = (Math.Sqrt((Reach * Reach) + (Square * (light - 1))) - Reach) / Square;
        return 0.5 + (t * (1 - t) * Reach) + (0.5 * t * t);
    }

    private static (float R, float G, float B) Apply(float[] m, float r, float g, float b) =>
        ((m[0] * r) + (m[1] * g) + (m[2] * b), (m[3] * r) + (m[4] * g) + (m[5] * b), (m[6] * r) + (m[7] * g) + (m[8] * b));

    private static byte Encoded(float linear) => s_encoded[(int)((Math.Clamp(linear, 0, 1) * EncodedSteps) + 0.5f)];

    private static double Encode(double linear) => linear <= 0.0031308 ? 12.92 * linear : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055;

    private static double Decode(double code) => code <= 0.04045 ? code / 12.92 : Math.Pow((code + 0.055) / 1.055, 2.4);

    // SMPTE ST 2084, in cd/m².
    private static double Pq(double code)
    {
        const double M1 = 2610 / 16384.0;
        const double M2 = 2523 / 4096.0 * 128;
        const double C1 = 3424 / 4096.0;
        const double C2 = 2413 / 4096.0 * 32;
        const double C3 = 2392 / 4096.0 * 32;
        var root = Math.Pow(code, 1 / M2);
        return 10_000 * Math.Pow(Math.Max(root - C1, 0) / (C2 - (C3 * root)), 1 / M1);
    }

    // ITU-R BT.2100, light of the scene from 0 to 1.
    private static double Hlg(double code)
    {
        const double A = 0.17883277;
        const double B = 1 - (4 * A);
        const double C = 0.55991073;
        return code <= 0.5 ? code * code / 3 : (Math.Exp((code - C) / A) + B) / 12;
    }

    private static float[] Singles(double[] values) => [.. values.Select(value => (float)value)];
}
