using System.Globalization;
using Sair.Engine.Networks;
using Sair.Engine.Quality;
using Sair.Training.Checkpoints;
using Sair.Training.Data;

namespace Sair.Training.Quality;

/// <summary>Trains the quality network on photos with known damage.</summary>
/// <remarks>Stops cleanly at cancellation or at the end of its budget and can be resumed bit for bit.</remarks>
public sealed class QualityTrainer(QualityTrainingOptions options, TimeProvider clock, TextWriter output)
{
    /// <summary>Name of the checkpoint in the state folder.</summary>
    public const string CheckpointName = "quality.safetensors";

    private const int ValidationPhotos = 12;
    private const double AverageShare = 0.01;
    private const double GradientLimit = 1;

    /// <summary>Runs until the steps, the budget or the token end.</summary>
    /// <returns>Where the run stands.</returns>
    public RunProgress Run(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.StateFolder);
        manual_seed(options.Seed);
        using var network = new QualityNetwork();
        var parameters = network.named_parameters().ToList();
        using var average = new ParameterAverage(parameters);
        using var optimizer = new ResumableAdam(parameters, beta1: 0.9, beta2: 0.99);
        var checkpoint = new RunCheckpoint(Path.Combine(options.StateFolder, CheckpointName), parameters, average, new Dictionary<string, ResumableAdam> { ["adam"] = optimizer });
        var progress = checkpoint.Load<RunProgress>();
        var faces = FaceIndex.Read(options.DataFolder, options.Sources);
        var training = Load([.. faces.Where(face => !FaceIndex.IsValidation(face))], cancellationToken);
        var heldOut = Load([.. faces.Where(FaceIndex.IsValidation)], cancellationToken);
        output.WriteLine($"{training.Count} photos to learn from, {heldOut.Count} held out; {parameters.Sum(entry => entry.parameter.numel()):N0} parameters");
        progress = new RunLoop(options.Steps, options.Budget, options.SaveEvery, output).Run(
            progress,
            2 * options.Pairs,
            step =>
            {
                var loss = Step(network, training, optimizer, step);
                average.Blend(Math.Max(AverageShare, 1.0 / (step + 1)));
                return $"loss {loss:F4}";
            },
            reached => Save(checkpoint, network, average, heldOut, reached),
            cancellationToken);
        if (progress.Step >= options.Steps && options.HeadPairs > 0 && !cancellationToken.IsCancellationRequested)
        {
            average.Exchange();
            QualityHeadFit.Fit(network, training, options.HeadPairs, options.HeadSteps, options.RankWeight, options.Seed, cancellationToken);
            average.Blend(1);
            output.WriteLine("head fitted to fixed features");
            Save(checkpoint, network, average, heldOut, progress);
        }

        return progress;
    }

    private FacePictures Load(IReadOnlyList<FaceSource> faces, CancellationToken cancellationToken) =>
        FacePictures.Load(options.DataFolder, faces, QualityNetwork.InputSide, 0.35, options.StateFolder, cancellationToken);

    private double Step(QualityNetwork network, FacePictures pictures, ResumableAdam optimizer, long step)
    {
        using var scope = NewDisposeScope();
        var random = StepDraws.Begin(options.Seed, step);
        var (damaged, targets) = QualityPairs.Draw(pictures.Draw(options.Pairs, QualityNetwork.InputSide, random), random);
        var loss = QualityLoss.Evaluate(network.forward(damaged), targets, options.RankWeight);
        loss.backward();
        nn.utils.clip_grad_norm_(network.parameters(), GradientLimit);
        optimizer.LearningRate = StepDraws.Rate(options.LearningRate, step, options.Steps);
        optimizer.Step();
        optimizer.ZeroGradients();
        return loss.ToDouble();
    }

    private void Save(RunCheckpoint checkpoint, QualityNetwork network, ParameterAverage average, FacePictures heldOut, RunProgress progress)
    {
        checkpoint.Save(progress);
        average.Exchange();
        var photos = Enumerable.Range(0, Math.Min(ValidationPhotos, heldOut.Count)).Select(i => (int)((long)i * heldOut.Count / Math.Min(ValidationPhotos, heldOut.Count))).ToList();
        var figures = QualityMonotony.Measure(network.forward, [.. photos.Select(photo => Photo(heldOut, photo))], options.Seed);
        average.Exchange();
        var line = string.Join("  ", figures.Select(figure => $"{figure.Family} {figure.Pooled:F3}"));
        output.WriteLine($"step {progress.Step,6:N0}  Spearman on held-out photos: {line} (saved)");
        File.AppendAllText(
            Path.Combine(options.StateFolder, "quality-log.csv"),
            string.Join(',', [clock.GetUtcNow().ToString("s", CultureInfo.InvariantCulture), $"{progress.Step}", .. figures.Select(figure => figure.Pooled.ToString("F4", CultureInfo.InvariantCulture))]) + "\n");
    }

    private static Engine.Imaging.RgbImage Photo(FacePictures pictures, int number)
    {
        using var scope = NewDisposeScope();
        return Engine.Imaging.ImageTensors.ToImage((pictures.Read([number], QualityNetwork.InputSide) + 1) / 2);
    }
}
