using System.CommandLine;
using Sair.CommandLine;

namespace Sair.Evaluation.Photos;

/// <summary><c>sair evaluate enlarged --data DIR</c>.</summary>
internal static class EvaluateEnlargedCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var data = new Option<string[]>("--data") { Description = "Folders of good photos, a folder per person in each; the half of the people that nothing is fitted on is measured.", HelpName = "DIR", Required = true };
        var photos = new Option<int>("--photos") { Description = "How many photos, each with every history.", HelpName = "N", DefaultValueFactory = _ => 300 };
        photos.AcceptRange(1, 100_000);
        var seed = new Option<int>("--seed") { Description = "Seed of the noise and of all draws.", HelpName = "N", DefaultValueFactory = _ => 0 };
        var command = new Command("enlarged", "Measures how often photos that were enlarged are recognised, how often others are taken for such, and how well the real size is told.") { data, photos, seed };
        command.SetAction((parsed, cancellationToken) =>
        {
            new EnlargementEvaluation(services).Run(parsed.GetValue(data)!, parsed.GetValue(photos), parsed.GetValue(seed), cancellationToken);
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }
}
