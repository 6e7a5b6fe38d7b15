using Sair.Engine.Networks;
using Sair.Engine.Quality;
using Sair.Training.Adversarial;
using Sair.Training.Data;
using Sair.Training.Reports;
using Sair.Training.Runs;

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
    private const int CheckedPhotos = 192;
    private const int CheckedAtOnce = 16;

    private readonly TrainingScores _scores = new(quality);

    /// <summary>Runs until the steps, the budget or the token end.</summary>
    /// <param name="cancellationToken">Saves and returns when cancelled.</param>
    /// <returns>Where the run stands.</returns>
    /// <exception cref="InvalidDataException">The state folder or the pack to start from holds networks of other sizes.</exception>
    public TrainingProgress Run(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.StateFolder);
        manual_seed(options.Seed);
        using var networks = new DualNetworks(options.Networks);
        var path = Path.Combine(options.StateFolder, CheckpointName);
        if (options.StartPack is { } pack && !File.Exists(path))
        {
            StartPack.LoadFirst(pack, networks.Autoencoder);
        }

        using var average = new WeightAverage(networks.Parameters);
        var checkpoint = new Checkpoint(path)
        {
            Parameters = networks.Parameters,
            Average = average,
            Optimizers = networks.Optimizers,
            Extras = networks.Extras,
        };
        var progress = checkpoint.Load<TrainingProgress>();
        var faces = options.LoadFaces(options.Networks.Vqgan.Size, output, cancellationToken);
        output.WriteLine($"{networks.Parameters.Sum(entry => entry.Parameter.numel()):N0} parameters");
        return new TrainingLoop(options.Budget, options.SaveEvery, output, cancellationToken).Run(
            progress,
            new TrainingGoal<TrainingProgress>(reached => reached.Step, options.Steps, "steps"),
            options.Batch,
            reached =>
            {
                var figures = Step(networks, faces.Training, reached.Step);
                average.Update(WeightAverage.ShareOfStep(reached.Step, AverageShare));
                return figures;
            },
            reached => Save(checkpoint, networks, average, faces.HeldOut, reached)
        );
    }

    private IReadOnlyList<(string Name, double Value)> Step(DualNetworks networks, FacePictures pictures, long step)
    {
        var random = TrainingStep.Seed(options.Seed, step);
        var rate = TrainingStep.CosineRate(options.LearningRate, step, options.Steps);
        var originals = pictures.Draw(options.Batch, options.Networks.Vqgan.Size, random);
        var (photos, untouched) = SoftenedPhotos.Draw(originals, options.SoftShare, random);
        var scores = _scores.Of(photos, originals);
        var made = networks.Autoencoder.Reconstruct(photos, scores, options.Threshold);
        var reconstruction = ReconstructionLoss.Evaluate(made.Pictures, photos, step % options.FeatureEvery == 0 ? quality : null);
        var loss = reconstruction + made.CommonLoss + made.AestheticLoss;
        var isAdversarial = step >= options.AdversarialFrom && untouched.numel() > 0;
        var judged = made.Pictures.index_select(0, untouched);
        if (isAdversarial)
        {
            var adversarial = HingeLoss.Generator(networks.Discriminator.forward(judged));
            var lastLayer = networks.Autoencoder.Generator.LastConvolution.weight!;
            loss = loss + (HingeLoss.Balance(reconstruction, adversarial, lastLayer) * adversarial);
        }

        TrainingStep.Descend(networks.Adam, loss, networks.Autoencoder.parameters(), rate);
        if (isAdversarial)
        {
            var discriminator = networks.Discriminator;
            discriminator.zero_grad();
            var verdict = HingeLoss.Discriminator(discriminator.forward(originals), discriminator.forward(judged.detach()));
            TrainingStep.Descend(networks.DiscriminatorAdam, verdict, discriminator.parameters(), rate);
        }

        var open = scores.gt(options.Threshold);
        networks.CommonUse.Count(made.Common.Indices, made.Map.detach(), step, options.Steps);
        var chosen = open.nonzero().flatten();
        networks.AestheticUse.Count(
            made.Aesthetic.Indices.index_select(0, chosen),
            made.Map.detach().index_select(0, chosen),
            step,
            options.Steps
        );
        return [("loss", loss.ToDouble()), ("reconstruction", reconstruction.ToDouble()), ("gate", open.to(float32).mean().ToDouble())];
    }

    private TrainingProgress Save(
        Checkpoint checkpoint,
        DualNetworks networks,
        WeightAverage average,
        FacePictures heldOut,
        TrainingProgress progress
    )
    {
        checkpoint.Save(progress);
        var sheet = Path.Combine(options.StateFolder, "autoencoder.png");
        var (decibels, commonUse, aestheticUse) = average.Measure(() => Measure(networks.Autoencoder, heldOut, sheet));
        output.WriteLine(
            $"step {progress.Step, 6:N0}  held-out PSNR {decibels:F2} dB, "
                + $"common book {commonUse:P0}, second book {aestheticUse:P0} used (saved)"
        );
        TrainingLog.Append(
            Path.Combine(options.StateFolder, "autoencoder-log.csv"),
            clock,
            $"{progress.Step},{decibels:F3},{commonUse:F3},{aestheticUse:F3}"
        );
        return progress;
    }

    // Mean PSNR of reconstructions, and the shares of the books' codes that occur; good photos have the score 1.
    private (double Decibels, double CommonUse, double AestheticUse) Measure(DualAutoencoder network, FacePictures heldOut, string sheet)
    {
        using var ungraded = no_grad();
        var (decibels, count) = (0.0, 0);
        var common = new HashSet<long>();
        var aesthetic = new HashSet<long>();
        foreach (var numbers in heldOut.EvenBatches(CheckedPhotos, CheckedAtOnce))
        {
            using var scope = NewDisposeScope();
            var photos = heldOut.Read(numbers, heldOut.Side);
            var scores = ones([photos.shape[0]]);
            var made = network.Reconstruct(photos, scores, options.Threshold);
            decibels += ReconstructionLoss.Decibels(made.Pictures.clamp(-1, 1), photos).sum().ToDouble();
            common.UnionWith(made.Common.Indices.data<long>().ToArray());
            var open = scores.gt(options.Threshold).nonzero().flatten();
            if (open.shape[0] > 0)
            {
                aesthetic.UnionWith(made.Aesthetic.Indices.index_select(0, open).data<long>().ToArray());
            }

            if (count == 0)
            {
                PictureSheet.Write(sheet, [photos, made.Pictures.clamp(-1, 1)]);
            }

            count += numbers.Count;
        }

        var codes = (double)network.Common.Codes.shape[0];
        return (decibels / count, common.Count / codes, aesthetic.Count / codes);
    }
}

