using System.CommandLine;
using System.Globalization;
using Sair.CommandLine;
using Sair.Engine.Degradations;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;
using Sair.Engine.Weights;
using Sair.Evaluation.QuickSet;

namespace Sair.Evaluation.Photos;

/// <summary><c>sair evaluate person --data DIR</c>.</summary>
internal static class EvaluatePersonCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var data = new Option<string>("--data")
        {
            Description = "A folder per person with square pictures: aligned faces, or with --photos whole photos.",
            HelpName = "DIR",
            Required = true,
        };
        var people = CommandOptions.Number("--people", "How many people, in the order of their names.", 100, 4, 100_000, "N");
        var references = CommandOptions.Number(
            "--references",
            "Good photos of each person; the first photo by name is the one that is degraded.",
            3,
            1,
            100,
            "N"
        );
        var photos = new Option<bool>("--photos") { Description = "The pictures are photos: their faces are found, as on the site." };
        var command = new Command(
            "person",
            "Measures how often it is told that a photo shows the person of some good photos, or somebody else."
        )
        {
            data,
            people,
            references,
            photos,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                GlobalOptions.ConfigureTorch(parsed);
                var models = services.OpenModels(GlobalOptions.FindModels(parsed));
                using var ownedModels = models as IDisposable;
                new PersonEvaluation(services, models).Run(
                    parsed.GetValue(data)!,
                    parsed.GetValue(people),
                    parsed.GetValue(references),
                    parsed.GetValue(photos),
                    cancellationToken
                );
                return Task.FromResult(ExitCode.Success);
            }
        );
        return command;
    }
}

/// <summary>Tells how often <see cref="PersonCheck"/> knows a person, and a stranger, on photos that are degraded in known ways.</summary>
internal sealed class PersonEvaluation(CommandServices services, IModelProvider models)
{
    private const int Strangers = 3;
    private const int Seed = 0;
    private const double Tail = 0.97;

    // What happens to a photo, reductions and blur in its own pixels; 250 px photos show faces whose squares have some 170.
    private static readonly Damage[] s_damages =
    [
        new("as it is"),
        new("×2", Down: 2),
        new("×3", Down: 3),
        new("×4", Down: 4),
        new("×5", Down: 5),
        new("×6", Down: 6),
        new("×8", Down: 8),
        new("blur 1.5 px", Blur: 1.5),
        new("blur 3 px", Blur: 3),
        new("blur 5 px", Blur: 5),
        new("JPEG 30", Jpeg: 30),
        new("×2, JPEG 30", Down: 2, Jpeg: 30),
        new("×3, noise 0.04, JPEG 50", Down: 3, Noise: 0.04, Jpeg: 50),
        new("×4, enlarged, JPEG 40", Down: 4, Jpeg: 40, IsEnlarged: true),
    ];

    private static readonly double[] s_details = [0, 16, 20, 24, 28, 32, 40, 56, 80];

    /// <summary>Measures and prints the table.</summary>
    /// <param name="data">A folder per person.</param>
    /// <param name="people">How many people.</param>
    /// <param name="references">Good photos of each.</param>
    /// <param name="arePhotos">Whether the pictures are photos, on which faces are found, or face squares.</param>
    /// <param name="cancellationToken">Checked between people.</param>
    public void Run(string data, int people, int references, bool arePhotos, CancellationToken cancellationToken)
    {
        var analyzer = services.OpenFaces(models);
        using var owned = analyzer as IDisposable;
        var preparation = new FacePreparation(analyzer);
        var (targets, albums) = (new List<FaceTraits?[]>(), new List<IReadOnlyList<FaceTraits>>());
        foreach (var person in TestFaceReader.Read(data, people, scale: 1, Seed, references))
        {
            cancellationToken.ThrowIfCancellationRequested();
            targets.Add([.. s_damages.Select((damage, i) => Describe(preparation, damage.Apply(person.Truth, Seed + i), arePhotos))]);
            albums.Add([.. person.References.Select(photo => Describe(preparation, photo, arePhotos)).OfType<FaceTraits>()]);
            services.Error.WriteLine($"{targets.Count}/{people}");
        }

        var pairs = new List<Pair>();
        foreach (var (person, photos) in targets.Index())
        {
            foreach (var (damage, face) in photos.Index().Where(photo => photo.Item is not null))
            {
                for (var step = 0; step <= Strangers; step++)
                {
                    if (PersonCheck.Of(face!, albums[(person + step) % albums.Count]) is { Distance: { } distance } check)
                    {
                        pairs.Add(new Pair(damage, step == 0, face!.Detail, distance, check.Verdict));
                    }
                }
            }
        }

        Write(pairs, people, references, arePhotos);
    }

