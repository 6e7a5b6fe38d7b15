using Sair.Engine.Imaging;
using Sair.Engine.Networks;
using Sair.Training.Data;
using Sair.Training.Reports;
using Sair.Training.Runs;

namespace Sair.Training.Quality;

/// <summary>Settings of the training of the quality network.</summary>
public sealed record QualityTrainingOptions
{
    /// <summary>Gets the folder of aligned faces with their list.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Gets the folder of checkpoint and log, outside the repository.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Gets the collections to learn from; empty for all.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Gets the number of steps.</summary>
    public long Steps { get; init; } = 8000;

    /// <summary>Gets the photos per step; each gives a pair of degraded pictures.</summary>
    public int Pairs { get; init; } = 12;

    /// <summary>Gets Adam's rate, which falls to zero by a cosine.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Gets the weight of the order within pairs.</summary>
    public double RankWeight { get; init; } = 0.5;

    /// <summary>Gets the pairs whose features the head is fitted to at the end; 0 leaves it as it is.</summary>
    public int HeadPairs { get; init; } = 800;

    /// <summary>Gets the steps of that fit.</summary>
    public int HeadSteps { get; init; } = 2000;

    /// <summary>Gets the wall-clock budget; the run saves and stops when it is spent.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Gets the time between checkpoints.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Gets the seed of all draws.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>Where a run stands.</summary>
public sealed record QualityProgress : TrainingProgress
{
    /// <summary>Gets the step at which the head was fitted; null before. A finished run that is started again so stays as it is.</summary>
    public long? HeadFittedAt { get; init; }
}

/// <summary>Trains the quality network on photos with known damage.</summary>
/// <remarks>Stops cleanly at cancellation or at the end of its budget and can be resumed bit for bit.</remarks>
/// <param name="options">The run's settings.</param>
/// <param name="clock">Dates the log.</param>
/// <param name="output">Receives progress.</param>
public sealed class QualityTrainer(QualityTrainingOptions options, TimeProvider clock, TextWriter output)
{
    /// <summary>Name of the checkpoint in the state folder.</summary>
    public const string CheckpointName = "quality.safetensors";

    private const int ValidationPhotos = 12;
    private const double AverageShare = 0.01;
    private const double Balance = 0.35;

    /// <summary>Runs until the steps, the budget or the token end.</summary>
    /// <param name="cancellationToken">Saves and returns when cancelled.</param>
    /// <returns>Where the run stands.</returns>
    /// <exception cref="InvalidDataException">The state folder holds another network.</exception>
    public QualityProgress Run(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.StateFolder);
        manual_seed(options.Seed);
        using var network = new QualityNetwork();
        var parameters = network.named_parameters().ToList();
        using var average = new WeightAverage(parameters);
        using var adam = new ResumableAdam(parameters, beta1: 0.9, beta2: 0.99);
        var checkpoint = new Checkpoint(Path.Combine(options.StateFolder, CheckpointName))
        {
            Parameters = parameters,
            Average = average,
            Optimizers = new Dictionary<string, ResumableAdam> { ["adam"] = adam },
        };
        var progress = checkpoint.Load<QualityProgress>();
        var faces = FaceSplit.Load(
            options.DataFolder,
            options.Sources,
            QualityNetwork.InputSide,
            Balance,
            options.StateFolder,
            output,
            cancellationToken
        );
        output.WriteLine($"{parameters.Sum(entry => entry.parameter.numel()):N0} parameters");
        progress = new TrainingLoop(options.Budget, options.SaveEvery, output, cancellationToken).Run(
            progress,
            new TrainingGoal<QualityProgress>(reached => reached.Step, options.Steps, "steps"),
            2 * options.Pairs,
            reached => [("loss", Step(network, faces.Training, average, adam, reached.Step))],
            reached => Save(checkpoint, network, average, faces.HeldOut, reached)
        );
        var isHeadDue = progress.Step >= options.Steps && progress.HeadFittedAt != progress.Step && options.HeadPairs > 0;
        if (!isHeadDue || cancellationToken.IsCancellationRequested)
        {
            return progress;
        }

        average.Exchange();
        QualityHeadFit.Fit(
            network,
            faces.Training,
            options.HeadPairs,
            options.HeadSteps,
            options.RankWeight,
            options.Seed,
            cancellationToken
        );
        average.Update(1);
        output.WriteLine("head fitted to fixed features");
        return Save(checkpoint, network, average, faces.HeldOut, progress with { HeadFittedAt = progress.Step });
    }

