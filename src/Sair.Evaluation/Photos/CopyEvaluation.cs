using System.CommandLine;
using System.Globalization;
using Sair.CommandLine;
using Sair.Engine;
using Sair.Engine.Degradations;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;
using Sair.Engine.Weights;

namespace Sair.Evaluation.Photos;

/// <summary><c>sair evaluate copies --data DIR</c>.</summary>
internal static class EvaluateCopiesCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var data = new Option<string>("--data")
        {
            Description = "A folder per person with several photos, or aligned faces, of each.",
            HelpName = "DIR",
            Required = true,
        };
        var people = CommandOptions.Number("--people", "How many people, evenly drawn by their names.", 200, 1, 100_000, "N");
        var copies = CommandOptions.Number("--copies", "Of how many people a photo is copied in every way.", 60, 0, 100_000, "N");
        var list = new Option<bool>("--list") { Description = "Name the different photos that are taken for one." };
        var command = new Command(
            "copies",
            "Measures how often a changed copy of a photo is known to be that photo, and how often another photo is taken for it."
        )
        {
            data,
            people,
            copies,
            list,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                GlobalOptions.ConfigureTorch(parsed);
                var models = services.OpenModels(GlobalOptions.FindModels(parsed));
                using var ownedModels = models as IDisposable;
                new CopyEvaluation(services, models).Run(
                    parsed.GetValue(data)!,
                    parsed.GetValue(people),
                    parsed.GetValue(copies),
                    parsed.GetValue(list),
                    cancellationToken
                );
                return Task.FromResult(ExitCode.Success);
            }
        );
        return command;
    }
}

/// <summary>Tells how well <see cref="FacePattern"/> knows changed copies of a photo from other photos of the person.</summary>
internal sealed class CopyEvaluation(CommandServices services, IModelProvider models)
{
    private static readonly double[] s_limits = [0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98];

    // What happens to a photo on its way around; faces are found anew on each copy, as in the product.
    private static readonly (string Name, Func<RgbImage, RgbImage> Make)[] s_copies =
    [
        ("saved as JPEG 30", photo => Jpeg(photo, 30)),
        ("mirrored", Mirror),
        ("turned by 8°", photo => Rotate(photo, 8)),
        ("turned by 90°", photo => photo.Turn(90)),
        ("cut by a tenth, halved", photo => Reduce(Cut(photo, 0.1), 2)),
        ("cut by a tenth, a third", photo => Reduce(Cut(photo, 0.1), 3)),
        ("a quarter of the size", photo => Reduce(photo, 4)),
        ("blurred by 1.5 px", photo => Blur(photo, 1.5)),
        ("blurred by 3 px", photo => Blur(photo, 3)),
        ("blurred by 5 px", photo => Blur(photo, 5)),
        ("mirrored, halved, JPEG 50", photo => Jpeg(Reduce(Mirror(photo), 2), 50)),
        ("turned by 8°, blurred, JPEG 50", photo => Jpeg(Blur(Rotate(photo, 8), 1.5), 50)),
        ("brighter, more contrast", photo => Recolour(photo, value => (1.4 * (value - 128)) + 160)),
        ("grey", photo => Grey(photo)),
        ("noisy", photo => Noisy(photo)),
    ];

    // What is to be restored is damaged: its photo must not be taken for another one for that.
    private static readonly (string Name, Func<RgbImage, RgbImage> Make)[] s_damages =
    [
        ("as they are", photo => photo),
        ("one of them a quarter", photo => Reduce(photo, 4)),
        ("one of them an eighth", photo => Reduce(photo, 8)),
        ("one of them blurred by 3 px", photo => Blur(photo, 3)),
        ("one of them blurred by 6 px", photo => Blur(photo, 6)),
    ];

    /// <summary>Measures and prints the table.</summary>
    public void Run(string data, int people, int copies, bool list, CancellationToken cancellationToken)
    {
        var folders = Directory.Exists(data)
            ? Directory.EnumerateDirectories(data).Order(StringComparer.Ordinal).ToList()
            : throw new InvalidOptionsException($"There is no folder {data}: name the photos by --data DIR.");
        var analyzer = services.OpenFaces(models);
        using var owned = analyzer as IDisposable;
        var preparation = new FacePreparation(analyzer);
        var (pairs, made) = (new List<(string Name, double[] Likeness)>(), s_copies.Select(_ => new List<double?>()).ToArray());
        var (begun, compared) = (TimeSpan.Zero, 0);
        foreach (
            var (number, folder) in folders
                .Where((_, i) => i * people / folders.Count != (i - 1) * people / folders.Count || i == 0)
                .Index()
        )
        {
            cancellationToken.ThrowIfCancellationRequested();
            var files = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).ToList();
            var photos = files.ConvertAll(file => ImageDecoder.Decode(File.ReadAllBytes(file)).Image);
            var patterns = photos.ConvertAll(photo => s_damages.Select(damage => FacePattern.Of(damage.Make(photo))).ToArray());
            var start = services.Time.GetTimestamp();
            foreach (
                var (one, two) in from one in Enumerable.Range(0, files.Count)
                from two in Enumerable.Range(one + 1, files.Count - one - 1)
                select (one, two)
            )
            {
                pairs.Add(
                    (
                        $"{files[one]} {Path.GetFileName(files[two])}",
                        patterns[two].Select(other => patterns[one][0].LikenessTo(other)).ToArray()
                    )
                );
                compared += s_damages.Length;
            }

            begun += services.Time.GetElapsedTime(start);
            if (number < copies && Find(preparation, photos[0]) is { } original)
            {
                foreach (var (i, copy) in s_copies.Index())
                {
                    var face = Find(preparation, copy.Make(photos[0]));
                    made[i].Add(face is null ? null : FacePattern.Of(original.Square).LikenessTo(FacePattern.Of(face.Square)));
                }
            }

            services.Error.WriteLine($"{number + 1}/{people}");
        }

