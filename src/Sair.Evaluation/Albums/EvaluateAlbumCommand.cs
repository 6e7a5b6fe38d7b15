using System.CommandLine;
using Sair.CommandLine;
using Sair.Engine.Engines.Gen2Res;
using Sair.Evaluation.QuickSet;

namespace Sair.Evaluation.Albums;

/// <summary><c>sair evaluate album --data DIR</c>.</summary>
internal static class EvaluateAlbumCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var data = new Option<string>("--data")
        {
            Description = "The evaluation set: a folder per person with the truth and the album in the order of their names.",
            HelpName = "DIR",
            Required = true,
        };
        var people = CommandOptions.Number("--people", "How many people, in the order of their names.", 10, 1, 100_000);
        var photos = CommandOptions.Number("--photos", "Photos per album.", 5, 1, 1000);
        var scale = CommandOptions.Number("--scale", "Factor by which the faces are reduced.", 8, 1, 64);
        var rows = RowsOption.Create(AlbumEvaluationRequest.KnownRows, AlbumEvaluationRequest.KnownRows);
        var judges = new Option<string>("--judges")
        {
            Description = "Folder with the judges; without it their columns stay empty.",
            HelpName = "DIR",
        };
        var sheet = new Option<string>("--sheet") { Description = "Where to draw all pictures side by side.", HelpName = "FILE" };
        sheet.AcceptPicture();
        var engine = new Gen2ResEngine();
        var flags = new EngineOptionFlags([engine], except: [nameof(Gen2ResOptions.Mode), nameof(Gen2ResOptions.TuningForm)]);
        var command = new Command(
            "album",
            "Compares the personal model with the base model, with a stranger's album and with the other engines."
        )
        {
            data,
            people,
            photos,
            scale,
            rows,
            judges,
            sheet,
        };
        foreach (var option in flags.Options)
        {
            command.Options.Add(option);
        }

        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var device = GlobalOptions.ConfigureTorch(parsed);
                var request = new AlbumEvaluationRequest
                {
                    Data = parsed.GetValue(data)!,
                    People = parsed.GetValue(people),
                    Photos = parsed.GetValue(photos),
                    Scale = parsed.GetValue(scale),
                    Options = (Gen2ResOptions)flags.Read(parsed, engine.Descriptor),
                    Rows = RowsOption.Split(parsed.GetValue(rows)!),
                    Judges = parsed.GetValue(judges),
                    Sheet = parsed.GetValue(sheet),
                };
                var models = services.OpenModels(GlobalOptions.FindModels(parsed));
                using var ownedModels = models as IDisposable;
                new AlbumEvaluation(services, models, device).Run(request, cancellationToken);
                return Task.FromResult(ExitCode.Success);
            }
        );
        return command;
    }
}

/// <summary>What <c>sair evaluate album</c> is asked for.</summary>
internal sealed record AlbumEvaluationRequest
{
    /// <summary>The other engines: without photos, and those that look at them with one and with all.</summary>
    public const string OtherRows = "others";

    /// <summary>The base model.</summary>
    public const string BaseRow = "base";

    /// <summary>The generative mode.</summary>
    public const string GenerativeRow = "generative";

    /// <summary>The personal mode, all weights.</summary>
    public const string FullRow = "full";

    /// <summary>The personal mode, low-rank changes.</summary>
    public const string LowRankRow = "low-rank";

    /// <summary>The personal mode with somebody else's album.</summary>
    public const string StrangerRow = "stranger";

    /// <summary>Gets all names of rows.</summary>
    public static IReadOnlyList<string> KnownRows { get; } = [OtherRows, BaseRow, GenerativeRow, FullRow, LowRankRow, StrangerRow];

    /// <summary>Gets the folder of the evaluation set.</summary>
    public required string Data { get; init; }

    /// <summary>Gets how many people are taken.</summary>
    public required int People { get; init; }

    /// <summary>Gets the photos per album.</summary>
    public required int Photos { get; init; }

    /// <summary>Gets the factor of reduction.</summary>
    public required int Scale { get; init; }

    /// <summary>Gets the options of the personal model; its seed is that of the degradation too.</summary>
    public required Gen2ResOptions Options { get; init; }

    /// <summary>Gets the names of the groups of rows, a part of <see cref="KnownRows"/>.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>Gets the folder of the judges; null to do without.</summary>
    public string? Judges { get; init; }

    /// <summary>Gets where the contact sheet goes; null for none.</summary>
    public string? Sheet { get; init; }
}
