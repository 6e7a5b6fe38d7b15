using System.CommandLine;
using Sair.CommandLine;

namespace Sair.Evaluation.Packs;

/// <summary><c>sair evaluate pack --data DIR [--eval DIR] [--previous DIR]</c>.</summary>
internal static class EvaluatePackCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var data = new Option<string>("--data") { Description = "The folder of aligned faces with sources.csv that the pack was trained from; its held-out people are measured.", HelpName = "DIR", Required = true };
        var judges = new Option<string>("--judges") { Description = "Folder with the judges; without it their column stays empty.", HelpName = "DIR" };
        var eval = new Option<string>("--eval") { Description = "The evaluation set, a folder per person: its faces are inverted too.", HelpName = "DIR" };
        var people = new Option<int>("--people") { Description = "How many people of the evaluation set, in the order of their names.", HelpName = "N", DefaultValueFactory = _ => 20 };
        people.AcceptRange(1, 100_000);
        var steps = new Option<int>("--steps") { Description = "Gradient steps of the inversion after the encoder.", HelpName = "N", DefaultValueFactory = _ => 100 };
        steps.AcceptRange(0, 10_000);
        var samples = new Option<int>("--samples") { Description = "How many faces are drawn for the detector; 0 draws none.", HelpName = "N", DefaultValueFactory = _ => 64 };
        samples.AcceptRange(0, 1024);
        var previous = new Option<string>("--previous") { Description = "Models folder of another pack, whose figures follow.", HelpName = "DIR" };
        var command = new Command("pack", "Measures how well the face pack reproduces held-out faces, by source and by skin tone, inverts faces of the evaluation set, and counts the faces among its samples.") { data, judges, eval, people, steps, samples, previous };
        command.SetAction((parsed, cancellationToken) =>
        {
            var device = GlobalOptions.ConfigureTorch(parsed);
            var request = new PackEvaluationRequest
            {
                Data = parsed.GetValue(data)!,
                Judges = parsed.GetValue(judges),
                Evaluation = parsed.GetValue(eval),
                People = parsed.GetValue(people),
                Steps = parsed.GetValue(steps),
                Samples = parsed.GetValue(samples),
            };
            foreach (var folder in new[] { GlobalOptions.FindModels(parsed), parsed.GetValue(previous) }.OfType<string>())
            {
                var models = services.OpenModels(folder);
                using var ownedModels = models as IDisposable;
                new PackEvaluation(services, models, device).Run(request, cancellationToken);
            }

            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }
}
