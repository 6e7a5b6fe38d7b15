using Sair.Cli.CommandLine;
using Sair.Engine;
using Sair.Engine.Preparation;
using Sair.Engine.Weights;

namespace Sair.Cli.Restoring;

/// <summary>Carries a request from its files to its result.</summary>
internal sealed class RestoreRunner(CommandServices services, IModelProvider models, Device device)
{
    /// <summary>Restores and writes picture and record.</summary>
    public void Run(RestoreRequest request, CancellationToken cancellationToken)
    {
        var started = services.Time.GetTimestamp();
        OutputFiles.Require(request.Output, request.Json, request.References.Append(request.Photo));
        var faces = services.OpenFaces(models);
        using var ownedFaces = faces as IDisposable;
        var prepared = new InputReader(new FacePreparation(faces), services.Error.WriteLine).Read(request, cancellationToken);
        foreach (var warning in prepared.Warnings)
        {
            services.Warn(warning);
        }

        var run = new EngineRunner(services, models, device).Run(request.Engine, request.Options, prepared.Input, cancellationToken);
        PictureFile.Write(request.Output, run.Result.Image);
        var record = Describe(request, prepared, run, services.Time.GetElapsedTime(started));
        if (request.Json is not null)
        {
            PictureFile.WriteBytes(request.Json, record.ToJson());
        }

        Summarise(record);
    }

    private static RunRecord Describe(RestoreRequest request, PreparedInput prepared, MeasuredRun run, TimeSpan duration) => new()
    {
        Version = ProgramVersion.Current,
        Engine = request.Engine.Descriptor.Id,
        Photo = request.Photo,
        References = [.. prepared.References.Select(reference => new ReferenceRecord(
            request.References[reference.Index], reference.Face.Square.Width, reference.Distance, reference.Reason))],
        Output = request.Output,
        InputSide = prepared.Input.Degraded.Width,
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
        PeakMemoryBytes = ProcessMemory.ReadPeak(),
        Warnings = prepared.Warnings,
        Iterations = run.Iterations,
    };

    private void Summarise(RunRecord record)
    {
        services.Output.WriteLine($"{record.Output}: {record.OutputSide}×{record.OutputSide} from {record.InputSide}×{record.InputSide} pixels");
        if (record.IdentityAfter is { } after)
        {
            var before = record.IdentityBefore is { } value ? $"{value:0.000}" : "unknown";
            services.Output.WriteLine($"similarity to the references: {before} before, {after:0.000} after");
        }

        var memory = record.PeakMemoryBytes is { } bytes ? $", peak {bytes / (1024.0 * 1024):0} MiB" : string.Empty;
        services.Output.WriteLine($"{record.Iterations.Count} iterations, {record.SecondsPerIteration:0.000} s each, {record.Seconds:0.0} s in all{memory}");
    }
}
