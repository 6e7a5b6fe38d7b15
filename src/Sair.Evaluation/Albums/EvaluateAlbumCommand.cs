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
        var data = new Option<string>("--data") { Description = "The evaluation set: a folder per person with the truth and the album in the order of their names.", HelpName = "DIR", Required = true };
        var people = Number("--people", "How many people, in the order of their names.", 10, 1, 100_000);
        var photos = Number("--photos", "Photos per album.", 5, 1, 1000);
        var scale = Number("--scale", "Factor by which the faces are reduced.", 8, 1, 64);
        var rows = RowsOption.Create(AlbumEvaluationRequest.KnownRows, AlbumEvaluationRequest.KnownRows);
        var judges = new Option<string>("--judges") { Description = "Folder with the judges; without it their columns stay empty.", HelpName = "DIR" };
        var sheet = new Option<string>("--sheet") { Description = "Where to draw all pictures side by side.", HelpName = "FILE" };
        var engine = new Gen2ResEngine();
        var flags = new EngineOptionFlags([engine], except: [nameof(Gen2ResOptions.Mode), nameof(Gen2ResOptions.TuningForm)]);
        var command = new Command("album", "Compares the personal model with the base model, with a stranger's album and with the other engines.")
        {
            data, people, photos, scale, rows, judges, sheet,
        };
        foreach (var option in flags.Options)
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellationToken) =>
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
            new AlbumEvaluationRunner(services, models, device).Run(request, cancellationToken);
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private static Option<int> Number(string name, string description, int fallback, int minimum, int maximum)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => fallback };
        option.AcceptRange(minimum, maximum);
        return option;
    }
}
