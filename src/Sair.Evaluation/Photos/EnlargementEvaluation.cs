using System.Globalization;
using Sair.CommandLine;
using Sair.Engine.Degradations;
using Sair.Engine.Imaging;
using Sair.Training.Enlargement;

namespace Sair.Evaluation.Photos;

/// <summary>Enlarges photos in all ways that people do, leaves others as they are, and prints what is said of them.</summary>
internal sealed class EnlargementEvaluation(CommandServices services)
{
    private const int StoredSide = 250;

    // Of the middle of a photo in the framing of the usual recogniser sets, what the face square covers.
    private const double FaceShare = 0.68;

    // Only what was reduced is known to hold its pixels.
    private const double Reduction = 1.4;
    private static readonly double[] s_factors = [1.5, 2, 3, 4, 6, 8];
    private static readonly int?[] s_qualities = [30, 50, 70, 90, null];

    /// <summary>Measures and prints the table.</summary>
    public void Run(IReadOnlyList<string> data, int photos, int seed, CancellationToken cancellationToken)
    {
        var files = PersonHalves.Find(data, isMeasuring: true, photos);
        var report = new EnlargementReport();
        var (spent, judged) = (TimeSpan.Zero, 0);
        for (var i = 0; i < files.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var photo = PersonHalves.Read(files[i]);
            var random = new Random(seed + i);
            foreach (var (stored, factor, groups) in Stored(photo, random))
            {
                var region = Middle(stored);
                var begun = services.Time.GetTimestamp();
                report.Add(factor, RealSize.OfRegion(region), groups);
                spent += services.Time.GetElapsedTime(begun);
                judged++;
            }

            if ((i + 1) % 50 == 0)
            {
                services.Error.WriteLine($"{i + 1}/{files.Count}");
            }
        }

        services.Output.WriteLine($"{files.Count} photos of the people that nothing was fitted on, seed {seed}; {spent.TotalMilliseconds / judged:0} ms each");
        services.Output.WriteLine($"{"photos",-34}{"count",7}{"asked",9}{"sure",9}{"size off",10}{"9 of 10",9}{"≤ 25 %",9}{"inside",9}");
        foreach (var row in report.Rows().OrderBy(row => row.Name.Contains("stored", StringComparison.Ordinal)).ThenBy(row => Enum.TryParse<EnlargementKernel>(row.Name.Trim(), out _)))
        {
            services.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Name,-34}{row.Count,7}{row.Asked,9:P1}{row.Sure,9:P1}{row.MedianError,10:P0}{row.LargeError,9:P0}{row.Near,9:P0}{row.Inside,9:P0}"));
        }

        services.Output.WriteLine("asked: said to be enlarged, surely or not; size off: error of the told size, half and nine of ten are below; inside: the told interval holds the truth.");
        services.Output.WriteLine("Photos “as they are found” were resized by whoever collected them: some are enlarged a little.");
    }

    private static IEnumerable<(RgbImage Stored, double Factor, string[] Groups)> Stored(RgbImage photo, Random random)
    {
        const string real = "not enlarged, all below";
        var seed = random.Next();
        yield return (photo, 1, ["as they are found"]);
        var reduced = Reduce(photo, Math.Min(photo.Width, photo.Height) / Reduction);
        int? Quality() => s_qualities[random.Next(s_qualities.Length)];
        double Between(double low, double high) => low + (random.NextDouble() * (high - low));
        foreach (var (name, history) in new (string, PhotoHistory)[]
        {
            ("  clean, lossless", new()),
            ("  JPEG 30–90", new() { Jpeg = random.Next(30, 91) }),
            ("  JPEG twice", new() { FirstJpeg = random.Next(40, 91), Jpeg = random.Next(30, 91) }),
            ("  noisy", new() { Noise = Between(2, 10), Jpeg = Quality() }),
            ("  soft lens, σ 0.5–1.5 px", new() { Blur = NaturalBlur.Gaussian, BlurSize = Between(0.5, 1.5), Noise = Between(0, 4), Jpeg = Quality() }),
            ("  out of focus, radius 1–3 px", new() { Blur = NaturalBlur.Focus, BlurSize = Between(1, 3), Noise = Between(0, 4), Jpeg = Quality() }),
            ("  moved, 2–7 px", new() { Blur = NaturalBlur.Motion, BlurSize = Between(2, 7), Noise = Between(0, 4), Jpeg = Quality() }),
        })
        {
            yield return (history.Apply(reduced, seed), 1, [real, name]);
        }

        foreach (var factor in s_factors)
        {
            var kernel = (EnlargementKernel)random.Next(4);
            var quality = Quality();
            var small = Reduce(photo, StoredSide / factor);
            var history = new PhotoHistory { Noise = Between(0, 4), FirstJpeg = random.Next(2) == 0 ? random.Next(50, 96) : null, Factor = factor, Kernel = kernel, Jpeg = quality };
            var name = $"  {factor} times".Replace(',', '.');
            yield return (
                history.Apply(small, seed),
                factor,
                factor < 2 ? [name] : ["enlarged twice or more, all below", name, $"  {kernel}", quality is { } value ? $"  stored as JPEG {value}" : "  stored lossless"]);
        }
    }

    private static RgbImage Reduce(RgbImage photo, double side)
    {
        var scale = side / Math.Min(photo.Width, photo.Height);
        return scale >= 1 ? photo : ImageResizer.Resize(photo, (int)Math.Round(photo.Width * scale), (int)Math.Round(photo.Height * scale));
    }

    private static float[,] Middle(RgbImage photo)
    {
        var side = Math.Max(EnlargementTraces.SmallestSide, (int)Math.Round(FaceShare * Math.Min(photo.Width, photo.Height)));
        return DegradationEstimator.Luma(photo.Crop((photo.Width - side) / 2, (photo.Height - side) / 2, side, side));
    }
}
