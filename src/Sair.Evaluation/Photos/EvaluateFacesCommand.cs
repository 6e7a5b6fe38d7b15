using System.CommandLine;
using Sair.CommandLine;

namespace Sair.Evaluation.Photos;

/// <summary><c>sair evaluate faces --data DIR</c>.</summary>
internal static class EvaluateFacesCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var data = new Option<string>("--data") { Description = "The evaluation set: a folder per person, each with two aligned faces or more.", HelpName = "DIR", Required = true };
        var photos = Number("--photos", "How many photos are composed, eight faces each.", 10, 1000);
        var megapixels = Number("--megapixels", "Their size.", 20, 100);
        var command = new Command("faces", "Measures how many faces of whole photos are found, how soon, and what putting them back leaves to see: faces of 20 px and more, tilted up to 45°, at known places of composed photos.") { data, photos, megapixels };
        command.SetAction((parsed, cancellationToken) =>
        {
            GlobalOptions.ConfigureTorch(parsed);
            var models = services.OpenModels(GlobalOptions.FindModels(parsed));
            using var ownedModels = models as IDisposable;
            new FaceSearchEvaluation(services, models).Run(parsed.GetValue(data)!, parsed.GetValue(photos), parsed.GetValue(megapixels), cancellationToken);
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private static Option<int> Number(string name, string description, int fallback, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => fallback };
        option.AcceptRange(1, most);
        return option;
    }
}
