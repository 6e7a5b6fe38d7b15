using System.CommandLine;
using Sair.CommandLine;

namespace Sair.Evaluation;

/// <summary><c>sair evaluate quality --data DIR</c>.</summary>
internal static class EvaluateQualityCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var data = new Option<string>("--data") { Description = "The evaluation set: a folder per person with aligned faces; with --held-out the training set.", HelpName = "DIR", Required = true };
        var people = new Option<int>("--people") { Description = "How many people, in the order of their names, with their first two photos; with one photo each of those held out.", HelpName = "N", DefaultValueFactory = _ => 40 };
        people.AcceptRange(1, 100_000);
        var heldOut = new Option<bool>("--held-out") { Description = "Takes --data for a training set and measures on one photo each of people that training holds out, evenly from every collection." };
        var command = new Command("quality", "Measures how well the quality score follows known damage, and what shifts and brightness change.") { data, people, heldOut };
        command.SetAction((parsed, cancellationToken) =>
        {
            var device = GlobalOptions.ConfigureTorch(parsed);
            var models = services.OpenModels(GlobalOptions.FindModels(parsed));
            using var ownedModels = models as IDisposable;
            return Task.FromResult(new QualityEvaluation(services, models, device).Run(parsed.GetValue(data)!, parsed.GetValue(people), parsed.GetValue(heldOut), cancellationToken) ? ExitCode.Success : ExitCode.Failure);
        });
        return command;
    }
}
