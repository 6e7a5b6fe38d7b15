using System.CommandLine;
using System.Globalization;
using Sair.CommandLine;
using Sair.Engine.Compositing;
using Sair.Engine.Faces;
using Sair.Engine.Weights;
using Sair.Evaluation.QuickSet;

namespace Sair.Evaluation.Photos;

/// <summary><c>sair evaluate faces --data DIR</c>.</summary>
internal static class EvaluateFacesCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var data = new Option<string>("--data")
        {
            Description = "The evaluation set: a folder per person, each with two aligned faces or more.",
            HelpName = "DIR",
            Required = true,
        };
        var photos = CommandOptions.Number("--photos", "How many photos are composed, eight faces each.", 10, 1, 1000, "N");
        var megapixels = CommandOptions.Number("--megapixels", "Their size.", 20, 1, 100, "N");
        var command = new Command(
            "faces",
            "Measures how many faces of whole photos are found, how soon, and what putting them back leaves to see: faces of 20 px and "
                + "more, tilted up to 45°, at known places of composed photos."
        )
        {
            data,
            photos,
            megapixels,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                GlobalOptions.ConfigureTorch(parsed);
                var models = services.OpenModels(GlobalOptions.FindModels(parsed));
                using var ownedModels = models as IDisposable;
                new FaceSearchEvaluation(services, models).Run(
                    parsed.GetValue(data)!,
                    parsed.GetValue(photos),
                    parsed.GetValue(megapixels),
                    cancellationToken
                );
                return Task.FromResult(ExitCode.Success);
            }
        );
        return command;
    }
}

/// <summary>Searches composed photos for their faces and prints what was found, by size and by tilt.</summary>
internal sealed class FaceSearchEvaluation(CommandServices services, IModelProvider models)
{
    private const int People = 20;
    private const double Ratio = 1.5;

    /// <summary>Runs the search and prints the table.</summary>
    public void Run(string data, int photos, int megapixels, CancellationToken cancellationToken)
    {
        var squares = TestFaceReader.Read(data, People, scale: 1, seed: 0).Select(face => face.Truth).ToList();
        var faces = services.OpenFaces(models);
        using var ownedFaces = faces as IDisposable;
        var height = (int)Math.Round(Math.Sqrt(megapixels * 1_000_000 / Ratio));
        var width = (int)(height * Ratio);
        var report = new FaceSearchReport();
        var (first, thorough, firstFaces) = (new WorkTimer(services.Time), new WorkTimer(services.Time), 0);
        long? searchPeak = null;
        var putBack = new PutBackReport(new PhotoCompositor(new LanczosEnlarger()), services.Time);
        _ = faces.AnalyzeQuickly(squares[0], cancellationToken);
        for (var i = 0; i < photos; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var photo = ComposedPhoto.Draw(squares, width, height, new Random(i));
            firstFaces += first.Measure(() => faces.AnalyzeQuickly(photo.Image, cancellationToken)).Count;
            var found = thorough.Measure(() => faces.Analyze(photo.Image, cancellationToken));
            searchPeak ??= Machine.ReadPeakMemory();
            putBack.Add(photo.Image, [.. found.Select(face => face.Quad)]);
            report.Add(photo, [.. found.Select(face => face.Box)]);
            services.Error.WriteLine($"{i + 1}/{photos}");
        }

        var machine = Machine.Read();
        services.Output.WriteLine(
            $"{photos} photos of {width}×{height} px with 8 faces each; {machine.Processor}, {get_num_threads()} threads, load average "
                + $"{machine.LoadAverage}"
        );
        (string, double, double)[] sides =
        [
            ("20–32 px", 0, 32),
            ("32–64 px", 32, 64),
            ("64–128 px", 64, 128),
            ("from 128 px", 128, double.MaxValue),
        ];
        foreach (var (name, low, high) in sides)
        {
            Print($"face of {name}", report, face => face.FaceSide >= low && face.FaceSide < high);
        }

        foreach (var (name, low, high) in new[] { ("0–15°", 0.0, 15.0), ("15–30°", 15, 30), ("30–45°", 30, 46) })
        {
            Print(
                $"from 32 px, tilted {name}",
                report,
                face => face.FaceSide >= 32 && Math.Abs(face.Tilt) >= low && Math.Abs(face.Tilt) < high
            );
        }

        Print("all from 32 px", report, face => face.FaceSide >= 32);
        Write($"{report.FalseFaces} boxes on no face");
        Write(
            $"{firstFaces / (double)photos:0.0} faces per photo at the first look: {first.Mean(photos)}; all scales and tilts: "
                + $"{thorough.Mean(photos)}"
        );
        Write(
            $"put back in {putBack.PerFace.TotalSeconds:0.00} s per face ({putBack.ProcessorPerFace.TotalSeconds:0.00} s of processor); "
                + $"unchanged faces change by {putBack.RoundTrip:0.00} of 255"
        );
        Write(
            $"edge around faces that are 30 levels too bright: {putBack.Seam:0.00} of 255 per hundredth of a face square, "
                + $"{putBack.PastedSeam:0.00} if pasted"
        );
        if (Machine.ReadPeakMemory() is { } peak)
        {
            Write(
                $"peak memory {searchPeak / 1e9:0.00} GB after the search, {peak / 1e9:0.00} GB after putting back twice, of which the "
                    + $"photo {3.0 * width * height / 1e9:0.00} GB"
            );
        }
    }

