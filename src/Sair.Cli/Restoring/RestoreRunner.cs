using Sair.Application.Restorations;
using Sair.CommandLine;
using Sair.Engine;
using Sair.Engine.Degradations;
using Sair.Engine.Engines;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;
using Sair.Engine.Quality;
using Sair.Engine.Weights;

namespace Sair.Cli.Restoring;

/// <summary>Carries a request from its files to its result.</summary>
internal sealed class RestoreRunner(CommandServices services, IModelProvider models, Device device)
{
    /// <summary>Restores and writes picture and record.</summary>
    public void Run(RestoreRequest request, CancellationToken cancellationToken)
    {
        var started = services.Time.GetTimestamp();
        var files = new OutputFiles(services);
        files.Require(
            request.Output,
            request.Json,
            [request.Photo, .. request.References, request.Masks.Keep, request.Masks.Ignore, request.Masks.Borrow]
        );
        if (request.Options.Pack is { } pack)
        {
            _ = ModelPack.For(models, pack, request.Engine.Descriptor.Id);
        }

        var faces = services.OpenFaces(models);
        using var ownedFaces = faces as IDisposable;
        var read = new InputReader(new FacePreparation(faces), services.Error.WriteLine).Read(request, cancellationToken);
        foreach (var warning in WarningsOf(read))
        {
            services.Warn(warning);
        }

        var run = new EngineRunner(services, models, device).Run(request.Engine, request.Options, read.Prepared.Input, cancellationToken);
        var (before, after) = Clearness(read.Prepared.Input.Degraded, run.Result.Image);
        var record = Describe(request, read, run, services.Time.GetElapsedTime(started)) with
        {
            QualityBefore = before,
            QualityAfter = after,
        };
        var picture = PictureFile.Encode(request.Output, run.Result.Image);
        files.Write(request.Json is { } json ? [picture, (json, record.ToJson())] : [picture]);
        Summarise(record);
    }

    // Nothing where the quality network is not installed: the result is there and is worth more than a word about it.
    private (double? Before, double? After) Clearness(RgbImage degraded, RgbImage restored)
    {
        try
        {
            using var scorer = QualityScorer.Load(models, device);
            return (scorer.Score(degraded), scorer.Score(restored));
        }
        catch (SairException)
        {
            return (null, null);
        }
    }

    // The references are counted without those that were left out, so that the numbers are told anew.
    private static IReadOnlyList<string> WarningsOf(ReadInput read) =>
        read.LeftOut.Count == 0
            ? read.Prepared.Warnings
            :
            [
                .. read.LeftOut,
                $"References are counted without {(read.LeftOut.Count == 1 ? "it" : "them")}: "
                    + $"{string.Join(", ", read.References.Select((path, i) => $"{i + 1} {Path.GetFileName(path)}"))}.",
                .. read.Prepared.Warnings,
            ];

    private static RunRecord Describe(RestoreRequest request, ReadInput read, MeasuredRun run, TimeSpan duration) =>
        new()
        {
            Version = CommandServices.Version,
            Engine = request.Engine.Descriptor.Id,
            Photo = request.Photo,
            References =
            [
                .. read.Prepared.References.Select(reference => new ReferenceRecord(
                    read.References[reference.Index],
                    reference.Face.Square.Width,
                    reference.Distance,
                    reference.Reason
                )),
            ],
            Output = request.Output,
            InputSide = read.Prepared.Input.Degraded.Width,
            RealSize = read.RealSize,
            OutputSide = run.Result.Image.Width,
            Options = run.Result.Options,
            Seed = run.Result.Options.Seed,
            ModelHashes = run.Result.ModelHashes,
            Device = run.Device.ToString(),
            Memory = run.Memory.ToString().ToLowerInvariant(),
            Threads = get_num_threads(),
            IdentityBefore = run.Result.IdentityBefore,
            IdentityAfter = run.Result.IdentityAfter,
            Seconds = duration.TotalSeconds,
            SecondsPerIteration = run.SecondsPerIteration,
            PeakMemoryBytes = Machine.ReadPeakMemory(),
            Warnings = WarningsOf(read),
            Iterations = run.Iterations,
        };

    private void Summarise(RunRecord record)
    {
        var (size, stored) = (record.RealSize!, record.InputSide!.Value);
        services.Output.WriteLine($"{record.Output}: {record.OutputSide}×{record.OutputSide} {size.Describe(stored)}");
        if (record.IdentityAfter is { } after)
        {
            var before = record.IdentityBefore is { } value ? $"{value:0.000}" : "unknown";
            services.Output.WriteLine($"similarity to the references: {before} before, {after:0.000} after");
        }

        var summary = ResultSummary.Of(
            record.IdentityBefore,
            record.IdentityAfter,
            record.QualityBefore,
            record.QualityAfter,
            sideBefore: Math.Min(size.UsedSide, stored),
            sideAfter: record.OutputSide
        );
        services.Output.WriteLine(summary.Sentence);

        var memory = record.PeakMemoryBytes is { } bytes ? $", peak {bytes / (1024.0 * 1024):0} MiB" : string.Empty;
        services.Output.WriteLine(
            $"{record.Iterations.Count} iterations, {record.SecondsPerIteration:0.000} s each, {record.Seconds:0.0} s in all{memory}"
        );
    }
}

/// <summary>What the command line asks for.</summary>
internal sealed record RestoreRequest
{
    /// <summary>The option that says that a face is meant although it looks like somebody else.</summary>
    public const string EvenIfSomebodyElseOption = "--even-if-somebody-else";

    /// <summary>Gets the path of the degraded photo.</summary>
    public required string Photo { get; init; }

    /// <summary>Gets the paths of the reference photos.</summary>
    public required IReadOnlyList<string> References { get; init; }

    /// <summary>Gets a value indicating whether all pictures are face squares in FFHQ framing already.</summary>
    public bool IsAligned { get; init; }

    /// <summary>Gets the 1-based number of the face that is meant, largest first; null to propose one.</summary>
    public int? Face { get; init; }

    /// <summary>Gets how far the photo is turned clockwise: 0, 90, 180 or 270 degrees; null leaves it to its faces.</summary>
    public int? Turn { get; init; }

    /// <summary>Gets where the face is, in pixels of the photo; null to search for it.</summary>
    public FaceBox? Box { get; init; }

    /// <summary>Gets a value indicating whether the face is restored although it looks like somebody else than the references.</summary>
    public bool EvenIfSomebodyElse { get; init; }

    /// <summary>Gets the method.</summary>
    public required IRestorationEngine Engine { get; init; }

    /// <summary>Gets the method's options.</summary>
    public required EngineOptions Options { get; init; }

    /// <summary>Gets where the restored face goes.</summary>
    public required string Output { get; init; }

    /// <summary>Gets where masks over the photo lie.</summary>
    public MaskPaths Masks { get; init; } = new();

    /// <summary>Gets a value indicating whether scratches are searched for and taken as damage.</summary>
    public bool ProposesScratches { get; init; }

    /// <summary>Gets what is known of the degradation.</summary>
    public KnownDegradation? Degradation { get; init; }

    /// <summary>Gets what is decided about the real size of a photo that was enlarged before.</summary>
    public RealSizeChoice RealSize { get; init; } = RealSizeChoice.Automatic;

    /// <summary>Gets where the record of the run goes; null to keep none.</summary>
    public string? Json { get; init; }
}
