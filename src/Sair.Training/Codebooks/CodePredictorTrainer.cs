using System.Globalization;
using Sair.Engine.Networks;
using Sair.Engine.Quality;
using Sair.Training.Checkpoints;
using Sair.Training.Data;

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
    /// <returns>Where the run stands.</returns>
    /// <exception cref="FileNotFoundException">The first stage has not been trained.</exception>
    public RunProgress Run(CancellationToken cancellationToken)
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
        using var average = new ParameterAverage(parameters);
        using var adam = new ResumableAdam(parameters.Where(entry => entry.parameter.requires_grad), beta1: 0.9, beta2: 0.99);
        var checkpoint = new RunCheckpoint(path, parameters, average, new Dictionary<string, ResumableAdam> { ["adam"] = adam });
        var progress = checkpoint.Load<RunProgress>();
        var faces = TrainingFaces.Load(options, options.Networks.Vqgan.Size, output, cancellationToken);
        output.WriteLine($"{parameters.Sum(entry => entry.parameter.numel()):N0} parameters");
        return new RunLoop(options.Steps, options.Budget, options.SaveEvery, output).Run(
            progress,
            options.Batch,
            step =>
            {
                var report = Step(network, first, faces, adam, step);
                average.Blend(Math.Max(AverageShare, 1.0 / (step + 1)));
                return report;
            },
            reached => Save(checkpoint, network, average, faces.HeldOut, reached),
            cancellationToken);
    }

    private string Step(CodePredictor network, DualAutoencoder first, TrainingFaces faces, ResumableAdam adam, long step)
    {
        using var scope = NewDisposeScope();
        var random = StepDraws.Begin(options.Seed, step);
        var photos = faces.Training.Draw(options.Batch, options.Networks.Vqgan.Size, random);
        var (targets, _) = SoftenedPhotos.Draw(photos, options.SoftShare, random);
        var scores = _scores.Of(targets, photos);
        var gate = scores.gt(options.Threshold).to(float32); // [N]
        var prediction = network.Predict(DegradedFaces.Draw(photos, random), random.NextDouble() < options.WithoutScoreShare ? null : scores);
        var losses = CodePredictionLoss.Evaluate(network, prediction, FirstStage.Codes(first, targets), gate);
        var loss = losses.Feature + losses.Aesthetic + losses.Common;
        if (options.QualityWeight > 0 && step % options.QualityEvery == 0)
        {
            // Asks for no more quality than was wanted, so that low scores stay restrained.
            var picture = network.Render(prediction, new CodeRendering(PassesGradient: true, Gate: gate));
            loss = loss + (options.QualityWeight * (scores - _scores.Of(picture, photos)).relu().mean());
        }

        GradientStep.Take(adam, loss, network, options, step);
        return $"feature {losses.Feature.ToDouble():F4}  codes {losses.Aesthetic.ToDouble():F3} + {losses.Common.ToDouble():F3}";
    }

    private void Save(RunCheckpoint checkpoint, CodePredictor network, ParameterAverage average, FacePictures heldOut, RunProgress progress)
    {
        checkpoint.Save(progress);
        average.Exchange();
        var figures = CodePredictorCheck.Measure(network, quality, options.Threshold, heldOut, Path.Combine(options.StateFolder, "predictor.png"), options.Seed);
        average.Exchange();
        output.WriteLine($"step {progress.Step,6:N0}  held-out PSNR {figures.Decibels:F2} dB (photo enlarged {figures.InputDecibels:F2}), quality at 0.3/0.6/0.9: {string.Join(" ", figures.Qualities.Select(value => $"{value:F3}"))} (saved)");
        File.AppendAllText(
            Path.Combine(options.StateFolder, "predictor-log.csv"),
            string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():s},{progress.Step},{figures.Decibels:F3},{figures.InputDecibels:F3},{string.Join(',', figures.Qualities.Select(value => value.ToString("F4", CultureInfo.InvariantCulture)))}\n"));
    }
}