        var each = begun.TotalMilliseconds / Math.Max(1, compared);
        Line($"{pairs.Count} pairs of different photos of one person, {each:0.0} ms each; limit {FacePattern.SamePhoto}");
        Line($"{"taken for one photo at", -40}{string.Join("", s_limits.Select(limit => $"{limit, 8:0.00}"))}  median");
        foreach (var (i, damage) in s_damages.Index())
        {
            Line($"{$"different, {damage.Name}, %", -40}{Shares(pairs.ConvertAll(pair => (double?)pair.Likeness[i]))}");
        }

        foreach (var (i, copy) in s_copies.Index().Where(_ => made[0].Count > 0))
        {
            var lost = made[i].Count(value => value is null);
            Line($"{copy.Name, -40}{Shares(made[i])}{(lost > 0 ? $", no face on {lost}" : "")}");
        }

        foreach (
            var (name, likeness) in pairs
                .Where(pair => list && pair.Likeness.Max() >= s_limits[0])
                .OrderByDescending(pair => pair.Likeness.Max())
        )
        {
            Line($"{likeness[0]:0.000} {likeness.Max():0.000} {name}");
        }
    }

    private static string Shares(List<double?> values)
    {
        var found = values.OfType<double>().Order().ToList();
        var median = found.Count == 0 ? 0 : found[found.Count / 2];
        return string.Concat(
                s_limits.Select(limit =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{100.0 * found.Count(value => value >= limit) / Math.Max(1, found.Count), 8:0.00}"
                    )
                )
            ) + string.Create(CultureInfo.InvariantCulture, $"{median, 8:0.00}");
    }

    private static PreparedFace? Find(FacePreparation preparation, RgbImage photo)
    {
        var upright = preparation.FindUpright(photo, turn: null);
        return upright.Faces.MinBy(face => Math.Abs(face.Detection!.Box.X + (face.Detection.Box.Width / 2) - (upright.Photo.Width / 2.0)));
    }

    private static RgbImage Jpeg(RgbImage photo, int quality) =>
        ImageDecoder.Decode(ImageEncoder.Encode(photo, ImageFormat.Jpeg, quality)).Image;

    private static RgbImage Reduce(RgbImage photo, int factor) => ImageResizer.Resize(photo, photo.Width / factor, photo.Height / factor);

    private static RgbImage Cut(RgbImage photo, double share)
    {
        var (left, top) = ((int)(share * photo.Width), (int)(share * photo.Height));
        return photo.Crop(left, top / 2, photo.Width - left - (left / 3), photo.Height - top);
    }

    private static RgbImage Mirror(RgbImage photo) => Draw(photo, (x, y) => (photo.Width - 1 - x, y));

    private static RgbImage Rotate(RgbImage photo, double degrees)
    {
        var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
        var (middleX, middleY) = ((photo.Width - 1) / 2.0, (photo.Height - 1) / 2.0);
        return Draw(
            photo,
            (x, y) =>
                (middleX + (cosine * (x - middleX)) + (sine * (y - middleY)), middleY - (sine * (x - middleX)) + (cosine * (y - middleY)))
        );
    }

    private static RgbImage Draw(RgbImage photo, Func<int, int, (double X, double Y)> from)
    {
        var pixels = new byte[photo.Pixels.Length];
        for (var i = 0; i < photo.Width * photo.Height; i++)
        {
            var (x, y) = from(i % photo.Width, i / photo.Width);
            (x, y) = (Math.Clamp(x, 0, photo.Width - 1), Math.Clamp(y, 0, photo.Height - 1));
            var (left, top) = (Math.Min((int)x, photo.Width - 2), Math.Min((int)y, photo.Height - 2));
            for (var channel = 0; channel < 3; channel++)
            {
                double At(int column, int row) => photo.Pixels[(((row * photo.Width) + column) * 3) + channel];
                var upper = At(left, top) + ((x - left) * (At(left + 1, top) - At(left, top)));
                var lower = At(left, top + 1) + ((x - left) * (At(left + 1, top + 1) - At(left, top + 1)));
                pixels[(i * 3) + channel] = (byte)Math.Round(upper + ((y - top) * (lower - upper)));
            }
        }

        return new RgbImage(photo.Width, photo.Height, pixels);
    }

    private static RgbImage Blur(RgbImage photo, double deviation)
    {
        using var scope = NewDisposeScope();
        var chain = new BlindDegradation
        {
            Side = photo.Width,
            HorizontalBlur = deviation,
            VerticalBlur = deviation,
        };
        return chain.Apply(photo.ToTensor(), 0).ToImage();
    }

    private static RgbImage Recolour(RgbImage photo, Func<double, double> change) =>
        new(photo.Width, photo.Height, [.. photo.Pixels.Select(value => (byte)Math.Clamp(Math.Round(change(value)), 0, 255))]);

    private static RgbImage Grey(RgbImage photo) =>
        new(photo.Width, photo.Height, [.. Enumerable.Range(0, photo.Pixels.Length).Select(i => (byte)Math.Round(Luma.Of(photo, i / 3)))]);

    private static RgbImage Noisy(RgbImage photo)
    {
        var random = new Random(photo.Pixels[0]);
        return Recolour(photo, value => value + (24 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5)));
    }

    private void Line(FormattableString line) => services.Output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
