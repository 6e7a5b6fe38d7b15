using System.CommandLine;
using Sair.Cli.Restoring;
using Sair.CommandLine;
using Sair.Engine.Faces;
using Sair.Engine.Quality;
using Sair.Training.References;

namespace Sair.Cli.Commands;

/// <summary><c>sair train references</c>: restoration in one pass with good photos of the person.</summary>
internal static class TrainReferencesCommand
{
    private static readonly Option<string> People = new("--people")
    {
        Description = "Folder with a folder of aligned photos for each person, and faces.csv.",
        Required = true,
    };
    private static readonly Option<string> Data = new("--data")
    {
        Description = "Folder of single aligned faces with sources.csv.",
        Required = true,
    };
    private static readonly Option<string> State = new("--state")
    {
        Description = "Folder of checkpoint, log and sheets; a run goes on from what it finds there.",
        Required = true,
    };
    private static readonly Option<string?> Sources = new("--sources")
    {
        Description = "Collections of single faces to learn from, comma-separated; all without it.",
    };
    private static readonly Option<long> Steps = new("--steps") { Description = "Number of steps.", DefaultValueFactory = _ => 40_000 };
    private static readonly Option<int> Batch = new("--batch") { Description = "Pictures per step.", DefaultValueFactory = _ => 4 };
    private static readonly Option<double> Rate = new("--rate")
    {
        Description = "Adam's rate at its peak.",
        DefaultValueFactory = _ => 6e-4,
    };
    private static readonly Option<double?> Minutes = new("--minutes")
    {
        Description = "Wall-clock budget; the run saves and stops when it is spent.",
    };
    private static readonly Option<int> Seed = new("--seed") { Description = "Seed of all draws.", DefaultValueFactory = _ => 1 };
    private static readonly Option<long?> AdversarialFrom = new("--adversarial-from")
    {
        Description = "Step from which a discriminator takes part; never without it.",
    };

    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var command = new Command(
            "references",
            "Trains the network that restores with good photos of the person in one pass; stops cleanly at Ctrl-C and goes on "
                + "where it stopped."
        )
        {
            People,
            Data,
            State,
            Sources,
            Steps,
            Batch,
            Rate,
            Minutes,
            Seed,
            AdversarialFrom,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var device = GlobalOptions.ConfigureTorch(parsed);
                OutputFiles.RequireFolder(parsed.GetValue(State)!);
                var models = services.OpenModels(GlobalOptions.FindModels(parsed));
                using var quality = QualityScorer.Load(models, device);
                using var recogniser = AlignedRecogniser.Load(models, device);
                var mean = FaceStatistics.Load(models, device).MeanDescriptor;
                new ReferenceTrainer(
                    ReadOptions(parsed),
                    quality.Network,
                    pictures => recogniser.forward(pictures) - mean,
                    services.Time,
                    services.Output
                ).Run(cancellationToken);
                return Task.FromResult(cancellationToken.IsCancellationRequested ? ExitCode.Cancelled : ExitCode.Success);
            }
        );
        return command;
    }

    private static ReferenceTrainingOptions ReadOptions(ParseResult parsed) =>
        new()
        {
            PeopleFolder = parsed.GetValue(People)!,
            DataFolder = parsed.GetValue(Data)!,
            StateFolder = parsed.GetValue(State)!,
            Sources = parsed.GetValue(Sources)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
            Steps = parsed.GetValue(Steps),
            Batch = parsed.GetValue(Batch),
            LearningRate = parsed.GetValue(Rate),
            Budget = parsed.GetValue(Minutes) is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
            Seed = parsed.GetValue(Seed),
            AdversarialFrom = parsed.GetValue(AdversarialFrom),
        };
}
