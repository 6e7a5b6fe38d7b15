using Sair.Engine.Losses;
using Sair.Engine.Networks;
using Sair.Engine.Quality;
using Sair.Training.Data;
using Sair.Training.Reports;
using Sair.Training.Runs;

namespace Sair.Training.Codebooks;

/// <summary>The second stage: trains encoder, transformer and score to predict the codes of the good photo from a degraded one.</summary>
/// <remarks>
/// Starts from the first stage's averaged networks; books and generator stay as they are. Can be resumed bit for bit; where the
/// first stage was trained further since, a resumed run goes on with its books and generator.
/// </remarks>
/// <param name="options">Settings; the state folder holds the first stage.</param>
/// <param name="quality">The frozen quality network: it scores targets and rewards results.</param>
/// <param name="clock">The clock of the log.</param>
/// <param name="output">Receives progress.</param>
public sealed class CodePredictorTrainer(CodebookTrainingOptions options, QualityNetwork quality, TimeProvider clock, TextWriter output)
{
    /// <summary>Name of the checkpoint in the state folder.</summary>
    public const string CheckpointName = "predictor.safetensors";

    private const double AverageShare = 0.01;
    private static readonly string[] Frozen = ["quantize.", "quantize_aesthetic.", "generator."];

    private readonly TrainingScores _scores = new(quality);

    /// <summary>Runs until the steps, the budget or the token end.</summary>
    /// <param name="cancellationToken">Saves and returns when cancelled.</param>
    /// <returns>Where the run stands.</returns>
    /// <exception cref="FileNotFoundException">The first stage has not been trained.</exception>
    /// <exception cref="InvalidDataException">The state folder or the pack to start from holds networks of other sizes.</exception>
    public TrainingProgress Run(CancellationToken cancellationToken)
    {
        manual_seed(options.Seed);
        using var first = FirstStage.Load(options);
        using var network = new CodePredictor(options.Networks);
        network.load_state_dict(first.state_dict(), strict: false);
        var path = Path.Combine(options.StateFolder, CheckpointName);
        if (options.StartPack is { } pack && !File.Exists(path))
        {
            StartPack.LoadSecond(pack, network);
        }

        foreach (var (name, parameter) in network.named_parameters())
        {
            parameter.requires_grad = !Frozen.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
        }

        var parameters = network.named_parameters().ToList();
        using var average = new WeightAverage(parameters);
        using var adam = new ResumableAdam(parameters.Where(entry => entry.parameter.requires_grad), beta1: 0.9, beta2: 0.99);
        var checkpoint = new Checkpoint(path)
        {
            Parameters = parameters,
            Average = average,
            Optimizers = new Dictionary<string, ResumableAdam> { ["adam"] = adam },
            KeepsFrozen = true,
        };
        var progress = checkpoint.Load<TrainingProgress>();
        var faces = options.LoadFaces(options.Networks.Vqgan.Size, output, cancellationToken);
        output.WriteLine($"{parameters.Sum(entry => entry.parameter.numel()):N0} parameters");
        return new TrainingLoop(options.Budget, options.SaveEvery, output, cancellationToken).Run(
            progress,
            new TrainingGoal<TrainingProgress>(reached => reached.Step, options.Steps, "steps"),
            options.Batch,
            reached =>
            {
                var figures = Step(network, first, faces.Training, adam, reached.Step);
                average.Update(WeightAverage.ShareOfStep(reached.Step, AverageShare));
                return figures;
            },
            reached => Save(checkpoint, network, average, faces.HeldOut, reached)
        );
    }

    private IReadOnlyList<(string Name, double Value)> Step(
        CodePredictor network,
        DualAutoencoder first,
        FacePictures pictures,
        ResumableAdam adam,
        long step
    )
    {
        var random = TrainingStep.Seed(options.Seed, step);
        var photos = pictures.Draw(options.Batch, options.Networks.Vqgan.Size, random);
        var (targets, _) = SoftenedPhotos.Draw(photos, options.SoftShare, random);
        var scores = _scores.Of(targets, photos);
        var gate = scores.gt(options.Threshold).to(float32); // [N]
        var degraded = DegradedFaces.Draw(photos, random);
        var prediction = network.Predict(degraded, random.NextDouble() < options.WithoutScoreShare ? null : scores);
        var losses = CodePredictionLoss.Evaluate(network, prediction, FirstStage.Codes(first, targets), gate);
        var loss = losses.Feature + losses.Aesthetic + losses.Common;
        if (options.QualityWeight > 0 && step % options.QualityEvery == 0)
        {
            // Asks for no more quality than was wanted, so that low scores stay restrained.
            var picture = network.Render(prediction, new CodeRendering(PassesGradient: true, Gate: gate));
            loss = loss + (options.QualityWeight * (scores - _scores.Of(picture, photos)).relu().mean());
        }

        TrainingStep.Descend(adam, loss, network.parameters(), TrainingStep.CosineRate(options.LearningRate, step, options.Steps));
        return
        [
            ("feature", losses.Feature.ToDouble()),
            ("second book", losses.Aesthetic.ToDouble()),
            ("common book", losses.Common.ToDouble()),
        ];
    }

