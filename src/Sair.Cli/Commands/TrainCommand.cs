using System.CommandLine;
using Sair.Cli.Restoring;
using Sair.CommandLine;
using Sair.Engine;
using Sair.Training.Autoencoding;
using Sair.Training.Data;
using Sair.Training.Packs;

namespace Sair.Cli.Commands;

/// <summary><c>sair train run|export</c>.</summary>
internal static class TrainCommand
{
    private const string DefaultStages = "32:60000:16:0.002,64:200000:16:0.002,128:600000:16:0.0015";

    private static readonly Option<string> Data = new("--data")
    {
        Description = "Folder of aligned faces with sources.csv, or a file of train pack-data.",
        Required = true,
    };
    private static readonly Option<string> State = new("--state")
    {
        Description = "Folder of checkpoint, log and sheets; a run goes on from what it finds there.",
        Required = true,
    };
    private static readonly Option<string> Stages = new("--stages")
    {
        Description = "SIDE:IMAGES[:BATCH[:RATE]], comma-separated, sizes not falling.",
        DefaultValueFactory = _ => DefaultStages,
    };
    private static readonly Option<int> Size = new("--size")
    {
        Description = "Side of the finished generator in pixels.",
        DefaultValueFactory = _ => 128,
    };
    private static readonly Option<string?> Sources = new("--sources")
    {
        Description = "Collections to learn from, comma-separated; all without it.",
    };
    private static readonly Option<double?> Minutes = new("--minutes")
    {
        Description = "Wall-clock budget; the run saves and stops when it is spent.",
    };
    private static readonly Option<double> Features = new("--features")
    {
        Description = "Weight of the recogniser's feature loss; 0 trains on pixels alone.",
        DefaultValueFactory = _ => 0.5,
    };
    private static readonly Option<double> Adversarial = new("--adversarial")
    {
        Description = "Pull of a discriminator at the last size, as a share of the other terms' pull; 0 trains without one.",
    };
    private static readonly Option<int> Freeze = new("--freeze-below")
    {
        Description = "First side that learns, in pixels: smaller sizes stay as they are. 0 lets everything learn.",
    };
    private static readonly Option<string?> From = new("--from")
    {
        Description = "Folder of a pack to start from where there is no checkpoint.",
    };
    private static readonly Option<int> Seed = new("--seed") { Description = "Seed of all draws.", DefaultValueFactory = _ => 1 };

    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var run = new Command(
            "run",
            "Trains encoder and generator together, size by size; stops cleanly at Ctrl-C and goes on where it stopped."
        )
        {
            Data,
            State,
            Stages,
            Size,
            Sources,
            Minutes,
            Features,
            Adversarial,
            Freeze,
            From,
            Seed,
        };
        run.SetAction(
            (parsed, cancellationToken) =>
            {
                OutputFiles.RequireFolder(parsed.GetValue(State)!);
                var options = ReadOptions(parsed) with { Device = GlobalOptions.ConfigureTorch(parsed).ToString() };
                new AutoencoderTrainer(options, services.OpenModels(GlobalOptions.FindModels(parsed)), services.Time, services.Output).Run(
                    cancellationToken
                );
                return Task.FromResult(cancellationToken.IsCancellationRequested ? ExitCode.Cancelled : ExitCode.Success);
            }
        );
        var export = new Command(
            "export",
            "Writes the averaged networks of a run as the embedded pack, with statistics, expression directions and card."
        )
        {
            Data,
            State,
            Stages,
            Size,
            Sources,
            Seed,
        };
        export.SetAction(
            (parsed, cancellationToken) =>
            {
                _ = GlobalOptions.ConfigureTorch(parsed);
                var folder = GlobalOptions.FindModels(parsed);
                OutputFiles.RequireFolder(folder);
                new FacePackExporter(ReadOptions(parsed), folder, services.Output).Export(services.OpenModels(folder), cancellationToken);
                return Task.FromResult(ExitCode.Success);
            }
        );
        return new Command("train", "Trains the embedded models.")
        {
            run,
            export,
            PackDataCommand.Create(services),
            TrainQualityCommand.Create(services),
            TrainEnlargementCommand.Create(services),
            TrainCodebookCommands.CreateFirst(services),
            TrainCodebookCommands.CreateSecond(services),
            TrainCodebookCommands.CreateThird(services),
            TrainReferencesCommand.Create(services),
            TrainDiffusionCommand.Create(services),
        };
    }

    private static AutoencoderOptions ReadOptions(ParseResult parsed)
    {
        try
        {
            return new AutoencoderOptions
            {
                DataFolder = parsed.GetValue(Data)!,
                StateFolder = parsed.GetValue(State)!,
                Stages = TrainingStage.ParseList(parsed.GetValue(Stages)!),
                Size = parsed.GetValue(Size),
                Sources =
                    parsed.GetValue(Sources)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
                Budget = parsed.GetValue(Minutes) is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
                FeatureWeight = parsed.GetValue(Features),
                AdversarialWeight = parsed.GetValue(Adversarial),
                FrozenBelow = parsed.GetValue(Freeze),
                StartPack = parsed.GetValue(From),
                Seed = parsed.GetValue(Seed),
            };
        }
        catch (FormatException failure)
        {
            throw new InvalidOptionsException(failure.Message);
        }
    }
}

/// <summary><c>sair train pack-data</c>.</summary>
internal static class PackDataCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var data = new Option<string>("--data")
        {
            Description = "Folder of aligned faces with sources.csv.",
            HelpName = "DIR",
            Required = true,
        };
        var path = new Option<string>("--out")
        {
            Description = "The file to write.",
            HelpName = "FILE",
            Required = true,
        };
        var size = CommandOptions.Number("--size", "Side of the pictures in pixels: the --size of the training run.", 128, 8, 1024, "N");
        var limit = CommandOptions.Number(
            "--limit",
            "Largest size of the file in MiB; the best quality that fits is chosen.",
            40,
            1,
            4096,
            "MIB"
        );
        var command = new Command(
            "pack-data",
            "Writes the training faces as one small file, for machines that have neither the folder nor the imaging library."
        )
        {
            data,
            path,
            size,
            limit,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var target = parsed.GetValue(path)!;
                new OutputFiles(services).RequireFile(target);
                var (quality, bytes) = PackedFaces.Write(
                    parsed.GetValue(data)!,
                    target,
                    parsed.GetValue(size),
                    (long)parsed.GetValue(limit) << 20,
                    cancellationToken
                );
                services.Output.WriteLine($"{target}  {bytes / (1024.0 * 1024):0.0} MiB at WebP quality {quality}");
                return Task.FromResult(ExitCode.Success);
            }
        );
        return command;
    }
}
