using System.Globalization;
using Sair.Engine.Networks;
using Sair.Engine.Quality;
using Sair.Training.Checkpoints;
using Sair.Training.Reports;

namespace Sair.Training.Codebooks;

/// <summary>The first stage: trains encoder, two codebooks and generator to reproduce faces.</summary>
/// <remarks>
/// The discriminator sees no softened photo and judges no reconstruction of one: else it takes softness for real. Stops cleanly at
/// cancellation or at the end of its budget and can be resumed bit for bit.
/// </remarks>
/// <param name="options">Settings.</param>
/// <param name="quality">The frozen quality network that gates the second book.</param>
/// <param name="clock">The clock of the log.</param>
/// <param name="output">Receives progress.</param>
public sealed class DualAutoencoderTrainer(CodebookTrainingOptions options, QualityNetwork quality, TimeProvider clock, TextWriter output)
{
    /// <summary>Name of the checkpoint in the state folder.</summary>
    public const string CheckpointName = "autoencoder.safetensors";

    private const double AverageShare = 0.01;

    private readonly TrainingScores _scores = new(quality);

    /// <summary>Runs until the steps, the budget or the token end.</summary>
    /// <returns>Where the run stands.</returns>
    public RunProgress Run(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.StateFolder);
        manual_seed(options.Seed);
        using var run = new DualAutoencoderRun(options.Networks);
        var path = Path.Combine(options.StateFolder, CheckpointName);
        if (options.StartPack is { } pack && !File.Exists(path))
        {
            StartPack.LoadFirst(pack, run.Network);
        }

        using var average = new ParameterAverage(run.Parameters);
        var checkpoint = new RunCheckpoint(path, run.Parameters, average, run.Optimizers, run.Extras);
        var progress = checkpoint.Load<RunProgress>();
        var faces = TrainingFaces.Load(options, options.Networks.Vqgan.Size, output, cancellationToken);
        output.WriteLine($"{run.Parameters.Sum(entry => entry.Parameter.numel()):N0} parameters");
        return new RunLoop(options.Steps, options.Budget, options.SaveEvery, output).Run(
            progress,
            options.Batch,
            step =>
            {
                var report = Step(run, faces, step);
                average.Blend(Math.Max(AverageShare, 1.0 / (step + 1)));
                return report;
            },
            reached => Save(checkpoint, run, average, faces, reached),
            cancellationToken);
    }

    private string Step(DualAutoencoderRun run, TrainingFaces faces, long step)
    {
        using var scope = NewDisposeScope();
        var random = StepDraws.Begin(options.Seed, step);
        var size = options.Networks.Vqgan.Size;
        var originals = faces.Training.Draw(options.Batch, size, random);
        var (photos, untouched) = SoftenedPhotos.Draw(originals, options.SoftShare, random);
        var scores = _scores.Of(photos, originals);
        var made = run.Network.Reconstruct(photos, scores, options.Threshold);
        var reconstruction = ReconstructionTerms.Evaluate(made.Pictures, photos, step % options.FeatureEvery == 0 ? quality : null);
        var loss = reconstruction + made.CommonLoss + made.AestheticLoss;
        var isAdversarial = step >= options.AdversarialFrom && untouched.numel() > 0;
        var judged = made.Pictures.index_select(0, untouched);
        if (isAdversarial)
        {
            var adversarial = AdversarialLoss.Generator(run.Discriminator.forward(judged));
            loss = loss + (AdversarialLoss.Balance(reconstruction, adversarial, run.Network.Generator.LastConvolution.weight!) * adversarial);
        }

        GradientStep.Take(run.Adam, loss, run.Network, options, step);
        if (isAdversarial)
        {
            run.Discriminator.zero_grad();
            GradientStep.Take(run.DiscriminatorAdam, AdversarialLoss.Discriminator(run.Discriminator.forward(originals), run.Discriminator.forward(judged.detach())), run.Discriminator, options, step);
        }

        var open = scores.gt(options.Threshold);
        run.CommonUse.Count(made.Common.Indices, made.Map.detach(), step, options.Steps);
        var chosen = open.nonzero().flatten();
        run.AestheticUse.Count(made.Aesthetic.Indices.index_select(0, chosen), made.Map.detach().index_select(0, chosen), step, options.Steps);
        return $"loss {loss.ToDouble():F4}  reconstruction {reconstruction.ToDouble():F4}  gate {open.to(float32).mean().ToDouble():P0}";
    }

    private void Save(RunCheckpoint checkpoint, DualAutoencoderRun run, ParameterAverage average, TrainingFaces faces, RunProgress progress)
    {
        checkpoint.Save(progress);
        average.Exchange();
        var figures = DualAutoencoderCheck.Measure(run.Network, options.Threshold, faces.HeldOut, Path.Combine(options.StateFolder, "autoencoder.png"));
        average.Exchange();
        output.WriteLine($"step {progress.Step,6:N0}  held-out PSNR {figures.Decibels:F2} dB, common book {figures.CommonUse:P0}, second book {figures.AestheticUse:P0} used (saved)");
        File.AppendAllText(
            Path.Combine(options.StateFolder, "autoencoder-log.csv"),
            string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():s},{progress.Step},{figures.Decibels:F3},{figures.CommonUse:F3},{figures.AestheticUse:F3}\n"));
    }
}
