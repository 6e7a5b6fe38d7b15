namespace Sair.Engine.Degradations;

/// <summary>Measures the traces that enlarging, blur, noise and JPEG leave in a region at the photo's own pixels.</summary>
/// <remarks>
/// Three views of the same pixels, each with its source. Power spectra along rows and columns: an enlarged picture has next to nothing
/// above half its old sampling rate, where a real one has its noise. Width of the strongest edges, by re-blurring (Zhuo &amp; Sim 2011).
/// Periodicity of the derivatives' mean strength: interpolation makes it repeat with the enlargement (Gallagher 2005, Detection of
/// linear and cubic interpolation in JPEG compressed images; Popescu &amp; Farid 2005), and JPEG with its blocks of eight, which the
/// same view tells apart. Plain arrays: a region takes milliseconds.
/// </remarks>
public static class EnlargementTraces
{
    /// <summary>The least side of a region in pixels.</summary>
    public const int SmallestSide = Window + 1;

    private const int Window = 64;
    private const int Bins = Window / 2;

    /// <summary>The largest side of a region in pixels: what the network was fitted on.</summary>
    public const int LargestSide = 224;

    private const int MostSegments = 4000;
    private const double StrongShare = 0.1;

    // Below the rounding of 8 bits a power says nothing.
    private const double PowerFloor = 0.5;
    private const double EdgeShare = 0.05;
    private const double LowestFrequency = 0.1;
    private const int FrequencyBins = 26;
    private const int StepsPerBin = 4;