/// <summary>What the first stage changes: networks, optimisers, counts of codes.</summary>
internal sealed class DualNetworks : IDisposable
{
    private const int DiscriminatorChannels = 24;
    private const int DiscriminatorLayers = 3;

    public DualNetworks(CodePredictorConfiguration networks)
    {
        Autoencoder = new DualAutoencoder(networks.Vqgan, networks.AestheticWeight);
        Discriminator = new PatchDiscriminator(DiscriminatorChannels, DiscriminatorLayers);
        Parameters = [.. Autoencoder.named_parameters()];
        Adam = new ResumableAdam(Parameters, beta1: 0.9, beta2: 0.99);
        DiscriminatorAdam = new ResumableAdam(Discriminator.named_parameters(), beta1: 0.5, beta2: 0.99);
        CommonUse = new UnusedCodes(Autoencoder.Common);
        AestheticUse = new UnusedCodes(Autoencoder.Aesthetic);
    }

    public DualAutoencoder Autoencoder { get; }

    public PatchDiscriminator Discriminator { get; }

    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters { get; }

    public ResumableAdam Adam { get; }

    public ResumableAdam DiscriminatorAdam { get; }

    public UnusedCodes CommonUse { get; }

    public UnusedCodes AestheticUse { get; }

    public IReadOnlyDictionary<string, ResumableAdam> Optimizers =>
        new Dictionary<string, ResumableAdam> { ["adam"] = Adam, ["discriminator"] = DiscriminatorAdam };

