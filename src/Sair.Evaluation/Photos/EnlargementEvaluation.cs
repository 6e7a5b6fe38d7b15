using System.CommandLine;
using System.Globalization;
using Sair.CommandLine;
using Sair.Engine.Degradations;
using Sair.Engine.Imaging;
using Sair.Training.Enlargement;

namespace Sair.Evaluation.Photos;

/// <summary><c>sair evaluate enlarged --data DIR</c>.</summary>
internal static class EvaluateEnlargedCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var data = new Option<string[]>("--data")
        {
            Description =
                "Folders of good photos, a folder per person in each; the half of the people that nothing is fitted " + "on is measured.",
            HelpName = "DIR",
            Required = true,
        };
        var photos = CommandOptions.Number("--photos", "How many photos, each with every history.", 300, 1, 100_000, "N");
        var side = CommandOptions.Number(
            "--side",
            "Side of the stored photos in pixels; two thirds of it are the face.",
            250,
            100,
            2000,
            "PX"
        );
        var seed = new Option<int>("--seed")
        {
            Description = "Seed of the noise and of all draws.",
            HelpName = "N",
            DefaultValueFactory = _ => 0,
        };
        var command = new Command(
            "enlarged",
            "Measures how often photos that were enlarged are recognised, how often others are taken for such, and how well the "
                + "real size is told."
        )
        {
            data,
            photos,
            side,
            seed,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                new EnlargementEvaluation(services, parsed.GetValue(side)).Run(
                    parsed.GetValue(data)!,
                    parsed.GetValue(photos),
                    parsed.GetValue(seed),
                    cancellationToken
                );
                return Task.FromResult(ExitCode.Success);
            }
        );
        return command;
    }
}

/// <summary>Enlarges photos in all ways that people do, leaves others as they are, and prints what is said of them.</summary>
internal sealed class EnlargementEvaluation(CommandServices services, int storedSide)
{
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

