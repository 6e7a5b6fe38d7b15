using System.Text.Json;
using Sair.Engine.Faces;
using Sair.Engine.Losses;
using Sair.Engine.Weights;
using Sair.Training.Adversarial;
using Sair.Training.Data;
using Sair.Training.Reports;
using Sair.Training.Runs;

namespace Sair.Training.Autoencoding;

/// <summary>Where a run of the face pack stands.</summary>
public sealed record AutoencoderProgress : TrainingProgress
{
    /// <summary>Gets the number of the current stage from 0.</summary>
    public int Stage { get; init; }

    /// <summary>Gets the pictures seen in the current stage.</summary>
    public long StageImages { get; init; }

    /// <inheritdoc/>
    public override AutoencoderProgress After(int images) =>
        (AutoencoderProgress)base.After(images) with
        {
            StageImages = StageImages + images,
        };
}

/// <summary>Trains encoder and generator of the face pack together to reproduce faces, size by size.</summary>
/// <remarks>Stops cleanly at cancellation or at the end of its budget and can be resumed bit for bit.</remarks>
/// <param name="options">The run's settings.</param>
/// <param name="models">Opens the recogniser; null where no feature loss is wanted.</param>
/// <param name="clock">Dates the log.</param>
/// <param name="output">Receives progress.</param>
public sealed class AutoencoderTrainer(AutoencoderOptions options, IModelProvider? models, TimeProvider clock, TextWriter output)
{
    /// <summary>Name of the checkpoint in the state folder.</summary>
    public const string CheckpointName = "checkpoint.safetensors";

    private const int ValidationBatch = 32;
    private const int ValidationPictures = 256;
    private const double AverageHalfLifeImages = 6000;
    private const int WarmUpSteps = 100;

    private RecogniserFeatureLoss? _features;
    private DiscriminatorTrainer? _discriminator;

    /// <summary>Runs until the stages, the budget or the token end.</summary>
    /// <param name="cancellationToken">Saves and returns when cancelled.</param>
    /// <returns>Where the run stands.</returns>
    /// <exception cref="InvalidDataException">The state folder or the pack to start from holds networks of other sizes.</exception>
    public AutoencoderProgress Run(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.StateFolder);
        manual_seed(options.Seed);
        var device = TorchRuntime.ParseDevice(options.Device);
        var path = Path.Combine(options.StateFolder, CheckpointName);
        using var networks = new AutoencoderNetworks(options);
        if (options.StartPack is { } pack && !File.Exists(path))
        {
            networks.LoadPack(pack);
        }

        // Drawn on the processor and moved, so that a seed gives the same start on every device.
        networks.MoveTo(device);
        networks.FreezeBelow(options.FrozenBelow);
        var parameters = networks.Parameters().ToList();
        using var average = new WeightAverage(parameters);
        using var adam = new ResumableAdam(networks.TrainedParameters(), beta1: 0.9, beta2: 0.99);
        using var discriminator =
            options.AdversarialWeight > 0 ? new DiscriminatorTrainer(options.Stages[^1].Side, options.AugmentationRise, device) : null;
        _discriminator = discriminator;
        var checkpoint = new Checkpoint(path)
        {
            Parameters = parameters,
            Average = average,
            Optimizers = new Dictionary<string, ResumableAdam> { ["adam"] = adam },
            Discriminator = discriminator,
            Metadata = new Dictionary<string, string> { ["options"] = JsonSerializer.Serialize(options) },
        };
        var progress = checkpoint.Load<AutoencoderProgress>();
        var faces = FaceSplit.Load(
            options.DataFolder,
            options.Sources,
            options.Size,
            options.Balance,
            options.StateFolder,
            output,
            cancellationToken,
            device
        );
        var learned = networks.TrainedParameters().Sum(entry => entry.Parameter.numel());
        output.WriteLine(
            $"{learned:N0} of {parameters.Sum(entry => entry.Parameter.numel()):N0} parameters learn; "
                + $"{get_num_threads()} threads on {options.Device}"
        );
        using var recogniser = models is not null && options.FeatureWeight > 0 ? AlignedRecogniser.Load(models, device) : null;
        _features = recogniser is null ? null : new RecogniserFeatureLoss(recogniser);
        var loop = new TrainingLoop(options.Budget, options.SaveEvery, output, cancellationToken);
        while (progress.Stage < options.Stages.Count && !loop.IsStopped)
        {
            var stage = options.Stages[progress.Stage];
            progress = loop.Run(
                progress,
                new TrainingGoal<AutoencoderProgress>(reached => reached.StageImages, stage.Images, $"images of {stage.Side} px"),
                stage.Batch,
                reached => Step(stage, faces.Training, networks, average, adam, reached),
                reached => Save(stage, checkpoint, faces.HeldOut, networks, average, reached)
            );
            if (progress.StageImages < stage.Images)
            {
                break;
            }

            progress = progress with { Stage = progress.Stage + 1, StageImages = 0 };
        }

