using System.CommandLine;
using System.Globalization;
using System.Text;
using Sair.Cli.Restoring;
using Sair.CommandLine;
using Sair.Training.Enlargement;

namespace Sair.Cli.Commands;

/// <summary><c>sair train enlargement --data DIR --out FILE</c>.</summary>
internal static class TrainEnlargementCommand
{
    private const int ReportedEpochs = 10;

    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var data = new Option<string[]>("--data")
        {
            Description = "Folders of good photos, a folder per person in each; half of the people are fitted on.",
            HelpName = "DIR",
            Required = true,
        };
        var output = new Option<string>("--out")
        {
            Description = "Where the numbers go: src/Sair.Engine/Degradations/real-size.txt is what the next build ships.",
            HelpName = "FILE",
            Required = true,
        };
        var photos = CommandOptions.Number("--photos", "How many photos are drawn.", 20_000, 1, 1_000_000, "N");
        var hidden = CommandOptions.Number("--hidden", "Hidden units.", 24, 1, 1_000_000, "N");
        var epochs = CommandOptions.Number("--epochs", "Passes over the drawn photos.", 60, 1, 1_000_000, "N");
        var seed = CommandOptions.Number("--seed", "Seed of all draws.", 1, 1, 1_000_000, "N");
        var command = new Command(
            "enlargement",
            "Fits what tells that a photo was enlarged and how often: photos with a drawn history of blur, noise, JPEG and enlargement."
        )
        {
            data,
            output,
            photos,
            hidden,
            epochs,
            seed,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var files = new OutputFiles(services);
                var path = parsed.GetValue(output)!;
                files.RequireFile(path);
                var samples = Draw(
                    services,
                    PersonHalves.Find(parsed.GetValue(data)!, isMeasuring: false),
                    parsed.GetValue(photos),
                    parsed.GetValue(seed),
                    cancellationToken
                );
                var network = RealSizeFit.Run(samples, parsed.GetValue(hidden), parsed.GetValue(epochs), parsed.GetValue(seed), Report);
                files.Write((path, Encoding.UTF8.GetBytes(network.Write())));
                return Task.FromResult(ExitCode.Success);

                void Report(int epoch, double loss)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if ((epoch + 1) % ReportedEpochs == 0)
                    {
                        services.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"pass {epoch + 1}: {loss:0.000}"));
                    }
                }
            }
        );
        return command;
    }

    private static List<(float[] Traces, double Factor)> Draw(
        CommandServices services,
        IReadOnlyList<string> files,
        int count,
        int seed,
        CancellationToken cancellationToken
    )
    {
        var random = new Random(seed);
        var samples = new List<(float[], double)>(count);
        for (var i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            samples.Add(HistoryDraw.Measure(PersonHalves.Read(files[random.Next(files.Count)]), random));
            if ((i + 1) % 1000 == 0)
            {
                services.Error.WriteLine($"{i + 1}/{count}");
            }
        }

        return samples;
    }
}
