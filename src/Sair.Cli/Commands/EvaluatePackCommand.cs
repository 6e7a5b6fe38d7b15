using System.CommandLine;
using Sair.Cli.CommandLine;
using Sair.Cli.Evaluating;

namespace Sair.Cli.Commands;

/// <summary><c>sair evaluate pack --data DIR</c>.</summary>
internal static class EvaluatePackCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var data = new Option<string>("--data") { Description = "The folder of aligned faces with sources.csv that the pack was trained from; its held-out people are measured.", HelpName = "DIR", Required = true };
        var judges = new Option<string>("--judges") { Description = "Folder with the judges; without it their column stays empty.", HelpName = "DIR" };
        var command = new Command("pack", "Measures how well the face pack reproduces held-out faces, by source and by skin tone.") { data, judges };
        command.SetAction((parsed, cancellationToken) =>
        {
            var device = GlobalOptions.ConfigureTorch(parsed);
            var models = services.OpenModels(GlobalOptions.FindModels(parsed));
            using var ownedModels = models as IDisposable;
            new PackEvaluation(services, models, device).Run(parsed.GetValue(data)!, parsed.GetValue(judges), cancellationToken);
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }
}