        return progress;
    }

    private IReadOnlyList<(string Name, double Value)> Step(
        TrainingStage stage,
        FacePictures pictures,
        AutoencoderNetworks networks,
        WeightAverage average,
        ResumableAdam adam,
        AutoencoderProgress progress
    )
    {
        var rate = stage.LearningRate * Math.Min(1, (progress.StageImages + stage.Batch) / ((double)WarmUpSteps * stage.Batch));
        var (loss, learn) = Evaluate(stage, pictures, networks, progress.Step);
        TrainingStep.Descend(adam, loss, networks.TrainedParameters().Select(entry => entry.Parameter), rate);
        learn?.Invoke(rate);
        average.Update(WeightAverage.ShareOfImages(stage.Batch, progress.Images + stage.Batch, AverageHalfLifeImages));
        return _discriminator is null
            ? [("loss", loss.ToDouble())]
            : [("loss", loss.ToDouble()), ("altered", _discriminator.AugmentationProbability)];
    }

    private (Tensor Loss, Action<double>? Learn) Evaluate(
        TrainingStage stage,
        FacePictures pictures,
        AutoencoderNetworks networks,
        long step
    )
    {
        var target = pictures.Draw(stage.Batch, stage.Side, TrainingStep.Seed(options.Seed, step));
        var latents = networks.Encoder.forward(target);
        var penalty = options.LatentPenalty * latents.square().mean();
        var noisy = latents + (randn_like(latents) * options.LatentNoise);
        var levels = networks.Generator.SynthesizeAll(noisy, upTo: stage.Side);
        var top = levels[^1].Picture;
        if (_discriminator is not { } discriminator || stage.Side != options.Stages[^1].Side)
        {
            return (AtTop(top, target) + ReconstructionLoss.Below(levels, target) + penalty, null);
        }

        // The pull of the discriminator is measured against the pull of the other terms where both meet, at the finished picture.
        var leaf = top.detach().requires_grad_(true);
        var terms = AtTop(leaf, target);
        var gradient = autograd.grad([terms], [leaf])[0];
        var pull = gradient + discriminator.GeneratorGradient(top, gradient, options.AdversarialWeight);
        var pulled = (top * pull).sum();
        var loss = pulled + ReconstructionLoss.Below(levels, target) + penalty;

        // What is reported counts the terms themselves, not what carries their gradient.
        return (loss - (pulled - terms).detach(), rate => discriminator.Step(target, top.detach(), rate, step));
    }

    private Tensor AtTop(Tensor top, Tensor target)
    {
        var loss = ReconstructionLoss.AtTop(top, target);
        return _features is null ? loss : loss + (options.FeatureWeight * Compare(top, target).Loss);
    }

    // Pictures in −1–1.
    private (Tensor Loss, Tensor Distance) Compare(Tensor pictures, Tensor originals) =>
        _features!.Evaluate((pictures + 1) / 2, _features.Describe((originals + 1) / 2));

    private AutoencoderProgress Save(
        TrainingStage stage,
        Checkpoint checkpoint,
        FacePictures heldOut,
        AutoencoderNetworks networks,
        WeightAverage average,
        AutoencoderProgress progress
    )
    {
        checkpoint.Save(progress);
        var (decibels, distance) = average.Measure(() => Validate(stage, heldOut, networks));
        TrainingLog.Append(
            Path.Combine(options.StateFolder, TrainingLog.CurvesName),
            clock,
            $"{progress.Images},{stage.Side},{decibels:F3},{progress.Elapsed.TotalSeconds:F0},{distance:F4}"
        );
        TrainingLog.DrawCurves(options.StateFolder);
        output.WriteLine(
            $"{progress.Images, 9:N0} images  {stage.Side, 3} px  held-out PSNR {decibels:F2} dB, descriptor distance {distance:F3} (saved)"
        );
        return progress;
    }

    private (double Decibels, double? Distance) Validate(TrainingStage stage, FacePictures heldOut, AutoencoderNetworks networks)
    {
        using var ungraded = no_grad();
        var (sum, distance, count) = (0.0, 0.0, 0);
        foreach (var numbers in heldOut.EvenBatches(ValidationPictures, ValidationBatch))
        {
            using var scope = NewDisposeScope();
            var originals = heldOut.Read(numbers, stage.Side);
            var rendered = networks.Generator.Synthesize(networks.Encoder.forward(originals), upTo: stage.Side).clamp(-1, 1);
            sum += ReconstructionLoss.Decibels(rendered, originals).sum().ToDouble();
            distance += numbers.Count * (_features is null ? 0 : Compare(rendered, originals).Distance.ToDouble());
            if (count == 0)
            {
                var shown = Math.Min(16, numbers.Count);
                var sheet = Path.Combine(options.StateFolder, $"sheet-{stage.Side}.png");
                PictureSheet.Write(sheet, [originals.narrow(0, 0, shown), rendered.narrow(0, 0, shown)]);
            }

            count += numbers.Count;
        }

        return (sum / count, _features is null ? null : distance / count);
    }
}
