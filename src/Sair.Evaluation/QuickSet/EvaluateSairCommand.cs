using System.CommandLine;
using Sair.CommandLine;
using Sair.Engine.Engines.Sair;

namespace Sair.Evaluation.QuickSet;

/// <summary><c>sair evaluate sair --data DIR</c>.</summary>
internal static class EvaluateSairCommand
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
        var people = CommandOptions.Number("--people", "How many people, in the order of their names.", 20, 1, 100_000, "N");
        var scale = CommandOptions.Number("--scale", "Factor by which the faces are reduced.", 8, 1, 64, "S");
        var judges = new Option<string>("--judges")
        {
            Description = "Folder with the judges; without it their columns stay empty.",
            HelpName = "DIR",
        };
        var references = CommandOptions.Number(
            "--references",
            $"References per person; only the row “{SairEvaluationRequest.AllRow}” sees more than one.",
            1,
            1,
            100,
            "N"
        );
        var rows = RowsOption.Create(SairEvaluationRequest.KnownRows, SairEvaluationRequest.DefaultRows);
        var sheet = new Option<string>("--sheet") { Description = "Where to draw all pictures side by side.", HelpName = "FILE" };
        sheet.AcceptPicture();
        var json = new Option<string>("--json") { Description = "Where to write all figures, face by face.", HelpName = "FILE" };
        var flags = new EngineOptionFlags([new SairEngine()], except: [nameof(SairOptions.Scale)]);
        var command = new Command(
            "sair",
            "Compares SAIR with bicubic enlargement, with the fidelity term alone and with the inversion of the reference."
        )
        {
            data,
            people,
            scale,
            references,
            rows,
            judges,
            sheet,
            json,
        };
        foreach (var option in flags.Options)
        {
            command.Options.Add(option);
        }

        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var device = GlobalOptions.ConfigureTorch(parsed);
                var request = new SairEvaluationRequest
                {
                    Data = parsed.GetValue(data)!,
                    People = parsed.GetValue(people),
                    Scale = parsed.GetValue(scale),
                    Options = (SairOptions)flags.Read(parsed, new SairEngine().Descriptor),
                    Judges = parsed.GetValue(judges),
                    References = parsed.GetValue(references),
                    Rows = RowsOption.Split(parsed.GetValue(rows)!),
                    Sheet = parsed.GetValue(sheet),
                    Json = parsed.GetValue(json),
                };
                var models = services.OpenModels(GlobalOptions.FindModels(parsed));
                using var ownedModels = models as IDisposable;
                new SairEvaluation(services, models, device).Run(request, cancellationToken);
                return Task.FromResult(ExitCode.Success);
            }
        );
        return command;
    }
}

/// <summary>What <c>sair evaluate sair</c> is asked for.</summary>
internal sealed record SairEvaluationRequest
{
    /// <summary>The search with the fidelity term alone.</summary>
    public const string FidelityRow = "fidelity";

    /// <summary>The search as it is.</summary>
    public const string SairRow = "sair";

    /// <summary>Where the search starts.</summary>
    public const string InversionRow = "inversion";

    /// <summary>The search with all references.</summary>
    public const string AllRow = "all";

    /// <summary>The search with somebody else's reference.</summary>
    public const string StrangerRow = "stranger";

    /// <summary>The search without a reference, from the encoder's inversion of the photo.</summary>
    public const string AloneRow = "alone";

    /// <summary>The search without a reference, from what the instant engine makes of the photo.</summary>
    public const string InstantRow = "instant";

    /// <summary>The search with the quality network's term, at a weight that shows when the options give none.</summary>
    public const string QualityRow = "quality";

    /// <summary>The reference itself: what another real photo of the person scores.</summary>
    public const string ReferenceRow = "reference";

    /// <summary>Gets the rows of a run that names none.</summary>
    public static IReadOnlyList<string> DefaultRows { get; } = [FidelityRow, SairRow, InversionRow];

    /// <summary>Gets all names of rows.</summary>
    public static IReadOnlyList<string> KnownRows { get; } =
    [.. DefaultRows, AllRow, StrangerRow, AloneRow, InstantRow, QualityRow, ReferenceRow];

    /// <summary>Gets the folder of the evaluation set.</summary>
    public required string Data { get; init; }

    /// <summary>Gets how many people are taken.</summary>
    public required int People { get; init; }

    /// <summary>Gets the factor of reduction.</summary>
    public required int Scale { get; init; }

    /// <summary>Gets the options of the search; its seed is that of the degradation too.</summary>
    public required SairOptions Options { get; init; }

    /// <summary>Gets the folder of the judges; null to do without.</summary>
    public string? Judges { get; init; }

    /// <summary>Gets how many references a person has; only the row of all references sees more than one.</summary>
    public int References { get; init; } = 1;

    /// <summary>Gets the names of the rows, a part of <see cref="KnownRows"/>.</summary>
    public required IReadOnlyList<string> Rows { get; init; }

    /// <summary>Gets where the contact sheet goes; null for none.</summary>
    public string? Sheet { get; init; }

    /// <summary>Gets where the record goes; null for none.</summary>
    public string? Json { get; init; }
}