    // Differences over two pixels at the strongest edges, in levels of 255: below it a region is plain.
    private const double LeastEdge = 3;
    private static readonly double[] s_reblurs = [1, 2, 4];
    private static readonly double[] s_quantiles = [0.25, 0.5, 0.75];
    private static readonly float[] s_hann =
    [
        .. Enumerable.Range(0, Window).Select(i => (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * (i + 0.5) / Window)))),
    ];
    private static readonly (float[] Cosine, float[] Sine) s_waves = Waves();

    /// <summary>Gets how many numbers a measurement has.</summary>
    public static int Count { get; } = 1 + (2 * Bins) + (s_reblurs.Length * s_quantiles.Length) + 1 + (2 * FrequencyBins);

    /// <summary>Tells whether a region has edges at all; what is plain looks the same at every size.</summary>
    /// <param name="traces">As <see cref="Measure"/> gives them.</param>
    public static bool HasEdges(IReadOnlyList<float> traces)
    {
        ArgumentNullException.ThrowIfNull(traces);
        return traces[1 + (2 * Bins) + (s_reblurs.Length * s_quantiles.Length)] >= Math.Log(1 + LeastEdge);
    }

    /// <summary>Measures a region.</summary>
    /// <param name="luma">
    /// [height, width], 0–1, each at least <see cref="SmallestSide"/>; of larger regions than 224 px, the largest that were
    /// fitted on, the middle is taken.
    /// </param>
    /// <returns><see cref="Count"/> numbers.</returns>
    public static float[] Measure(float[,] luma)
    {
        ArgumentNullException.ThrowIfNull(luma);
        ArgumentOutOfRangeException.ThrowIfLessThan(luma.GetLength(0), SmallestSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(luma.GetLength(1), SmallestSide);
        var region = Plane.Middle(luma, LargestSide);
        var turned = region.Transpose();
        var traces = new List<float>(Count);
        AddSpectra(traces, region, turned);
        AddEdges(traces, region);
        AddPeriods(traces, region, turned, second: false);
        AddPeriods(traces, region, turned, second: true);
        return [.. traces];
    }

    private static void AddSpectra(List<float> traces, Plane region, Plane turned)
    {
        var segments = new List<float[]>();
        foreach (var plane in (Plane[])[region, turned])
        {
            var perLine = ((plane.Width - 1 - Window) / (Window / 2)) + 1;
            var stride = Math.Max(1, plane.Height * perLine * 2 / MostSegments);
            for (var y = 0; y < plane.Height; y += stride)
            {
                for (var segment = 0; segment < perLine; segment++)
                {
                    segments.Add(Power(plane.Row(y).Slice(segment * (Window / 2), Window + 1)));
                }
            }
        }

        // The strongest hold the edges, the others the floor of noise and rounding.
        var strong = segments.OrderByDescending(powers => powers.Sum()).Take(Math.Max(8, (int)(segments.Count * StrongShare))).ToList();
        var edges = new double[Bins];
        var typical = new double[Bins];
        for (var bin = 0; bin < Bins; bin++)
        {
            edges[bin] = Math.Log(strong.Average(powers => powers[bin]) + PowerFloor);
            typical[bin] = segments.Average(powers => Math.Log(powers[bin] + PowerFloor));
        }

        var level = edges[1..4].Average();
        traces.Add((float)level);
        traces.AddRange(edges.Select(value => (float)(value - level)));
        traces.AddRange(typical.Select(value => (float)value));
    }

    // Of differences, so that what lies below the window's lowest wave does not leak into the others.
    private static float[] Power(ReadOnlySpan<float> samples)
    {
        Span<float> windowed = stackalloc float[Window];
        for (var i = 0; i < Window; i++)
        {
            windowed[i] = (samples[i + 1] - samples[i]) * s_hann[i];
        }

        var powers = new float[Bins];
        for (var bin = 0; bin < Bins; bin++)
        {
            float real = 0,
                imaginary = 0;
            var cosine = s_waves.Cosine.AsSpan(bin * Window, Window);
            var sine = s_waves.Sine.AsSpan(bin * Window, Window);
            for (var i = 0; i < Window; i++)
            {
                real += windowed[i] * cosine[i];
                imaginary += windowed[i] * sine[i];
            }

            powers[bin] = (real * real) + (imaginary * imaginary);
        }

        return powers;
    }

    private static void AddEdges(List<float> traces, Plane region)
    {
        var sharp = region.Gradients();
        var order = Enumerable.Range(0, sharp.Length).ToArray();
        Array.Sort((float[])sharp.Clone(), order);
        var strongest = order[^Math.Max(16, (int)(sharp.Length * EdgeShare))..];
        foreach (var deviation in s_reblurs)
        {
            var soft = region.Blur(deviation).Gradients();
            var ratios = strongest.Select(i => Math.Log((sharp[i] + 0.5) / (soft[i] + 0.5))).Order().ToArray();
            traces.AddRange(s_quantiles.Select(quantile => (float)ratios[(int)(quantile * (ratios.Length - 1))]));
        }

        traces.Add((float)Math.Log(1 + sharp[strongest[0]]));
    }

    private static void AddPeriods(List<float> traces, Plane region, Plane turned, bool second)
    {
        var (across, down) = (region.DerivativeProfile(second), turned.DerivativeProfile(second));
        for (var bin = 0; bin < FrequencyBins; bin++)
        {
            double strongest = 0;
            for (var step = 0; step < StepsPerBin; step++)
            {
                var frequency =
                    LowestFrequency + ((0.5 - LowestFrequency) * ((bin * StepsPerBin) + step + 1) / (FrequencyBins * StepsPerBin));
                strongest = Math.Max(strongest, Math.Sqrt(Strength(across, frequency) * Strength(down, frequency)));
            }

            traces.Add((float)Math.Log(strongest + 1e-3));
        }
    }

    // How much of the profile's mean repeats with a frequency.
    private static double Strength(double[] profile, double frequency)
    {
        var mean = profile.Average();
        if (mean <= 0)
        {
            return 0;
        }

        double real = 0,
            imaginary = 0;
        for (var i = 1; i < profile.Length - 1; i++)
        {
            var value = profile[i] - ((profile[i - 1] + profile[i] + profile[i + 1]) / 3);
            real += value * Math.Cos(2 * Math.PI * frequency * i);
            imaginary += value * Math.Sin(2 * Math.PI * frequency * i);
        }

        return Math.Sqrt((real * real) + (imaginary * imaginary)) / (mean * profile.Length);
    }

    private static (float[] Cosine, float[] Sine) Waves()
    {
        var (cosine, sine) = (new float[Bins * Window], new float[Bins * Window]);
        for (var i = 0; i < cosine.Length; i++)
        {
            var angle = 2 * Math.PI * ((i / Window) + 1) * (i % Window) / Window;
            (cosine[i], sine[i]) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
        }

        return (cosine, sine);
    }

    // Luma 0–255, row by row.
    private sealed class Plane(int width, int height, float[] values)
    {
        public int Width => width;

        public int Height => height;

        public static Plane Middle(float[,] luma, int largest)
        {
            var (width, height) = (Math.Min(largest, luma.GetLength(1)), Math.Min(largest, luma.GetLength(0)));
            var (left, top) = ((luma.GetLength(1) - width) / 2, (luma.GetLength(0) - height) / 2);
            var values = new float[width * height];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = 255 * luma[top + (i / width), left + (i % width)];
            }

            return new Plane(width, height, values);
        }

        public ReadOnlySpan<float> Row(int y) => values.AsSpan(y * width, width);

        public Plane Transpose()
        {
            var turned = new float[values.Length];
            for (var i = 0; i < values.Length; i++)
            {
                turned[(i % width * height) + (i / width)] = values[i];
            }

            return new Plane(height, width, turned);
        }

        public Plane Blur(double deviation) => BlurRows(deviation).Transpose().BlurRows(deviation).Transpose();

        public float[] Gradients()
        {
            var gradients = new float[(width - 2) * (height - 2)];
            for (var i = 0; i < gradients.Length; i++)
            {
                var at = (((i / (width - 2)) + 1) * width) + (i % (width - 2)) + 1;
                var (across, down) = (values[at + 1] - values[at - 1], values[at + width] - values[at - width]);
                gradients[i] = MathF.Sqrt((across * across) + (down * down));
            }

            return gradients;
        }

        // Mean strength of the first or second derivative along rows, column by column; steep edges count no more than gentle ones.
        public double[] DerivativeProfile(bool second)
        {
            const float most = 16;
            var profile = new double[width - 2];
            for (var y = 0; y < height; y++)
            {
                var row = Row(y);
                for (var x = 1; x < width - 1; x++)
                {
                    var value = second ? row[x - 1] - (2 * row[x]) + row[x + 1] : row[x] - row[x - 1];
                    profile[x - 1] += Math.Min(most, Math.Abs(value));
                }
            }

            return profile;
        }

        private Plane BlurRows(double deviation)
        {
            var radius = (int)Math.Ceiling(3 * deviation);
            var taps = Enumerable
                .Range(-radius, (2 * radius) + 1)
                .Select(i => (float)Math.Exp(-i * i / (2 * deviation * deviation)))
                .ToArray();
            var sum = taps.Sum();
            var blurred = new float[values.Length];
            Span<float> padded = new float[width + (2 * radius)];
            for (var y = 0; y < height; y++)
            {
                var row = Row(y);
                for (var i = 0; i < padded.Length; i++)
                {
                    padded[i] = row[Math.Clamp(i - radius, 0, width - 1)];
                }

                for (var x = 0; x < width; x++)
                {
                    float value = 0;
                    for (var tap = 0; tap < taps.Length; tap++)
                    {
                        value += padded[x + tap] * taps[tap];
                    }

                    blurred[(y * width) + x] = value / sum;
                }
            }

            return new Plane(width, height, blurred);
        }
    }
}