        services.Output.WriteLine(
            $"{files.Count} photos of the people that nothing was fitted on, enlarged ones {storedSide} px, seed {seed}; "
                + $"{spent.TotalMilliseconds / judged:0} ms each"
        );
        services.Output.WriteLine(
            $"{"photos", -34}{"count", 7}{"asked", 9}{"sure", 9}{"size off", 10}{"9 of 10", 9}{"≤ 25 %", 9}{"inside", 9}"
        );
        var rows = report
            .Rows()
            .OrderBy(row => row.Name.Contains("stored", StringComparison.Ordinal))
            .ThenBy(row => Enum.TryParse<EnlargementKernel>(row.Name.Trim(), out _));
        foreach (var row in rows)
        {
            services.Output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row.Name, -34}{row.Count, 7}{row.Asked, 9:P1}{row.Sure, 9:P1}{row.MedianError, 10:P0}"
                        + $"{row.LargeError, 9:P0}{row.Near, 9:P0}{row.Inside, 9:P0}"
                )
            );
        }

        services.Output.WriteLine(
            "asked: said to be enlarged, surely or not; size off: error of the told size, half and nine of ten are below; inside: the told "
                + "interval holds the truth."
        );
        services.Output.WriteLine("Photos “as they are found” were resized by whoever collected them: some are enlarged a little.");
    }

    private IEnumerable<(RgbImage Stored, double Factor, string[] Groups)> Stored(RgbImage photo, Random random)
    {
        const string real = "not enlarged, all below";
        var seed = random.Next();
        yield return (photo, 1, ["as they are found"]);
        var reduced = Reduce(photo, Math.Min(photo.Width, photo.Height) / Reduction);
        int? Quality() => s_qualities[random.Next(s_qualities.Length)];
        double Between(double low, double high) => low + (random.NextDouble() * (high - low));
        foreach (
            var (name, history) in new (string, PhotoHistory)[]
            {
                ("  clean, lossless", new()),
                ("  JPEG 30–90", new() { Jpeg = random.Next(30, 91) }),
                ("  JPEG twice", new() { FirstJpeg = random.Next(40, 91), Jpeg = random.Next(30, 91) }),
                ("  noisy", new() { Noise = Between(2, 10), Jpeg = Quality() }),
                (
                    "  soft lens, σ 0.5–1.5 px",
                    new()
                    {
                        Blur = NaturalBlur.Gaussian,
                        BlurSize = Between(0.5, 1.5),
                        Noise = Between(0, 4),
                        Jpeg = Quality(),
                    }
                ),
                (
                    "  out of focus, radius 1–3 px",
                    new()
                    {
                        Blur = NaturalBlur.Focus,
                        BlurSize = Between(1, 3),
                        Noise = Between(0, 4),
                        Jpeg = Quality(),
                    }
                ),
                (
                    "  moved, 2–7 px",
                    new()
                    {
                        Blur = NaturalBlur.Motion,
                        BlurSize = Between(2, 7),
                        Noise = Between(0, 4),
                        Jpeg = Quality(),
                    }
                ),
            }
        )
        {
            yield return (history.Apply(reduced, seed), 1, [real, name]);
        }

        foreach (var factor in s_factors)
        {
            var kernel = (EnlargementKernel)random.Next(4);
            var quality = Quality();
            var small = Reduce(photo, storedSide / factor);
            var history = new PhotoHistory
            {
                Noise = Between(0, 4),
                FirstJpeg = random.Next(2) == 0 ? random.Next(50, 96) : null,
                Factor = factor,
                Kernel = kernel,
                Jpeg = quality,
            };
            var name = $"  {factor} times".Replace(',', '.');
            var stored = quality is { } value ? $"  stored as JPEG {value}" : "  stored lossless";
            yield return (
                history.Apply(small, seed),
                factor,
                factor < 2 ? [name] : ["enlarged twice or more, all below", name, $"  {kernel}", stored]
            );
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

/// <summary>Counts how photos of known enlargement are judged.</summary>
public sealed class EnlargementReport
{
    private const double NearRatio = 1.25;
    private readonly List<(string[] Groups, double Factor, RealSize Judged)> _photos = [];

    /// <summary>Adds a photo.</summary>
    /// <param name="factor">How many times larger the stored photo is than the real one; 1 for not enlarged.</param>
    /// <param name="judged">What was said of it.</param>
    /// <param name="groups">The rows that count it.</param>
    public void Add(double factor, RealSize judged, params string[] groups)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        ArgumentNullException.ThrowIfNull(judged);
        _photos.Add((groups, factor, judged));
    }

    /// <summary>Gives all rows in the order in which they came.</summary>
    public IReadOnlyList<EnlargementRow> Rows() =>
        [
            .. _photos
                .SelectMany(photo => photo.Groups)
                .Distinct()
                .Select(group => Row(group, [.. _photos.Where(photo => photo.Groups.Contains(group))])),
        ];

    private static EnlargementRow Row(string name, IReadOnlyList<(string[] Groups, double Factor, RealSize Judged)> photos)
    {
        // Sizes only matter where somebody is told one.
        var ratios = photos
            .Where(photo => photo.Factor > 1 && photo.Judged.Certainty != EnlargementCertainty.No)
            .Select(photo => Math.Exp(Math.Abs(Math.Log(photo.Judged.Factor / photo.Factor))))
            .Order()
            .ToArray();
        double? At(double share) => ratios.Length == 0 ? null : ratios[(int)(share * (ratios.Length - 1))] - 1;
        return new EnlargementRow(
            name,
            photos.Count,
            photos.Average(photo => photo.Judged.Certainty != EnlargementCertainty.No ? 1.0 : 0),
            photos.Average(photo => photo.Judged.Certainty == EnlargementCertainty.Sure ? 1.0 : 0),
            At(0.5),
            At(0.9),
            ratios.Length == 0 ? null : ratios.Average(ratio => ratio <= NearRatio ? 1.0 : 0),
            ratios.Length == 0
                ? null
                : photos
                    .Where(photo => photo.Factor > 1 && photo.Judged.Certainty != EnlargementCertainty.No)
                    .Average(photo => photo.Factor >= photo.Judged.LowestFactor && photo.Factor <= photo.Judged.HighestFactor ? 1.0 : 0)
        );
    }
}

/// <summary>How the photos of one kind are judged.</summary>
/// <param name="Name">The kind.</param>
/// <param name="Count">How many photos.</param>
/// <param name="Asked">Share that is said to be enlarged, surely or not.</param>
/// <param name="Sure">Share that is surely said to be enlarged.</param>
/// <param name="MedianError">Half of the told sizes are off by less, as a share; null where none was told of an enlarged photo.</param>
/// <param name="LargeError">Nine of ten told sizes are off by less.</param>
/// <param name="Near">Share of the told sizes that are within 25 %.</param>
/// <param name="Inside">Share of the told intervals that hold the truth.</param>
public sealed record EnlargementRow(
    string Name,
    int Count,
    double Asked,
    double Sure,
    double? MedianError,
    double? LargeError,
    double? Near,
    double? Inside
);
