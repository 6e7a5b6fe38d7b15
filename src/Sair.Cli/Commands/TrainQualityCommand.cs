using System.CommandLine;
using Sair.Cli.Restoring;
using Sair.CommandLine;
using Sair.Training.Quality;

namespace Sair.Cli.Commands;

/// <summary><c>sair train quality</c>.</summary>
internal static class TrainQualityCommand
{
    private static readonly Option<string?> Data = new("--data") { Description = "Folder of aligned faces with sources.csv." };
    private static readonly Option<string> State = new("--state")
    {
        Description = "Folder of checkpoint and log; a run goes on from what it finds there.",
        Required = true,
    };
    private static readonly Option<string?> Sources = new("--sources")
    {
        Description = "Collections to learn from, comma-separated; all without it.",
    };
    private static readonly Option<long> Steps = new("--steps") { Description = "Number of steps.", DefaultValueFactory = _ => 8000 };
    private static readonly Option<double?> Minutes = new("--minutes")
    {
        Description = "Wall-clock budget; the run saves and stops when it is spent.",
    };
    private static readonly Option<int> Seed = new("--seed") { Description = "Seed of all draws.", DefaultValueFactory = _ => 1 };
    private static readonly Option<bool> Export = new("--export")
    {
        Description = "Trains nothing and writes the run's averaged network into the models folder.",
    };

    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var command = new Command(
            "quality",
            "Trains the network that scores how clear a face is; stops cleanly at Ctrl-C and goes on where it stopped."
        )
        {
            Data,
            State,
            Sources,
            Steps,
            Minutes,
            Seed,
            Export,
        };
        command.Validate(result =>
            !result.GetValue(Export) && result.GetValue(Data) is null ? "Training needs the faces: name their folder by --data DIR." : null
        );
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                _ = GlobalOptions.ConfigureTorch(parsed);
                var state = parsed.GetValue(State)!;
                OutputFiles.RequireFolder(parsed.GetValue(Export) ? GlobalOptions.FindModels(parsed) : state);
                if (parsed.GetValue(Export))
                {
                    QualityExporter.Export(state, GlobalOptions.FindModels(parsed));
                    return Task.FromResult(ExitCode.Success);
                }

                var options = new QualityTrainingOptions
                {
                    DataFolder = parsed.GetValue(Data)!,
                    StateFolder = state,
                    Sources =
                        parsed.GetValue(Sources)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
                    Steps = parsed.GetValue(Steps),
                    Budget = parsed.GetValue(Minutes) is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
                    Seed = parsed.GetValue(Seed),
                };
                new QualityTrainer(options, services.Time, services.Output).Run(cancellationToken);
                return Task.FromResult(cancellationToken.IsCancellationRequested ? ExitCode.Cancelled : ExitCode.Success);
            }
        );
        return command;
    }
}
