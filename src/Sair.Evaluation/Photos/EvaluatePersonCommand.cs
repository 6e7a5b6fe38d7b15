using System.CommandLine;
using Sair.CommandLine;

namespace Sair.Evaluation.Photos;

/// <summary><c>sair evaluate person --data DIR</c>.</summary>
internal static class EvaluatePersonCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var data = new Option<string>("--data") { Description = "A folder per person with square pictures: aligned faces, or with --photos whole photos.", HelpName = "DIR", Required = true };
        var people = new Option<int>("--people") { Description = "How many people, in the order of their names.", HelpName = "N", DefaultValueFactory = _ => 100 };
        people.AcceptRange(4, 100_000);
        var references = new Option<int>("--references") { Description = "Good photos of each person; the first photo by name is the one that is degraded.", HelpName = "N", DefaultValueFactory = _ => 3 };
        references.AcceptRange(1, 100);
        var photos = new Option<bool>("--photos") { Description = "The pictures are photos: their faces are found, as on the site." };
        var command = new Command("person", "Measures how often it is told that a photo shows the person of some good photos, or somebody else.") { data, people, references, photos };
        command.SetAction((parsed, cancellationToken) =>
        {
            GlobalOptions.ConfigureTorch(parsed);
            var models = services.OpenModels(GlobalOptions.FindModels(parsed));
            using var ownedModels = models as IDisposable;
            new PersonEvaluation(services, models).Run(parsed.GetValue(data)!, parsed.GetValue(people), parsed.GetValue(references), parsed.GetValue(photos), cancellationToken);
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }
}
