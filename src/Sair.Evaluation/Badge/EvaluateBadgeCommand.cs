using System.CommandLine;
using System.Globalization;
using Sair.CommandLine;
using Sair.Engine.Engines.Sair;

namespace Sair.Evaluation.Badge;

/// <summary><c>sair evaluate badge --data DIR --judges DIR</c>.</summary>
internal static class EvaluateBadgeCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var data = new Option<string>("--data")
        {
            Description = $"The evaluation set: a folder per person with {BadgeCollector.AlbumPhotos + 1} aligned faces or more.",
            HelpName = "DIR",
            Required = true,
        };
        var people = CommandOptions.Number(
            "--people",
            "How many people, in the order of their names: one half sets the boundaries, the other half tests them.",
            40,
            4,
            100_000,
            "N"
        );
        var scales = new Option<string>("--scales")
        {
            Description = "Factors by which the photos are reduced, comma-separated; the people take them in turn.",
            HelpName = "S,S",
            DefaultValueFactory = _ => "4,8",
        };
        scales.Validate(text =>
            Split(text).All(part => int.TryParse(part, CultureInfo.InvariantCulture, out var scale) && scale is >= 1 and <= 64)
                ? null
                : $"--scales takes whole numbers from 1 to 64, for example 4,8, not “{text}”."
        );
        var judges = new Option<string>("--judges")
        {
            Description = "Folder with the judges.",
            HelpName = "DIR",
            Required = true,
        };
        var cases = new Option<string>("--cases")
        {
            Description = "Where the measures are kept; where the file is there already, it is read and nothing is run.",
            HelpName = "FILE",
        };
        var flags = new EngineOptionFlags([new SairEngine()], except: [nameof(SairOptions.Scale)]);
        var command = new Command(
            "badge",
            "Sets the boundaries of the badge (faithful, uncertain, drifted) on one half of the people and tells on the other half how "
                + "often it is right."
        )
        {
            data,
            people,
            scales,
            judges,
            cases,
        };
        foreach (var option in flags.Options)
        {
            command.Options.Add(option);
        }

        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var device = GlobalOptions.ConfigureTorch(parsed);
                var models = services.OpenModels(GlobalOptions.FindModels(parsed));
                using var ownedModels = models as IDisposable;
                new BadgeEvaluation(services, models, device).Run(
                    new BadgeRequest
                    {
                        Data = parsed.GetValue(data)!,
                        People = parsed.GetValue(people),
                        Scales = [.. Split(parsed.GetValue(scales)!).Select(int.Parse)],
                        Judges = parsed.GetValue(judges)!,
                        Options = (SairOptions)flags.Read(parsed, new SairEngine().Descriptor),
                        Cases = parsed.GetValue(cases),
                    },
                    cancellationToken
                );
                return Task.FromResult(ExitCode.Success);
            }
        );
        return command;
    }

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.TrimEntries);
}

/// <summary>What <c>sair evaluate badge</c> is asked for.</summary>
internal sealed record BadgeRequest
{
    /// <summary>Gets the folder of the evaluation set.</summary>
    public required string Data { get; init; }

    /// <summary>Gets how many people are taken; the first half sets the boundaries, the other half tests them.</summary>
    public required int People { get; init; }

    /// <summary>Gets the factors by which the photos are reduced.</summary>
    public required IReadOnlyList<int> Scales { get; init; }

    /// <summary>Gets the folder of the judges.</summary>
    public required string Judges { get; init; }

    /// <summary>Gets the options of the search; its seed is that of the degradation too.</summary>
    public required SairOptions Options { get; init; }

    /// <summary>Gets where the measures are kept, and read from where they are there; null to keep none.</summary>
    public string? Cases { get; init; }
}