    private static FaceTraits? Describe(FacePreparation preparation, RgbImage picture, bool isPhoto)
    {
        if (!isPhoto)
        {
            return FaceTraits.Of(preparation.Take(picture));
        }

        // The person whom such a photo is named after stands in its middle.
        var faces = preparation.FindLargeEnough(picture);
        return faces.Count == 0 ? null : FaceTraits.Of(faces.MinBy(face => DistanceFromCentre(face.Detection!.Box, picture))!);
    }

    private static double DistanceFromCentre(FaceBox box, RgbImage picture) =>
        Math.Abs(box.X + ((box.Width - picture.Width) / 2)) + Math.Abs(box.Y + ((box.Height - picture.Height) / 2));

    private void Write(IReadOnlyList<Pair> pairs, int people, int references, bool arePhotos)
    {
        Line(
            $"{people} people, {references} good photos of each, {Strangers} strangers for each; "
                + $"{(arePhotos ? "faces found on photos" : "face squares")}, seed {Seed}"
        );
        Line(
            $"{"in %", -26}{"faces", 8}{"  person:", -11}{"same", 8}{"unsure", 8}{"other", 8}"
                + $"{"  stranger:", -13}{"same", 8}{"unsure", 8}{"other", 8}"
        );
        foreach (var group in pairs.GroupBy(pair => pair.Damage).OrderBy(group => group.Key))
        {
            var (own, others) = (group.Where(pair => pair.IsPerson).ToList(), group.Where(pair => !pair.IsPerson).ToList());
            Line($"{s_damages[group.Key].Name, -26}{own.Count, 8}{"", 11}{Shares(own)}{"", 13}{Shares(others)}");
        }

        Line(
            $"{"by detail, px", -26}{"faces", 8}{"  person:", -11}{"median", 8}{$"{100 * Tail:0} %", 8}"
                + $"{"  stranger:", -13}{$"{100 * (1 - Tail):0} %", 8}{"median", 8}"
        );
        foreach (var (from, to) in s_details.Zip(s_details.Skip(1).Append(double.MaxValue)))
        {
            var group = pairs.Where(pair => pair.Detail >= from && pair.Detail < to).ToLookup(pair => pair.IsPerson, pair => pair.Distance);
            if (group[true].Any() && group[false].Any())
            {
                var name = $"from {from:0}";
                Line(
                    $"{name, -26}{group[true].Count(), 8}{"", 11}{Quantile(group[true], 0.5), 8:0.00}{Quantile(group[true], Tail), 8:0.00}"
                        + $"{"", 13}{Quantile(group[false], 1 - Tail), 8:0.00}{Quantile(group[false], 0.5), 8:0.00}"
                );
            }
        }
    }

    private static string Shares(IReadOnlyList<Pair> pairs) =>
        string.Concat(
            Enum.GetValues<PersonVerdict>()
                .Select(verdict => $"{100.0 * pairs.Count(pair => pair.Verdict == verdict) / pairs.Count, 8:0.0}")
        );

    private static double Quantile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
    }

    private void Line(string line) => services.Output.WriteLine(line);

    private sealed record Pair(int Damage, bool IsPerson, double Detail, double Distance, PersonVerdict Verdict);

    private sealed record Damage(string Name, int Down = 1, double Blur = 0, double Noise = 0, int Jpeg = 100, bool IsEnlarged = false)
    {
        public RgbImage Apply(RgbImage picture, int seed)
        {
            using var scope = NewDisposeScope();
            var chain = new BlindDegradation
            {
                Side = (int)Math.Round((double)picture.Width / Down),
                HorizontalBlur = Blur,
                VerticalBlur = Blur,
                NoiseDeviation = Noise,
                JpegQuality = IsEnlarged ? 100 : Jpeg,
            };
            var small = chain.Apply(picture.ToTensor(), seed).ToImage();
            return IsEnlarged
                ? ImageDecoder
                    .Decode(
                        ImageEncoder.Encode(
                            ImageResizer.Resize(small, picture.Width, picture.Height, ResampleKernel.Cubic),
                            ImageFormat.Jpeg,
                            Jpeg
                        )
                    )
                    .Image
                : small;
        }
    }
}
