using System.Diagnostics;
using System.Globalization;
using Sair.Engine.Faces;
using Sair.Engine.Losses;
using Sair.Engine.Weights;
using Sair.Training.Adversarial;
using Sair.Training.Checkpoints;
using Sair.Training.Data;
using Sair.Training.Reports;

namespace Sair.Training.Autoencoding;

/// <summary>Trains encoder and generator together to reproduce faces, size by size.</summary>
/// <remarks>Stops cleanly at cancellation or at the end of its budget and can be resumed bit for bit.</remarks>
/// <param name="options">The run's settings.</param>
/// <param name="models">Opens the recogniser; null where no feature loss is wanted.</param>
/// <param name="clock">Dates the log.</param>
/// <param name="output">Receives progress.</param>
public sealed class AutoencoderTrainer(AutoencoderOptions options, IModelProvider? models, TimeProvider clock, TextWriter output)
{
    private const int ReportEverySteps = 50;
    private const int ValidationBatch = 32;
    private const int ValidationPictures = 256;
    private const double AverageHalfLifeImages = 6000;
    private const double GradientLimit = 1;

    private readonly Stopwatch _watch = new();
    private RecogniserFeatureLoss? _features;
    private AdversarialGame? _game;

    /// <summary>Runs until the stages, the budget or the token end.</summary>
    /// <param name="cancellationToken">Saves and returns when cancelled.</param>
    /// <returns>Where the run stands.</returns>
    public TrainingProgress Run(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.StateFolder);
        manual_seed(options.Seed);
        using var networks = new AutoencoderNetworks(options);
        using var average = new AutoencoderNetworks(options);
        if (options.StartPack is { } pack)
        {
            Checkpoint.LoadPack(pack, networks);
        }

        // Drawn on the processor and moved, so that a seed gives the same start on every device.
        networks.MoveTo(TorchRuntime.ParseDevice(options.Device));
        average.MoveTo(TorchRuntime.ParseDevice(options.Device));
        average.CopyFrom(networks);
        networks.FreezeBelow(options.FrozenBelow);
        using var optimizer = new ResumableAdam(networks.TrainedParameters(), beta1: 0.9, beta2: 0.99);
        using var game = options.AdversarialWeight > 0 ? new AdversarialGame(options.Stages[^1].Side, options.AugmentationRise, TorchRuntime.ParseDevice(options.Device)) : null;
        _game = game;
        var progress = Checkpoint.Load(options, networks, average, optimizer, game);
        var faces = FaceIndex.Read(options.DataFolder, options.Sources);
        var training = faces.Where(face => !FaceIndex.IsValidation(face)).ToList();
        var validation = faces.Where(FaceIndex.IsValidation).ToList();
        output.WriteLine($"{training.Count} faces to learn from, {validation.Count} held out; {networks.TrainedParameters().Sum(entry => entry.Parameter.numel()):N0} of {networks.Parameters().Sum(entry => entry.Parameter.numel()):N0} parameters learn; {get_num_threads()} threads on {options.Device}");

        var pictures = FacePictures.Load(options.DataFolder, training, options.Size, options.Balance, options.StateFolder, cancellationToken);
        var heldOut = FacePictures.Load(options.DataFolder, validation, options.Size, 0, options.StateFolder, cancellationToken);
        pictures.Device = heldOut.Device = TorchRuntime.ParseDevice(options.Device);
        using var recogniser = models is not null && options.FeatureWeight > 0 ? AlignedRecogniser.Load(models, TorchRuntime.ParseDevice(options.Device)) : null;
        _features = recogniser is null ? null : new RecogniserFeatureLoss(recogniser);
        var before = progress.Elapsed;
        _watch.Start();
        for (; progress.Stage < options.Stages.Count && !Ended(cancellationToken); progress = progress with { Stage = progress.Stage + 1, StageImages = 0 })
        {
            var stage = options.Stages[progress.Stage];
            progress = RunStage(stage, pictures, heldOut, networks, average, optimizer, progress, before, cancellationToken);
            if (progress.StageImages < stage.Images)
            {
                break;
            }
        }

