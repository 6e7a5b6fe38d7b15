using Sair.Engine.Diffusion;
using Sair.Engine.Losses;
using Sair.Engine.Networks;
using Sair.Training.Data;
using Sair.Training.Reports;
using Sair.Training.Runs;

namespace Sair.Training.Diffusion;

/// <summary>Settings of a run; written into the checkpoint.</summary>
public sealed record DiffusionTrainingOptions
{
    /// <summary>Gets the folder of aligned pictures with their list.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Gets the folder of checkpoint, log and sheets, outside the repository.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Gets how many pictures are seen in all.</summary>
    public required long Images { get; init; }

    /// <summary>Gets the sizes of the network.</summary>
    public DiffusionUNetConfiguration Network { get; init; } =
        new()
        {
            ImageSize = 64,
            PatchSize = 2,
            Channels = 32,
            Multipliers = [1, 1, 2, 4],
            ResidualBlocks = 1,
            AttentionLevels = [2],
        };

    /// <summary>Gets the collections to learn from; empty for all.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Gets the number of noise levels that are learned, from the least noise; 1000 is the full range.</summary>
    public int Levels { get; init; } = 400;

    /// <summary>Gets the pictures per step.</summary>
    public int Batch { get; init; } = 8;

    /// <summary>Gets Adam's rate after the warm-up.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Gets how evenly the collections are drawn: 0 by picture, 1 by collection.</summary>
    public double Balance { get; init; } = 0.35;

    /// <summary>Gets the wall-clock budget; the run saves and stops when it is spent.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Gets the time between checkpoints.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets the seed of all draws.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>Where a run stands.</summary>
public sealed record DiffusionProgress : TrainingProgress
{
    /// <summary>Gets the held-out loss of the averaged network at the last checkpoint; NaN before the first.</summary>
    public double HeldOutLoss { get; init; } = double.NaN;
}

/// <summary>Trains the base model of restoration by generation: noise of random strength is added to pictures and predicted.</summary>
/// <remarks>Stops cleanly at cancellation or at the end of its budget and can be resumed bit for bit.</remarks>
/// <param name="options">The run's settings.</param>
/// <param name="clock">Dates the log.</param>
/// <param name="output">Receives progress.</param>
public sealed class DiffusionTrainer(DiffusionTrainingOptions options, TimeProvider clock, TextWriter output)
{
    /// <summary>Name of the checkpoint in the state folder.</summary>
    public const string CheckpointName = "checkpoint.safetensors";

    /// <summary>Name of the log in the state folder: time, pictures, noise error, bound in bits per value, seconds.</summary>
    public const string LogName = "log.csv";

    private const int WarmUpSteps = 100;
    private const double AverageHalfLifeImages = 5000;

    private readonly DiffusionLoss _loss = new(new GaussianDiffusion(NoiseSchedule.Linear()));

    /// <summary>Runs until all pictures are seen, or the budget or the token end.</summary>
    /// <param name="cancellationToken">Saves and returns when cancelled.</param>
    /// <returns>Where the run stands.</returns>
    /// <exception cref="InvalidDataException">The state folder holds a network of other sizes.</exception>
    public DiffusionProgress Run(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.StateFolder);
        manual_seed(options.Seed);
        using var network = new DiffusionUNet(options.Network);
        var parameters = network.named_parameters().ToList();
        using var average = new WeightAverage(parameters);
        using var adam = new ResumableAdam(parameters, options.LearningRate);
        var checkpoint = new Checkpoint(Path.Combine(options.StateFolder, CheckpointName))
        {
            Parameters = parameters,
            Average = average,
            Optimizers = new Dictionary<string, ResumableAdam> { ["adam"] = adam },
            Metadata = network.Configuration.ToMetadata(),
        };
        var progress = checkpoint.Load<DiffusionProgress>();
        var faces = FaceSplit.Load(
            options.DataFolder,
            options.Sources,
            options.Network.ImageSize,
            options.Balance,
            options.StateFolder,
            output,
            cancellationToken
        );
        output.WriteLine($"{parameters.Sum(entry => entry.parameter.numel()):N0} parameters; {get_num_threads()} threads");
        var validation = new DiffusionValidation(faces.HeldOut, options.Levels);
        return new TrainingLoop(options.Budget, options.SaveEvery, output, cancellationToken).Run(
            progress,
            new TrainingGoal<DiffusionProgress>(reached => reached.Images, options.Images, "images"),
            options.Batch,
            reached => [("loss", Step(faces.Training, network, average, adam, reached))],
            reached => Save(validation, checkpoint, network, average, reached)
        );
    }

    private double Step(FacePictures pictures, DiffusionUNet network, WeightAverage average, ResumableAdam adam, DiffusionProgress progress)
    {
        var random = TrainingStep.Seed(options.Seed, progress.Step);
        var start = pictures.Draw(options.Batch, pictures.Side, random);
        int[] indices = [.. Enumerable.Range(0, options.Batch).Select(_ => random.Next(options.Levels))];
        var terms = _loss.Evaluate(network.forward, start, indices, randn_like(start));
        var rate = options.LearningRate * Math.Min(1, (progress.Step + 1.0) / WarmUpSteps);
        TrainingStep.Descend(adam, (terms.Noise + terms.Variational).mean(), network.parameters(), rate);
        average.Update(WeightAverage.ShareOfImages(options.Batch, progress.Images + options.Batch, AverageHalfLifeImages));
        return terms.Noise.mean().ToDouble();
    }

    private DiffusionProgress Save(
        DiffusionValidation validation,
        Checkpoint checkpoint,
        DiffusionUNet network,
        WeightAverage average,
        DiffusionProgress progress
    )
    {
        network.eval();
        var (noise, variational) = average.Measure(() =>
        {
            validation.WriteSheet(Path.Combine(options.StateFolder, "sheet.png"), network);
            return validation.Measure(network);
        });
        network.train();
        var measured = progress with { HeldOutLoss = noise };
        checkpoint.Save(measured);
        TrainingLog.Append(
            Path.Combine(options.StateFolder, LogName),
            clock,
            $"{progress.Images},{noise:F5},{variational:F5},{progress.Elapsed.TotalSeconds:F0}"
        );
        output.WriteLine($"{progress.Images, 9:N0} images  held-out noise error {noise:F4}, bound {variational:F4} bits (saved)");
        return measured;
    }
}
