using System.Diagnostics;
using System.Globalization;
using Sair.Engine.Diffusion;
using Sair.Engine.Networks;
using Sair.Training.Data;

namespace Sair.Training.Diffusion;

/// <summary>Trains the base model of restoration by generation: noise of random strength is added to pictures and predicted.</summary>
/// <remarks>Stops cleanly at cancellation or at the end of its budget and can be resumed bit for bit.</remarks>
public sealed class DiffusionTrainer(DiffusionTrainingOptions options, TimeProvider clock, TextWriter output)
{
    private const int ReportEverySteps = 50;
    private const int WarmUpSteps = 100;
    private const double AverageHalfLifeImages = 5000;
    private const double GradientLimit = 1;

    private readonly Stopwatch _watch = new();
    private readonly DiffusionLoss _loss = new(new GaussianDiffusion(NoiseSchedule.Linear()));

    /// <summary>Runs until all pictures are seen, or the budget or the token end.</summary>
    /// <param name="cancellationToken">Saves and returns when cancelled.</param>
    /// <returns>Where the run stands.</returns>
    public DiffusionTrainingProgress Run(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.StateFolder);
        manual_seed(options.Seed);
        using var network = new DiffusionUNet(options.Network);
        using var average = new DiffusionUNet(options.Network);
        average.load_state_dict(network.state_dict());
        average.Freeze();
        average.eval();
        using var optimizer = new ResumableAdam(network.named_parameters().Select(entry => (entry.name, entry.parameter)), options.LearningRate);
        var progress = DiffusionCheckpoint.Load(options.StateFolder, network, average, optimizer);
        var faces = FaceIndex.Read(options.DataFolder, options.Sources);
        var side = options.Network.ImageSize;
        var training = FacePictures.Load(options.DataFolder, [.. faces.Where(face => !FaceIndex.IsValidation(face))], side, options.Balance, options.StateFolder, cancellationToken);
        var heldOut = FacePictures.Load(options.DataFolder, [.. faces.Where(FaceIndex.IsValidation)], side, 0, options.StateFolder, cancellationToken);
        output.WriteLine($"{training.Count} pictures to learn from, {heldOut.Count} held out; {network.parameters().Sum(parameter => parameter.numel()):N0} parameters; {get_num_threads()} threads");
        return Loop(training, new DiffusionValidation(heldOut, options.Levels), network, average, optimizer, progress, cancellationToken);
    }

    private DiffusionTrainingProgress Loop(FacePictures pictures, DiffusionValidation validation, DiffusionUNet network, DiffusionUNet average, ResumableAdam optimizer, DiffusionTrainingProgress progress, CancellationToken cancellationToken)
    {
        var before = progress.Elapsed;
        _watch.Restart();
        var lastSave = TimeSpan.Zero;
        var (sum, count, reportStart) = (0.0, 0, TimeSpan.Zero);
        while (progress.Images < options.Images && !cancellationToken.IsCancellationRequested && !(_watch.Elapsed >= options.Budget))
        {
            sum += Step(pictures, network, optimizer, progress.Step);
            count++;
            progress = progress with { Step = progress.Step + 1, Images = progress.Images + options.Batch, Elapsed = before + _watch.Elapsed };
            Blend(average, network, 1 - Math.Pow(0.5, options.Batch / Math.Min(AverageHalfLifeImages, 0.1 * progress.Images)));
            if (progress.Step % ReportEverySteps == 0)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{progress.Images,9:N0} images  {count * options.Batch / (_watch.Elapsed - reportStart).TotalSeconds,6:F1} images/s  loss {sum / count:F4}  elapsed {progress.Elapsed:h\\:mm\\:ss}"));
                (sum, count, reportStart) = (0.0, 0, _watch.Elapsed);
            }

            if (_watch.Elapsed - lastSave >= options.SaveEvery)
            {
                progress = Save(validation, network, average, optimizer, progress);
                lastSave = _watch.Elapsed;
                (sum, count, reportStart) = (0.0, 0, lastSave);
            }
        }

        return Save(validation, network, average, optimizer, progress);
    }

    private double Step(FacePictures pictures, DiffusionUNet network, ResumableAdam optimizer, long step)
    {
        using var scope = NewDisposeScope();
        // Seed and step number decide all draws, so a resumed run repeats them.
        var seed = (options.Seed * 1_000_003L) + step;
        manual_seed(seed);
        var random = new Random(unchecked((int)((seed * 2_654_435_761L) >> 13)));
        var start = pictures.Draw(options.Batch, pictures.Side, random);
        int[] indices = [.. Enumerable.Range(0, options.Batch).Select(_ => random.Next(options.Levels))];
        var terms = _loss.Evaluate(network.forward, start, indices, randn_like(start));
        var loss = (terms.Noise + terms.Variational).mean();
        loss.backward();
        nn.utils.clip_grad_norm_(network.parameters(), GradientLimit);
        optimizer.LearningRate = options.LearningRate * Math.Min(1, (step + 1.0) / WarmUpSteps);
        optimizer.Step();
        optimizer.ZeroGradients();
        return terms.Noise.mean().ToDouble();
    }

    private static void Blend(DiffusionUNet average, DiffusionUNet network, double share)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope(); // what operators in place return
        foreach (var (mine, theirs) in average.parameters().Zip(network.parameters()))
        {
            mine.lerp_(theirs, share);
        }
    }

    private DiffusionTrainingProgress Save(DiffusionValidation validation, DiffusionUNet network, DiffusionUNet average, ResumableAdam optimizer, DiffusionTrainingProgress progress)
    {
        var (noise, variational) = validation.Measure(average);
        var measured = progress with { HeldOutLoss = noise };
        DiffusionCheckpoint.Save(options.StateFolder, measured, network, average, optimizer);
        validation.WriteSheet(Path.Combine(options.StateFolder, "sheet.png"), average);
        File.AppendAllText(
            Path.Combine(options.StateFolder, "log.csv"),
            string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():s},{progress.Images},{noise:F5},{variational:F5},{progress.Elapsed.TotalSeconds:F0}\n"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{progress.Images,9:N0} images  held-out noise error {noise:F4}, bound {variational:F4} bits (saved)"));
        return measured;
    }
}