    private double Step(QualityNetwork network, FacePictures pictures, WeightAverage average, ResumableAdam adam, long step)
    {
        var random = TrainingStep.Seed(options.Seed, step);
        var (damaged, targets) = QualityPairs.Draw(pictures.Draw(options.Pairs, QualityNetwork.InputSide, random), random);
        var loss = QualityLoss.Evaluate(network.forward(damaged), targets, options.RankWeight);
        TrainingStep.Descend(adam, loss, network.parameters(), TrainingStep.CosineRate(options.LearningRate, step, options.Steps));
        average.Update(WeightAverage.ShareOfStep(step, AverageShare));
        return loss.ToDouble();
    }

    private QualityProgress Save(
        Checkpoint checkpoint,
        QualityNetwork network,
        WeightAverage average,
        FacePictures heldOut,
        QualityProgress progress
    )
    {
        checkpoint.Save(progress);
        var photos = heldOut.EvenBatches(ValidationPhotos, 1).Select(number => Photo(heldOut, number)).ToList();
        var figures = average.Measure(() => QualityMonotony.Measure(network.forward, photos, options.Seed));
        var line = string.Join("  ", figures.Select(figure => $"{figure.Family} {figure.Pooled:F3}"));
        output.WriteLine($"step {progress.Step, 6:N0}  Spearman on held-out photos: {line} (saved)");
        TrainingLog.Append(
            Path.Combine(options.StateFolder, "quality-log.csv"),
            clock,
            string.Join(',', [$"{progress.Step}", .. figures.Select(figure => $"{figure.Pooled:F4}")])
        );
        return progress;
    }

    private static RgbImage Photo(FacePictures pictures, IReadOnlyList<int> number)
    {
        using var scope = NewDisposeScope();
        return ImageTensors.ToImage((pictures.Read(number, QualityNetwork.InputSide) + 1) / 2);
    }
}

/// <summary>Fits the layers between features and score anew, with the learned features fixed.</summary>
/// <remarks>Features are computed once, so that thousands of steps cost less than a few of the whole network.</remarks>
internal static class QualityHeadFit
{
    private const int BatchPairs = 16;
    private const int FitBatch = 128;
    private const double LearningRate = 3e-3;
    private const double WeightDecay = 1e-2;

    /// <summary>Fits.</summary>
    /// <param name="network">The network; its head is changed.</param>
    /// <param name="pictures">The photos.</param>
    /// <param name="pairs">Pairs of damaged pictures to compute features of.</param>
    /// <param name="steps">Steps of the fit.</param>
    /// <param name="rankWeight">Weight of the order within pairs.</param>
    /// <param name="seed">Seed of all draws.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    public static void Fit(
        QualityNetwork network,
        FacePictures pictures,
        int pairs,
        int steps,
        double rankWeight,
        int seed,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(pictures);
        using var scope = NewDisposeScope();
        var (first, second, firstTargets, secondTargets) = Describe(network, pictures, pairs, seed, cancellationToken);
        using var adam = new ResumableAdam(network.HeadParameters, beta1: 0.9, beta2: 0.99, weightDecay: WeightDecay);
        for (var step = 0; step < steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            _ = TrainingStep.Seed(seed, step);
            var chosen = randint(0, first.shape[0], [FitBatch], int64);
            var features = cat([first.index_select(0, chosen), second.index_select(0, chosen)]);
            var targets = cat([firstTargets.index_select(0, chosen), secondTargets.index_select(0, chosen)]);
            QualityLoss.Evaluate(network.Judge(features), targets, rankWeight).backward();
            adam.LearningRate = TrainingStep.CosineRate(LearningRate, step, steps);
            adam.Step();
            adam.ZeroGradients();
        }
    }

    private static (Tensor First, Tensor Second, Tensor FirstTargets, Tensor SecondTargets) Describe(
        QualityNetwork network,
        FacePictures pictures,
        int pairs,
        int seed,
        CancellationToken cancellationToken
    )
    {
        using var ungraded = no_grad();
        var features = new List<Tensor>();
        var scores = new List<Tensor>();
        for (var start = 0; start < pairs; start += BatchPairs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();

            // Other draws than those of the steps before.
            var random = TrainingStep.Seed(seed + 1, start);
            var (damaged, targets) = QualityPairs.Draw(pictures.Draw(BatchPairs, QualityNetwork.InputSide, random), random);
            features.Add(network.Describe(damaged).MoveToOuterDisposeScope());
            scores.Add(targets.MoveToOuterDisposeScope());
        }

        return (Halves(features, 0), Halves(features, 1), Halves(scores, 0), Halves(scores, 1));
    }

    // Each batch holds the first of all its pairs, then the second. In parts, because an operator takes a limited number of tensors.
    private static Tensor Halves(List<Tensor> batches, int which)
    {
        const int part = 64;
        var halves = batches.Select(batch => batch.narrow(0, which * BatchPairs, BatchPairs));
        return cat([.. halves.Chunk(part).Select(tensors => cat(tensors))]);
    }
}