        return progress;
    }

    private bool Ended(CancellationToken cancellationToken) => cancellationToken.IsCancellationRequested || _watch.Elapsed >= options.Budget;

    private TrainingProgress RunStage(TrainingStage stage, FacePictures pictures, FacePictures heldOut, AutoencoderNetworks networks, AutoencoderNetworks average, ResumableAdam optimizer, TrainingProgress progress, TimeSpan before, CancellationToken cancellationToken)
    {
        var lastSave = _watch.Elapsed;
        var reportStart = _watch.Elapsed;
        var reportImages = 0L;
        while (progress.StageImages < stage.Images && !Ended(cancellationToken))
        {
            using (var scope = NewDisposeScope())
            {
                optimizer.LearningRate = stage.LearningRate * Math.Min(1, (progress.StageImages + stage.Batch) / (100.0 * stage.Batch));
                var (loss, learn) = Step(stage, pictures, networks, progress.Step);
                loss.backward();
                nn.utils.clip_grad_norm_(networks.TrainedParameters().Select(entry => entry.Parameter), GradientLimit);
                optimizer.Step();
                optimizer.ZeroGradients();
                learn?.Invoke(optimizer.LearningRate);
                progress = progress with { Step = progress.Step + 1, Images = progress.Images + stage.Batch, StageImages = progress.StageImages + stage.Batch, Elapsed = before + _watch.Elapsed };
                average.Blend(networks, 1 - Math.Pow(0.5, stage.Batch / Math.Min(AverageHalfLifeImages, 0.1 * progress.Images)));
                reportImages += stage.Batch;
                if (progress.Step % ReportEverySteps == 0)
                {
                    Report(stage, progress, loss.ToDouble(), reportImages / (_watch.Elapsed - reportStart).TotalSeconds);
                    reportStart = _watch.Elapsed;
                    reportImages = 0;
                }
            }

            if (_watch.Elapsed - lastSave >= options.SaveEvery)
            {
                Save(stage, heldOut, networks, average, optimizer, progress);
                lastSave = _watch.Elapsed;
                reportStart = lastSave;
                reportImages = 0;
            }
        }

        Save(stage, heldOut, networks, average, optimizer, progress);
        return progress;
    }

    private (Tensor Loss, Action<double>? Learn) Step(TrainingStage stage, FacePictures pictures, AutoencoderNetworks networks, long step)
    {
        // Seed and step number decide all draws, so a resumed run repeats them.
        var target = pictures.Draw(stage.Batch, stage.Side, StepDraws.Begin(options.Seed, step));
        var latents = networks.Encoder.forward(target);
        var penalty = options.LatentPenalty * latents.square().mean();
        var noisy = latents + (randn_like(latents) * options.LatentNoise);
        var levels = networks.Generator.SynthesizeAll(noisy, upTo: stage.Side);
        var top = levels[^1].Picture;
        if (_game is not { } game || stage.Side != options.Stages[^1].Side)
        {
            return (AtTop(top, target) + ReconstructionLoss.Below(levels, target) + penalty, null);
        }

        // The pull of the discriminator is measured against the pull of the other terms where both meet, at the finished picture.
        var leaf = top.detach().requires_grad_(true);
        var terms = AtTop(leaf, target);
        var gradient = autograd.grad([terms], [leaf])[0];
        var pull = gradient + game.Pull(top, gradient, options.AdversarialWeight);
        var pulled = (top * pull).sum();
        var loss = pulled + ReconstructionLoss.Below(levels, target) + penalty;

        // What is reported counts the terms themselves, not what carries their gradient.
        return (loss - (pulled - terms).detach(), rate => game.Learn(target, top.detach(), rate, step));
    }

    private Tensor AtTop(Tensor top, Tensor target)
    {
        var loss = ReconstructionLoss.AtTop(top, target);
        return _features is null ? loss : loss + (options.FeatureWeight * Compare(top, target).Loss);
    }

    // Pictures in −1–1.
    private (Tensor Loss, Tensor Distance) Compare(Tensor pictures, Tensor originals) => _features!.Evaluate((pictures + 1) / 2, _features.Describe((originals + 1) / 2));

    private void Report(TrainingStage stage, TrainingProgress progress, double loss, double rate)
    {
        var left = TimeSpan.FromSeconds((stage.Images - progress.StageImages) / Math.Max(rate, 1e-3));
        output.WriteLine($"{progress.Images,9:N0} images  {stage.Side,3} px  {rate,6:F1} images/s  loss {loss:F4}{(_game is null ? string.Empty : $"  altered {_game.AugmentationProbability:P0}")}  elapsed {progress.Elapsed:h\\:mm\\:ss}  stage ends in {(int)left.TotalHours}:{left:mm\\:ss}");
    }

    private void Save(TrainingStage stage, FacePictures heldOut, AutoencoderNetworks networks, AutoencoderNetworks average, ResumableAdam optimizer, TrainingProgress progress)
    {
        Checkpoint.Save(options, progress, networks, average, optimizer, _game);
        var (decibels, distance) = Validate(stage, heldOut, average);
        File.AppendAllText(
            Path.Combine(options.StateFolder, TrainingCurves.LogName),
            string.Join(',', clock.GetUtcNow().ToString("s", CultureInfo.InvariantCulture), progress.Images, stage.Side, decibels.ToString("F3", CultureInfo.InvariantCulture), progress.Elapsed.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture), distance?.ToString("F4", CultureInfo.InvariantCulture)) + "\n");
        TrainingCurves.Draw(options.StateFolder);
        output.WriteLine($"{progress.Images,9:N0} images  {stage.Side,3} px  held-out PSNR {decibels:F2} dB, descriptor distance {distance:F3} (saved)");
    }

    private (double Decibels, double? Distance) Validate(TrainingStage stage, FacePictures heldOut, AutoencoderNetworks average)
    {
        using var ungraded = no_grad();
        var sum = 0.0;
        var distance = 0.0;
        var count = Math.Min(heldOut.Count, ValidationPictures);
        var shown = 0;
        for (var start = 0; start < count; start += ValidationBatch)
        {
            using var scope = NewDisposeScope();
            var numbers = Enumerable.Range(start, Math.Min(ValidationBatch, count - start)).Select(i => (int)((long)i * heldOut.Count / count)).ToList();
            var originals = heldOut.Read(numbers, stage.Side);
            var rendered = average.Generator.Synthesize(average.Encoder.forward(originals), upTo: stage.Side).clamp(-1, 1);
            var errors = (rendered - originals).square().mean([1, 2, 3]); // [N], range −1–1: peak 2
            sum += (10 * (4 / errors).log() / Math.Log(10)).sum().ToDouble();
            distance += numbers.Count * (_features is null ? 0 : Compare(rendered, originals).Distance.ToDouble());
            if (shown++ == 0)
            {
                var first = Math.Min(16, numbers.Count);
                PictureSheet.Write(Path.Combine(options.StateFolder, $"sheet-{stage.Side}.png"), [originals.narrow(0, 0, first), rendered.narrow(0, 0, first)]);
            }
        }

        return (sum / count, _features is null ? null : distance / count);
    }
}