    private TrainingProgress Save(
        Checkpoint checkpoint,
        CodePredictor network,
        WeightAverage average,
        FacePictures heldOut,
        TrainingProgress progress
    )
    {
        checkpoint.Save(progress);
        var sheet = Path.Combine(options.StateFolder, "predictor.png");
        var figures = average.Measure(() => CodePredictorCheck.Measure(network, quality, options.Threshold, heldOut, sheet, options.Seed));
        output.WriteLine(
            $"step {progress.Step, 6:N0}  held-out PSNR {figures.Decibels:F2} dB (photo enlarged {figures.InputDecibels:F2}), "
                + $"quality at 0.3/0.6/0.9: {string.Join(" ", figures.Qualities.Select(value => $"{value:F3}"))} (saved)"
        );
        TrainingLog.Append(
            Path.Combine(options.StateFolder, "predictor-log.csv"),
            clock,
            $"{progress.Step},{figures.Decibels:F3},{figures.InputDecibels:F3},"
                + string.Join(',', figures.Qualities.Select(value => $"{value:F4}"))
        );
        return progress;
    }
}

/// <summary>Measures the second stage on degraded held-out photos.</summary>
internal static class CodePredictorCheck
{
    private const int Photos = 64;
    private const int Batch = 16;
    private static readonly double[] Scores = [0.3, 0.6, 0.9];

    /// <summary>Measures.</summary>
    /// <param name="network">The predictor.</param>
    /// <param name="quality">The quality network.</param>
    /// <param name="threshold">Wanted score above which the second book counts.</param>
    /// <param name="heldOut">The photos.</param>
    /// <param name="sheet">Where to draw the first ones: degraded, restored with rising score, original.</param>
    /// <param name="seed">Seed of the degradations.</param>
    /// <param name="fidelity">w: how much the photo's features count.</param>
    public static PredictorFigures Measure(
        CodePredictor network,
        QualityNetwork quality,
        double threshold,
        FacePictures heldOut,
        string sheet,
        int seed,
        double fidelity = 0
    )
    {
        using var ungraded = no_grad();
        var random = TrainingStep.Seed(seed, 0);
        var (made, input, count) = (0.0, 0.0, 0);
        var qualities = new double[Scores.Length];
        foreach (var numbers in heldOut.EvenBatches(Photos, Batch))
        {
            using var scope = NewDisposeScope();
            var photos = heldOut.Read(numbers, heldOut.Side);
            var degraded = DegradedFaces.Draw(photos, random);
            var restored = Scores.Select(score => Restore(network, degraded, score, threshold, fidelity)).ToList();
            input += ReconstructionLoss.Decibels(degraded, photos).sum().ToDouble();
            made += ReconstructionLoss.Decibels(restored[^1], photos).sum().ToDouble();
            for (var i = 0; i < Scores.Length; i++)
            {
                qualities[i] += quality.forward((restored[i] + 1) / 2).sum().ToDouble();
            }

            if (count == 0)
            {
                PictureSheet.Write(sheet, [degraded, .. restored, photos]);
            }

            count += numbers.Count;
        }

        return new PredictorFigures(made / count, input / count, [.. qualities.Select(sum => sum / count)]);
    }

    private static Tensor Restore(CodePredictor network, Tensor degraded, double score, double threshold, double fidelity)
    {
        var wanted = full([degraded.shape[0]], score);
        var rendering = new CodeRendering(fidelity, Gate: wanted.gt(threshold).to(float32));
        return network.Render(network.Predict(degraded, wanted), rendering).clamp(-1, 1);
    }
}

/// <summary>Figures of the second stage on degraded held-out photos.</summary>
/// <param name="Decibels">Mean PSNR with a wanted score of 0.9.</param>
/// <param name="InputDecibels">Mean PSNR of the enlarged photos.</param>
/// <param name="Qualities">Mean score of results with wanted scores of 0.3, 0.6 and 0.9.</param>
internal sealed record PredictorFigures(double Decibels, double InputDecibels, IReadOnlyList<double> Qualities);