    public IReadOnlyDictionary<string, Tensor> Extras =>
        Discriminator
            .state_dict()
            .Select(entry => new KeyValuePair<string, Tensor>($"discriminator.{entry.Key}", entry.Value))
            .Append(new KeyValuePair<string, Tensor>("common_uses", CommonUse.Uses))
            .Append(new KeyValuePair<string, Tensor>("aesthetic_uses", AestheticUse.Uses))
            .ToDictionary(entry => entry.Key, entry => entry.Value);

    public void Dispose()
    {
        Adam.Dispose();
        DiscriminatorAdam.Dispose();
        CommonUse.Dispose();
        AestheticUse.Dispose();
        Autoencoder.Dispose();
        Discriminator.Dispose();
    }
}

/// <summary>Counts how often codes are used and gives those that are not a new place among the maps that occur.</summary>
/// <remarks>Without it a book that starts near zero collapses to a few codes.</remarks>
public sealed class UnusedCodes : IDisposable
{
    private const int EverySteps = 20;
    private const double LastShare = 0.7;

    private readonly Codebook _book;

    /// <summary>Initializes a new instance of the <see cref="UnusedCodes"/> class.</summary>
    /// <param name="book">The book; stays owned by the caller.</param>
    public UnusedCodes(Codebook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        _book = book;
        Uses = zeros([book.Codes.shape[0]]).DetachFromDisposeScope();
    }

    /// <summary>Gets the uses [K] since codes were last replaced: part of a run's state.</summary>
    public Tensor Uses { get; }

    /// <summary>Counts a batch, and replaces codes at the end of every window but the run's last part.</summary>
    /// <param name="indices">Numbers of the used codes, any shape.</param>
    /// <param name="map">[N, C, H, W]: where replaced codes are taken from.</param>
    /// <param name="step">Number of the step from 0.</param>
    /// <param name="steps">Number of steps of the run.</param>
    public void Count(Tensor indices, Tensor map, long step, long steps)
    {
        ArgumentNullException.ThrowIfNull(indices);
        ArgumentNullException.ThrowIfNull(map);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var flat = indices.flatten();
        Uses.index_add_(0, flat, ones([flat.shape[0]]), 1);
        if ((step + 1) % EverySteps != 0)
        {
            return;
        }

        if (step < steps * LastShare && map.shape[0] > 0)
        {
            var vectors = map.permute(0, 2, 3, 1).reshape(-1, map.shape[1]); // [NHW, C]
            var chosen = vectors.index_select(0, randint(0, vectors.shape[0], [Uses.shape[0]], int64));
            var isUnused = Uses.eq(0).unsqueeze(1); // [K, 1]
            _book.Codes.copy_(where(isUnused, chosen, _book.Codes));
        }

        Uses.zero_();
    }

    /// <inheritdoc/>
    public void Dispose() => Uses.Dispose();
}

/// <summary>The finished auto-encoder, as the later stages use it.</summary>
internal static class FirstStage
{
    /// <summary>Loads the averaged networks, frozen.</summary>
    /// <exception cref="FileNotFoundException">The first stage has not been trained.</exception>
    public static DualAutoencoder Load(CodebookTrainingOptions options)
    {
        using var average = Checkpoint.ReadAverage<TrainingProgress>(
            Path.Combine(options.StateFolder, DualAutoencoderTrainer.CheckpointName)
        );
        var network = new DualAutoencoder(options.Networks.Vqgan, options.Networks.AestheticWeight);
        network.load_state_dict(average.Parameters);
        foreach (var parameter in network.parameters())
        {
            parameter.requires_grad = false;
        }

        return network;
    }

    /// <summary>Finds the codes of photos.</summary>
    /// <param name="first">The auto-encoder.</param>
    /// <param name="photos">[N, 3, S, S], −1–1.</param>
    /// <returns>[N, HW, 2], slot 0 the second book.</returns>
    public static Tensor Codes(DualAutoencoder first, Tensor photos)
    {
        using var ungraded = no_grad();
        var map = first.Encoder.forward(photos);
        return stack([first.Aesthetic.forward(map).Indices, first.Common.forward(map).Indices], 2);
    }
}