    private void Write(string line) => services.Output.WriteLine(line);

    private void Print(string name, FaceSearchReport report, Func<PastedFace, bool> isMeant)
    {
        var (recall, count) = report.Recall(isMeant);
        services.Output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{name, -28}{(count == 0 ? "–" : $"{recall:0.000}"), 8} of {count}")
        );
    }
}

/// <summary>What a search found of the faces of composed photos.</summary>
public sealed class FaceSearchReport
{
    private readonly List<(PastedFace Face, bool IsFound)> _faces = [];
    private int _photos;

    /// <summary>Gets how many boxes lie on no face.</summary>
    public int FalseFaces { get; private set; }

    /// <summary>Gets how many photos were searched.</summary>
    public int Photos => _photos;

    /// <summary>Counts a photo; a face is found where the centre of a box of a fitting size lies near its own.</summary>
    public void Add(ComposedPhoto photo, IReadOnlyList<FaceBox> boxes)
    {
        ArgumentNullException.ThrowIfNull(photo);
        _photos++;
        _faces.AddRange(photo.Faces.Select(face => (face, boxes.Any(box => Fits(face, box)))));
        FalseFaces += boxes.Count(box => !photo.Faces.Any(face => Fits(face, box)));
    }

    /// <summary>Gets the share of faces found among those that a condition takes, and how many these are.</summary>
    public (double Recall, int Count) Recall(Func<PastedFace, bool> isMeant)
    {
        var meant = _faces.Where(entry => isMeant(entry.Face)).ToList();
        return (meant.Count == 0 ? double.NaN : meant.Average(entry => entry.IsFound ? 1.0 : 0.0), meant.Count);
    }

    private static bool Fits(PastedFace face, FaceBox box)
    {
        var (x, y) = (box.X + (box.Width / 2), box.Y + (box.Height / 2));
        var size = Math.Sqrt(box.Width * box.Height) / face.FaceSide;
        return Math.Abs(x - face.X) < 0.35 * face.Side && Math.Abs(y - face.Y) < 0.35 * face.Side && size is > 0.45 and < 2.2;
    }
}

/// <summary>Adds up wall and processor time of a kind of work; on a busy machine only the second tells what it costs.</summary>
internal sealed class WorkTimer(TimeProvider time)
{
    private TimeSpan _clock;
    private TimeSpan _processor;

    /// <summary>Does a piece of work and adds its time.</summary>
    public T Measure<T>(Func<T> work)
    {
        var (started, processor) = (time.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var result = work();
        _clock += time.GetElapsedTime(started);
        _processor += Environment.CpuUsage.TotalTime - processor;
        return result;
    }

    /// <summary>Writes the mean times of so many pieces.</summary>
    public string Mean(int count) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{_clock.TotalSeconds / count:0.0} s ({_processor.TotalSeconds / count:0.0} s of processor)"
        );
}
