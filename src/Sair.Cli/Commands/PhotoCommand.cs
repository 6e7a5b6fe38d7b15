using System.CommandLine;
using Sair.Cli.Photos;
using Sair.Cli.Restoring;
using Sair.CommandLine;
using Sair.Engine;
using Sair.Engine.Compositing;
using Sair.Engine.Engines;
using Sair.Engine.Imaging.Metadata;

namespace Sair.Cli.Commands;

/// <summary><c>sair photo IN --album DIR… --out FILE</c>.</summary>
internal static class PhotoCommand
{
    private const string Leave = "leave";

    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var input = new Argument<string>("IN")
        {
            Description =
                "A whole photo, or a folder of photos; of a folder, what an earlier run did with the same settings is " + "not done again.",
        };
        var output = new Option<string>("--out", "-o")
        {
            Description =
                "Where the result goes: a .png, .jpg or .webp, or a folder for a folder, which then holds a PNG by the "
                + "name of each photo.",
            HelpName = "PATH",
            Required = true,
        };
        var recursive = new Option<bool>("--recursive")
        {
            Description = "Of a folder, reads the folders below it too; results go into folders of the same names.",
        };
        var json = new Option<string>("--json")
        {
            Description = "Where to write what became of each photo, and what was not read.",
            HelpName = "FILE",
        };
        var albums = new Option<string[]>("--album", "-a")
        {
            Description = "A folder with good photos of one person; may be given several times.",
            HelpName = "DIR",
            Arity = ArgumentArity.OneOrMore,
        };
        var turn = TurnOption.Create();
        var realSize = RealSizeOption.Create();
        var faces = new Option<string>("--faces")
        {
            Description = "Which faces: all, largest, or numbers counted from the largest.",
            HelpName = "all|largest|1,3",
            DefaultValueFactory = _ => FaceSelection.All,
        };
        faces.Validate(text =>
            FaceSelection.Parse(text) is null ? $"--faces takes all, largest or numbers such as 1,3, not “{text}”." : null
        );
        var upscale = new Option<int>("--upscale")
        {
            Description = "Enlarges the photo 1, 2 or 4 times.",
            HelpName = "1|2|4",
            DefaultValueFactory = _ => 1,
        };
        upscale.Validate(text => text is "1" or "2" or "4" ? null : $"--upscale takes 1, 2 or 4, not “{text}”.");
        var smooth = new Option<bool>("--no-grain") { Description = "Leaves restored faces without the photo's grain." };
        var colour = new Option<bool>("--colour") { Description = "Lets faces of a black-and-white or sepia photo have colours." };
        var blind = services.Engines.Where(engine => engine.Descriptor.MinimumReferences == 0).ToList();
        var engine = EngineOption(
            "--engine",
            "The method for people with an album.",
            [.. services.Engines.Select(entry => entry.Descriptor.Id)]
        );
        var blindEngine = EngineOption(
            "--blind",
            "The method for people without an album, or leave them as they are.",
            [Leave, .. blind.Select(entry => entry.Descriptor.Id)]
        );
        var metadata = new Option<MetadataChoice>("--metadata")
        {
            Description =
                "What of the photo's metadata the result carries: when it was taken; all that fits the new picture, places too; "
                + "or nothing. Colours are always sRGB.",
            HelpName = "basic|keep|strip",
        };
        var degradation = new Option<bool>("--show-degradation")
        {
            Description = "Prints what is estimated of each face: blur, noise, JPEG and real size.",
        };
        var marks = new MarkOptions();
        var flags = new EngineOptionFlags(services.Engines);
        var command = new Command(
            "photo",
            $"Finds the faces of whole photos, restores them with the albums of the people, and puts them back. {ExitCode.Help}"
        )
        {
            input,
            output,
            recursive,
            json,
            albums,
            turn,
            realSize,
            faces,
            upscale,
            smooth,
            colour,
            metadata,
            degradation,
            engine,
            blindEngine,
        };
        foreach (var option in marks.Options.Concat(flags.Options))
        {
            command.Options.Add(option);
        }

        // A folder of results may be called what it likes.
        command.Validate(result =>
            File.Exists(result.GetValue(input)) ? PictureFile.FindWrongExtension(result.GetValue(output) ?? "") : null
        );
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var device = GlobalOptions.ConfigureTorch(parsed);
                var chosen = services.Engines.First(entry => entry.Descriptor.Id == parsed.GetValue(engine));
                var chosenBlind = blind.Find(entry => entry.Descriptor.Id == parsed.GetValue(blindEngine));
                var request = new PhotoRequest
                {
                    Input = parsed.GetValue(input)!,
                    Output = parsed.GetValue(output)!,
                    IsRecursive = parsed.GetValue(recursive),
                    Json = parsed.GetValue(json),
                    Albums = parsed.GetValue(albums) ?? [],
                    Turn = TurnOption.Read(parsed, turn),
                    RealSize = RealSizeOption.Read(parsed, realSize),
                    Faces = FaceSelection.Parse(parsed.GetValue(faces)!)!,
                    Engine = chosen,
                    Options = flags.Read(parsed, chosen.Descriptor, beside: chosenBlind?.Descriptor),
                    BlindEngine = chosenBlind,
                    BlindOptions = chosenBlind is null ? null : flags.Read(parsed, chosenBlind.Descriptor, beside: chosen.Descriptor),
                    Masks = marks.Masks(parsed),
                    ProposesScratches = marks.ProposesScratches(parsed),
                    Degradation = marks.Degradation(parsed),
                    ShowsDegradation = parsed.GetValue(degradation),
                    Metadata = parsed.GetValue(metadata),
                    Compositing = new CompositingOptions
                    {
                        Enlargement = parsed.GetValue(upscale),
                        KeepsGrain = !parsed.GetValue(smooth),
                        KeepsTone = !parsed.GetValue(colour),
                    },
                };
                if (request.Albums.Count == 0 && request.BlindEngine is null)
                {
                    throw new InvalidOptionsException(
                        "There is nobody to restore: give good photos of a person by --album DIR, or a method that needs none by --blind."
                    );
                }

                var folder = GlobalOptions.FindModels(parsed);
                var models = services.OpenModels(folder);
                using var ownedModels = models as IDisposable;
                using var runner = new PhotoRunner(services, models, folder, device);
                return Task.FromResult(runner.Run(request, cancellationToken));
            }
        );
        return command;
    }

    private static Option<string> EngineOption(string name, string description, IReadOnlyList<string> ids)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', ids),
            DefaultValueFactory = _ => ids[0],
        };
        option.Validate(text => ids.Contains(text) ? null : $"{name} takes one of {string.Join(", ", ids)}, not “{text}”.");
        return option;
    }
}
