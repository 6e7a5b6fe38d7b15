using System.CommandLine;
using Sair.Cli.Restoring;
using Sair.CommandLine;
using Sair.Engine.Networks;
using Sair.Training.Diffusion;

namespace Sair.Cli.Commands;

/// <summary><c>sair train diffusion run|export</c>.</summary>
internal static class TrainDiffusionCommand
{
    private static readonly Option<string> Data = new("--data")
    {
        Description = "Folder of aligned pictures with sources.csv.",
        Required = true,
    };
    private static readonly Option<string> State = new("--state")
    {
        Description = "Folder of checkpoint, log and sheets; a run goes on from what it finds there.",
        Required = true,
    };
    private static readonly Option<long> Images = new("--images")
    {
        Description = "How many pictures are seen in all.",
        DefaultValueFactory = _ => 1_000_000,
    };
    private static readonly Option<int> Size = CommandOptions.Number("--size", "Side of the pictures in pixels.", 64, 16, 1024);
    private static readonly Option<int> Patch = CommandOptions.Number(
        "--patch",
        "Side of the squares of pixels that the network sees as one position; 1 is the public layout.",
        2,
        1,
        8
    );
    private static readonly Option<int> Channels = CreateChannels();
    private static readonly Option<string> Multipliers = CreateMultipliers();
    private static readonly Option<int> Levels = CommandOptions.Number(
        "--levels",
        "How many of the 1000 noise levels are learned, from the least noise.",
        400,
        1,
        1000
    );
    private static readonly Option<int> Batch = CommandOptions.Number("--batch", "Pictures per step.", 8, 1, 1024);
    private static readonly Option<double> Rate = new("--rate") { Description = "Adam's learning rate.", DefaultValueFactory = _ => 1e-3 };
    private static readonly Option<string?> Sources = new("--sources")
    {
        Description = "Collections to learn from, comma-separated; all without it.",
    };
    private static readonly Option<double?> Minutes = new("--minutes")
    {
        Description = "Wall-clock budget; the run saves and stops when it is spent.",
    };
    private static readonly Option<int> Seed = CommandOptions.Number("--seed", "Seed of all draws.", 1, 0, int.MaxValue);

    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var run = new Command("run", "Trains the U-Net to find noise in pictures; stops cleanly at Ctrl-C and goes on where it stopped.")
        {
            Data,
            State,
            Images,
            Size,
            Patch,
            Channels,
            Multipliers,
            Levels,
            Batch,
            Rate,
            Sources,
            Minutes,
            Seed,
        };
        run.SetAction(
            (parsed, cancellationToken) =>
            {
                OutputFiles.RequireFolder(parsed.GetValue(State)!);
                _ = GlobalOptions.ConfigureTorch(parsed);
                new DiffusionTrainer(ReadRunOptions(parsed), services.Time, services.Output).Run(cancellationToken);
                return Task.FromResult(cancellationToken.IsCancellationRequested ? ExitCode.Cancelled : ExitCode.Success);
            }
        );
        var export = new Command("export", "Writes the averaged network of a run as the embedded pack, with its card.")
        {
            Data,
            State,
            Levels,
            Batch,
            Rate,
            Sources,
        };
        export.SetAction(
            (parsed, cancellationToken) =>
            {
                OutputFiles.RequireFolder(GlobalOptions.FindModels(parsed));
                _ = GlobalOptions.ConfigureTorch(parsed);
                new DiffusionPackExporter(ReadOptions(parsed), GlobalOptions.FindModels(parsed)).Export();
                return Task.FromResult(ExitCode.Success);
            }
        );
        return new Command("diffusion", "Trains the diffusion model of restoration by generation.") { run, export };
    }

    private static DiffusionTrainingOptions ReadRunOptions(ParseResult parsed)
    {
        int[] multipliers = [.. parsed.GetValue(Multipliers)!.Split(',').Select(int.Parse)];
        return ReadOptions(parsed) with
        {
            Images = parsed.GetValue(Images),
            Network = new DiffusionUNetConfiguration
            {
                ImageSize = parsed.GetValue(Size),
                PatchSize = parsed.GetValue(Patch),
                Channels = parsed.GetValue(Channels),
                Multipliers = multipliers,
                ResidualBlocks = 1,
                AttentionLevels = [Math.Min(2, multipliers.Length - 1)],
            },
            Budget = parsed.GetValue(Minutes) is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
            Seed = parsed.GetValue(Seed),
        };
    }

    private static DiffusionTrainingOptions ReadOptions(ParseResult parsed) =>
        new()
        {
            DataFolder = parsed.GetValue(Data)!,
            StateFolder = parsed.GetValue(State)!,
            Images = 0,
            Levels = parsed.GetValue(Levels),
            Batch = parsed.GetValue(Batch),
            LearningRate = parsed.GetValue(Rate),
            Sources = parsed.GetValue(Sources)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
        };

    private static Option<int> CreateChannels()
    {
        var option = CommandOptions.Number("--channels", "Channels of the first level, a multiple of 32.", 32, 32, 1024);
        option.Validate(text =>
            int.TryParse(text, out var number) && number % DiffusionUNetConfiguration.NormalizationGroups != 0
                ? $"--channels takes a multiple of {DiffusionUNetConfiguration.NormalizationGroups}, not “{text}”."
                : null
        );
        return option;
    }

    private static Option<string> CreateMultipliers()
    {
        var option = new Option<string>("--multipliers")
        {
            Description = "Factors of the channels per level, comma-separated.",
            DefaultValueFactory = _ => "1,1,2,4",
        };
        option.Validate(text =>
            text.Split(',').All(part => int.TryParse(part, out var factor) && factor > 0)
                ? null
                : $"--multipliers takes whole numbers, comma-separated, not “{text}”."
        );
        return option;
    }
}
