using System.CommandLine;
using Sair.CommandLine;
using Sair.Engine.Engines.Sair;
using Sair.Evaluation.Albums;
using Sair.Evaluation.Badge;
using Sair.Evaluation.Blind;
using Sair.Evaluation.Packs;
using Sair.Evaluation.Photos;
using Sair.Evaluation.QuickSet;

namespace Sair.Evaluation;

/// <summary><c>sair evaluate sair --data DIR</c>.</summary>
public static class EvaluateCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services) => new("evaluate", "Measures how well faces are restored whose truth is known.")
    {
        CreateSair(services),
        EvaluatePackCommand.Create(services),
        EvaluateQualityCommand.Create(services),
        EvaluateAlbumCommand.Create(services),
        EvaluateBlindCommand.Create(services),
        EvaluateFacesCommand.Create(services),
        EvaluateBadgeCommand.Create(services),
        EvaluatePersonCommand.Create(services),
        EvaluateEnlargedCommand.Create(services),
    };

    private static Command CreateSair(CommandServices services)
    {
        var data = new Option<string>("--data") { Description = "The evaluation set: a folder per person, each with two aligned faces or more.", HelpName = "DIR", Required = true };
        var people = new Option<int>("--people") { Description = "How many people, in the order of their names.", HelpName = "N", DefaultValueFactory = _ => 20 };
        people.AcceptRange(1, 100_000);
        var scale = new Option<int>("--scale") { Description = "Factor by which the faces are reduced.", HelpName = "S", DefaultValueFactory = _ => 8 };
        scale.AcceptRange(1, 64);
        var judges = new Option<string>("--judges") { Description = "Folder with the judges; without it their columns stay empty.", HelpName = "DIR" };
        var references = new Option<int>("--references") { Description = $"References per person; only the row “{EvaluationRequest.AllRow}” sees more than one.", HelpName = "N", DefaultValueFactory = _ => 1 };
        references.AcceptRange(1, 100);
        var rows = RowsOption.Create(EvaluationRequest.KnownRows, EvaluationRequest.UsualRows);
        var sheet = new Option<string>("--sheet") { Description = "Where to draw all pictures side by side.", HelpName = "FILE" };
        var json = new Option<string>("--json") { Description = "Where to write all figures, face by face.", HelpName = "FILE" };
        var flags = new EngineOptionFlags([new SairEngine()], except: [nameof(SairOptions.Scale)]);
        var command = new Command("sair", "Compares SAIR with bicubic enlargement, with the fidelity term alone and with the inversion of the reference.")
        {
            data, people, scale, references, rows, judges, sheet, json,
        };
        foreach (var option in flags.Options)
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellationToken) =>
        {
            var device = GlobalOptions.ConfigureTorch(parsed);
            var request = new EvaluationRequest
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
            new EvaluationRunner(services, models, device).Run(request, cancellationToken);
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }
}
