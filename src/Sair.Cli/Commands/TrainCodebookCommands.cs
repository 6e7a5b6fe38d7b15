using System.CommandLine;
using Sair.Cli.Restoring;
using Sair.CommandLine;
using Sair.Engine.Faces;
using Sair.Engine.Quality;
using Sair.Training.Codebooks;

namespace Sair.Cli.Commands;

/// <summary><c>sair train codebooks|codes|finish</c>: the stages of the instant engine.</summary>
internal static class TrainCodebookCommands
{
    private static readonly Option<string> Data = new("--data")
    {
        Description = "Folder of aligned faces with sources.csv.",
        Required = true,
    };
    private static readonly Option<string> State = new("--state")
    {
        Description = "Folder of checkpoints, logs and sheets; a run goes on from what it finds there.",
        Required = true,
    };
    private static readonly Option<string?> Sources = new("--sources")
    {
        Description = "Collections to learn from, comma-separated; all without it.",
    };
    private static readonly Option<int> Size = new("--size")
    {
        Description = "Side of the finished networks in pixels: 64, 128, 256 or 512.",
        DefaultValueFactory = _ => 128,
    };
    private static readonly Option<long> Steps = new("--steps") { Description = "Number of steps.", DefaultValueFactory = _ => 2400 };
    private static readonly Option<int> Batch = new("--batch") { Description = "Pictures per step.", DefaultValueFactory = _ => 8 };
    private static readonly Option<double> Rate = new("--rate")
    {
        Description = "Adam's rate at its peak.",
        DefaultValueFactory = _ => 1e-3,
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
    private static readonly Option<double> QualityWeight = new("--quality-weight")
    {
        Description = "Weight of the quality loss, which every fourth step takes.",
        DefaultValueFactory = _ => 0.4,
    };
    private static readonly Option<double> IdentityWeight = new("--identity-weight")
    {
        Description = "Weight of the recogniser's loss on restorations that use the photo's features.",
    };
    private static readonly Option<string?> From = new("--from")
    {
        Description = "Folder of a pack to start from where there is no checkpoint.",
    };
    private static readonly Option<int> Books = new("--books")
    {
        Description = "Codebooks: 2, or 1 for the networks that two are compared with.",
        DefaultValueFactory = _ => 2,
    };
    private static readonly Option<double> Fidelity = Share(
        "--fidelity",
        "With --export, how much the photo's features count where nobody says otherwise, 0–1.",
        1
    );
    private static readonly Option<double> ScoreStrength = Share(
        "--score-strength",
        "With --export, the share of the score's embedding that the engine adds where the second book counts, 0–1.",
        0.5
    );
    private static readonly Option<bool> Export = new("--export")
    {
        Description = "Trains nothing and writes the run's averaged networks into the models folder.",
    };

    /// <summary>Builds the command of the first stage.</summary>
    public static Command CreateFirst(CommandServices services)
    {
        var command = new Command(
            "codebooks",
            "First stage of the instant engine: encoder, two codebooks and generator; stops cleanly at Ctrl-C and goes on "
                + "where it stopped."
        );
        Add(command, AdversarialFrom);
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                OutputFiles.RequireFolder(parsed.GetValue(State)!);
                var device = GlobalOptions.ConfigureTorch(parsed);
                using var quality = QualityScorer.Load(services.OpenModels(GlobalOptions.FindModels(parsed)), device);
                new DualAutoencoderTrainer(ReadOptions(parsed), quality.Network, services.Time, services.Output).Run(cancellationToken);
                return Task.FromResult(cancellationToken.IsCancellationRequested ? ExitCode.Cancelled : ExitCode.Success);
            }
        );
        return command;
    }

    /// <summary>Builds the command of the second stage.</summary>
    public static Command CreateSecond(CommandServices services)
    {
        var command = new Command(
            "codes",
            "Second stage of the instant engine: prediction of codes from degraded faces; needs the first stage in the same state folder."
        );
        Add(command, QualityWeight, Export, ScoreStrength);
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var device = GlobalOptions.ConfigureTorch(parsed);
                var folder = GlobalOptions.FindModels(parsed);
                OutputFiles.RequireFolder(parsed.GetValue(Export) ? folder : parsed.GetValue(State)!);
                var options = ReadOptions(parsed);
                if (parsed.GetValue(Export))
                {
                    CodebookExporter.Export(options, folder, parsed.GetValue(ScoreStrength));
                    return Task.FromResult(ExitCode.Success);
                }

                using var quality = QualityScorer.Load(services.OpenModels(folder), device);
                new CodePredictorTrainer(options, quality.Network, services.Time, services.Output).Run(cancellationToken);
                return Task.FromResult(cancellationToken.IsCancellationRequested ? ExitCode.Cancelled : ExitCode.Success);
            }
        );
        return command;
    }

    /// <summary>Builds the command of the third stage.</summary>
    public static Command CreateThird(CommandServices services)
    {
        var command = new Command(
            "finish",
            "Third stage of the instant engine: learns a generator of twice the side and to fuse the photo's features; needs the first two "
                + "in the same state folder, at half the side."
        );
        Add(command, AdversarialFrom, QualityWeight, IdentityWeight, Export, ScoreStrength, Fidelity);
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var device = GlobalOptions.ConfigureTorch(parsed);
                var folder = GlobalOptions.FindModels(parsed);
                OutputFiles.RequireFolder(parsed.GetValue(Export) ? folder : parsed.GetValue(State)!);
                var options = ReadOptions(parsed) with { Networks = CodebookTrainingOptions.Lean(parsed.GetValue(Size) / 2) };
                if (parsed.GetValue(Export))
                {
                    CodebookExporter.ExportFinished(options, folder, parsed.GetValue(ScoreStrength), parsed.GetValue(Fidelity));
                    return Task.FromResult(ExitCode.Success);
                }

                var models = services.OpenModels(folder);
                using var quality = QualityScorer.Load(models, device);
                using var recogniser = AlignedRecogniser.Load(models, device);
                var mean = FaceStatistics.Load(models, device).MeanDescriptor;
                new FinishingTrainer(
                    options,
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

    private static Option<double> Share(string name, string description, double given)
    {
        var option = new Option<double>(name) { Description = description, DefaultValueFactory = _ => given };
        option.AcceptShares();
        return option;
    }

    private static void Add(Command command, params Option[] own)
    {
        Size.AcceptOnlyFromAmong("64", "128", "256", "512");
        Books.AcceptOnlyFromAmong("1", "2");
        foreach (var option in (Option[])[Data, State, Sources, Size, Steps, Batch, Rate, Minutes, Seed, Books, From, .. own])
        {
            command.Options.Add(option);
        }
    }

    private static CodebookTrainingOptions ReadOptions(ParseResult parsed)
    {
        var options = ReadDual(parsed);
        return parsed.GetValue(Books) == 1 ? options.WithOneBook() : options;
    }

    private static CodebookTrainingOptions ReadDual(ParseResult parsed) =>
        new()
        {
            DataFolder = parsed.GetValue(Data)!,
            StateFolder = parsed.GetValue(State)!,
            Sources = parsed.GetValue(Sources)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
            Networks = CodebookTrainingOptions.Lean(parsed.GetValue(Size)),
            Steps = parsed.GetValue(Steps),
            Batch = parsed.GetValue(Batch),
            LearningRate = parsed.GetValue(Rate),
            AdversarialFrom = parsed.CommandResult.Command.Options.Contains(AdversarialFrom) ? parsed.GetValue(AdversarialFrom) : null,
            QualityWeight = parsed.CommandResult.Command.Options.Contains(QualityWeight) ? parsed.GetValue(QualityWeight) : 0,
            IdentityWeight = parsed.CommandResult.Command.Options.Contains(IdentityWeight) ? parsed.GetValue(IdentityWeight) : 0,
            Budget = parsed.GetValue(Minutes) is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
            Seed = parsed.GetValue(Seed),
            StartPack = parsed.GetValue(From),
        };
}
