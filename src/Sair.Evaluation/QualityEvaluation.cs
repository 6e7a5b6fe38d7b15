using System.CommandLine;
using Sair.CommandLine;
using Sair.Engine.Imaging;
using Sair.Engine.Networks;
using Sair.Engine.Quality;
using Sair.Engine.Weights;
using Sair.Evaluation.QuickSet;
using Sair.Training.Data;
using Sair.Training.Quality;

namespace Sair.Evaluation;

/// <summary><c>sair evaluate quality --data DIR</c>.</summary>
internal static class EvaluateQualityCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var data = new Option<string>("--data")
        {
            Description = "The evaluation set: a folder per person with aligned faces; with --held-out the training set.",
            HelpName = "DIR",
            Required = true,
        };
        var people = CommandOptions.Number(
            "--people",
            "How many people, in the order of their names, with their first two photos; with one photo each of those held out.",
            40,
            1,
            100_000,
            "N"
        );
        var heldOut = new Option<bool>("--held-out")
        {
            Description =
                "Takes --data for a training set and measures on one photo each of people that training holds out, evenly from "
                + "every collection.",
        };
        var command = new Command(
            "quality",
            "Measures how well the quality score follows known damage, and what shifts and brightness change."
        )
        {
            data,
            people,
            heldOut,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var device = GlobalOptions.ConfigureTorch(parsed);
                var models = services.OpenModels(GlobalOptions.FindModels(parsed));
                using var ownedModels = models as IDisposable;
                return Task.FromResult(
                    new QualityEvaluation(services, models, device).Run(
                        parsed.GetValue(data)!,
                        parsed.GetValue(people),
                        parsed.GetValue(heldOut),
                        cancellationToken
                    )
                        ? ExitCode.Success
                        : ExitCode.Failure
                );
            }
        );
        return command;
    }
}

/// <summary>Measures the quality network on photos that it has not seen.</summary>
internal sealed class QualityEvaluation(CommandServices services, IModelProvider models, Device device)
{
    private const double RequiredCorrelation = 0.9;
    private const int Seed = 0;
    private const int Shift = 2;
    private const double Brightness = 0.06;

    /// <summary>Prints the figures of every family and of stability.</summary>
    /// <param name="data">The evaluation set, or the training set.</param>
    /// <param name="people">How many people.</param>
    /// <param name="isHeldOut">Whether <paramref name="data"/> is a training set, whose held-out people are taken.</param>
    /// <param name="cancellationToken">Checked before measuring.</param>
    /// <returns>Whether every family reaches the required correlation.</returns>
    public bool Run(string data, int people, bool isHeldOut, CancellationToken cancellationToken)
    {
        using var scorer = QualityScorer.Load(models, device);
        var photos = isHeldOut
            ? [.. HeldOutFaces.Read(data, people, QualityNetwork.InputSide).Select(entry => entry.Picture)]
            : TestFaceReader.Read(data, people, 1, Seed).SelectMany(face => new[] { face.Truth, face.References[0] }).ToList();
        cancellationToken.ThrowIfCancellationRequested();
        services.Output.WriteLine(
            $"{photos.Count} photos of {people} {(isHeldOut ? "held-out people" : "people")}, {QualityMonotony.Levels} severities each, "
                + $"judged at {QualityNetwork.InputSide} px; network {models.Open(QualityScorer.ModelId, CPU).Sha256[..12]}"
        );
        services.Output.WriteLine(
            "Spearman's correlation of falling score and severity: over all photos together, and per photo; then the mean score from no "
                + "damage to the most"
        );
        var figures = QualityMonotony.Measure(scorer.Network.forward, photos, Seed);
        foreach (var figure in figures)
        {
            services.Output.WriteLine(
                $"{figure.Family, -10} {figure.Pooled, 6:F3} {figure.PerPhoto, 6:F3}   "
                    + $"{string.Join(' ', figure.MeanScores.Select(score => $"{score:F2}"))}   "
                    + $"{(figure.Pooled >= RequiredCorrelation ? "reached" : $"below {RequiredCorrelation}")}"
            );
        }

        var shifts = photos.ConvertAll(photo => Difference(scorer, photo, Shifted));
        var brighter = photos.ConvertAll(photo => Difference(scorer, photo, x => (x + Brightness).clamp(0, 1)));
        var darker = photos.ConvertAll(photo => Difference(scorer, photo, x => (x - Brightness).clamp(0, 1)));
        services.Output.WriteLine(
            $"change of the score (mean, largest): shift by {Shift} px {shifts.Average():F3}, {shifts.Max():F3}; brightness +{Brightness} "
                + $"{brighter.Average():F3}, {brighter.Max():F3}; −{Brightness} {darker.Average():F3}, {darker.Max():F3}"
        );
        return figures.All(figure => figure.Pooled >= RequiredCorrelation);
    }

    private static Tensor Shifted(Tensor x)
    {
        var side = x.shape[^1];
        var padded = nn.functional.pad(x, [Shift, 0, Shift, 0], PaddingModes.Replicate);
        return padded.narrow(2, 0, side).narrow(3, 0, side);
    }

    private double Difference(QualityScorer scorer, RgbImage photo, Func<Tensor, Tensor> change)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var x = ImageResizer.Resize(photo, QualityNetwork.InputSide, QualityNetwork.InputSide).ToTensor(device);
        return Math.Abs(scorer.Network.forward(change(x)).ToDouble() - scorer.Network.forward(x).ToDouble());
    }
}
