using Sair.Engine.Degradations;
using Sair.Engine.Networks;
using Sair.Engine.Quality;
using Sair.Training.Adversarial;
using Sair.Training.Data;
using Sair.Training.Reports;
using Sair.Training.Runs;

namespace Sair.Training.References;

/// <summary>Settings of the training of a <see cref="ReferenceRestorer"/>.</summary>
public sealed record ReferenceTrainingOptions
{
    /// <summary>Gets the folder of people with several aligned photos each (<see cref="PeoplePhotos"/>).</summary>
    public required string PeopleFolder { get; init; }

    /// <summary>Gets the folder of single aligned photos with their list.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Gets the folder of checkpoints, logs and sheets, outside the repository.</summary>
    public required string StateFolder { get; init; }

    /// <summary>Gets the collections of single photos to learn from; empty for all.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Gets the network's sizes.</summary>
    public ReferenceRestorerConfiguration Network { get; init; } = new();

    /// <summary>Gets the number of steps.</summary>
    public long Steps { get; init; } = 40_000;

    /// <summary>Gets the pictures per step.</summary>
    public int Batch { get; init; } = 4;

    /// <summary>Gets the references of each picture.</summary>
    public int References { get; init; } = 2;

    /// <summary>Gets Adam's rate.</summary>
    public double LearningRate { get; init; } = 6e-4;

    /// <summary>Gets the share of pictures that show somebody with several photos; the others are their own references, altered.</summary>
    public double PeopleShare { get; init; } = 0.7;

    /// <summary>Gets the share of pictures that are restored without references, so that one network serves both.</summary>
    public double WithoutShare { get; init; } = 0.2;

    /// <summary>Gets the share of references that show somebody else, so that disagreement is learned.</summary>
    public double StrangerShare { get; init; } = 0.1;

    /// <summary>Gets the step from which a discriminator takes part; null for never.</summary>
    public long? AdversarialFrom { get; init; }

    /// <summary>Gets the wall-clock budget; the run saves and stops when it is spent.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Gets the time between checkpoints.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets the seed of all draws.</summary>
    public int Seed { get; init; } = 1;
}

/// <summary>
/// Trains a <see cref="ReferenceRestorer"/>: people with several photos, and single photos with themselves as altered references.
/// </summary>
/// <remarks>
/// Absolute error, edges, and features of the quality network; later a discriminator on photos that are their own references, which are
/// the sharper collections. Can be resumed bit for bit.
/// </remarks>
/// <param name="options">The settings.</param>
/// <param name="quality">The frozen quality network.</param>
/// <param name="descriptor">
/// A frozen recogniser for held-out figures, [N, 3, S, S] in 0–1 → centred descriptors [N, D]; no loss uses it.
/// </param>
/// <param name="clock">The clock of the log.</param>
/// <param name="output">Receives progress.</param>
public sealed class ReferenceTrainer(
    ReferenceTrainingOptions options,
    QualityNetwork quality,
    Func<Tensor, Tensor> descriptor,
    TimeProvider clock,
    TextWriter output
)
{
    /// <summary>Name of the checkpoint in the state folder.</summary>
    public const string CheckpointName = "references.safetensors";

    private const double AverageShare = 0.002;
    private const double EdgeWeight = 2;
    private const double FeatureWeight = 0.5;
    private const int FeatureEvery = 3;
    private const double AdversarialWeight = 0.5;
    private const double AugmentationRise = 1.0 / 100_000;
    private const int WarmUp = 200;

    private const double Balance = 0.5;

    private const int CheckedPeople = 32;
    private const int CheckedAtOnce = 8;
    private const int CheckedReduction = 8;
    private const double CheckedVariance = 0.002;

    /// <summary>Runs until the steps, the budget or the token end.</summary>
    /// <param name="cancellationToken">Saves and returns when cancelled.</param>
    /// <returns>Where the run stands.</returns>
    /// <exception cref="InvalidDataException">The state folder holds networks of other sizes, or a data folder nobody.</exception>
    public TrainingProgress Run(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.StateFolder);
        manual_seed(options.Seed);
        using var network = new ReferenceRestorer(options.Network);
        using var discriminator = options.AdversarialFrom is null ? null : new DiscriminatorTrainer(options.Network.Size, AugmentationRise);
        var parameters = network.named_parameters().ToList();
        using var average = new WeightAverage(parameters);
        using var adam = new ResumableAdam(parameters, beta1: 0.9, beta2: 0.99);
        var checkpoint = new Checkpoint(Path.Combine(options.StateFolder, CheckpointName))
        {
            Parameters = parameters,
            Average = average,
            Optimizers = new Dictionary<string, ResumableAdam> { ["adam"] = adam },
            Discriminator = discriminator,
        };
        var progress = checkpoint.Load<TrainingProgress>();
        var people = ReadPeople(isValidation: false, cancellationToken);
        var heldOut = ReadPeople(isValidation: true, cancellationToken);
        var singles = FaceIndex.Read(options.DataFolder, options.Sources).Where(face => !FaceIndex.IsValidation(face)).ToList();
        var pictures = FacePictures.Load(
            options.DataFolder,
            singles,
            options.Network.Size,
            Balance,
            options.StateFolder,
            cancellationToken
        );
        var batches = new PersonBatches(options, people, pictures);
        output.WriteLine(
            $"{people.People.Count} people with {people.Pictures.Count} photos, {singles.Count} single photos; "
                + $"{heldOut.People.Count} people held out; {parameters.Sum(entry => entry.parameter.numel()):N0} parameters"
        );
        return new TrainingLoop(options.Budget, options.SaveEvery, output, cancellationToken).Run(
            progress,
            new TrainingGoal<TrainingProgress>(reached => reached.Step, options.Steps, "steps"),
            options.Batch,
            reached =>
            {
                var figures = Step(network, adam, discriminator, batches.Draw(TrainingStep.Seed(options.Seed, reached.Step)), reached.Step);
                average.Update(WeightAverage.ShareOfStep(reached.Step, AverageShare));
                return figures;
            },
            reached =>
            {
                checkpoint.Save(reached);
                var figures = average.Measure(() => Measure(network, heldOut));
                output.WriteLine($"step {reached.Step, 6:N0}  held-out PSNR and likeness: {figures.Text} (saved)");
                TrainingLog.Append(Path.Combine(options.StateFolder, "references-log.csv"), clock, $"{reached.Step},{figures.Row}");
                return reached;
            }
        );
    }

    private PeoplePhotos ReadPeople(bool isValidation, CancellationToken cancellationToken) =>
        PeoplePhotos.Load(options.PeopleFolder, isValidation, options.Network.Size, options.StateFolder, cancellationToken);

    private IReadOnlyList<(string Name, double Value)> Step(
        ReferenceRestorer network,
        ResumableAdam adam,
        DiscriminatorTrainer? discriminator,
        PersonBatch batch,
        long step
    )
    {
        var rate = TrainingStep.CosineRate(options.LearningRate, step, options.Steps, WarmUp);
        var made = network.Restore(batch.Degraded, network.Describe(batch.References), batch.Present).Picture;
        var picture = made.detach().requires_grad_(true);
        var difference = picture - batch.Truths;
        var loss = difference.abs().mean() + (EdgeWeight * Engine.Losses.EdgeLoss.Evaluate(difference));
        if (step % FeatureEvery == 0)
        {
            loss = loss + (FeatureWeight * ReconstructionLoss.Features(picture, batch.Truths, quality));
        }

        var gradient = autograd.grad([loss], [picture])[0];
        if (discriminator is not null && step >= options.AdversarialFrom && batch.Alone > 0)
        {
            var first = options.Batch - batch.Alone;
            var judged = made.detach().narrow(0, first, batch.Alone);
            var others = gradient.narrow(0, first, batch.Alone);
            others.add_(discriminator.GeneratorGradient(judged, others, AdversarialWeight));
            discriminator.Step(batch.Truths.narrow(0, first, batch.Alone), judged, rate, step);
        }

        var length = TrainingStep.Descend(adam, (made * gradient).sum(), network.parameters(), rate);
        return [("error", difference.abs().mean().ToDouble()), ("gradient", length)];
    }

    // Held-out people, reduced eight times: with their own photos, with nobody's, with a stranger's.
    private (string Text, string Row) Measure(ReferenceRestorer network, PeoplePhotos heldOut)
    {
        using var ungraded = no_grad();
        var random = TrainingStep.Seed(options.Seed, 0);
        var people = Math.Min(CheckedPeople, heldOut.People.Count);
        var (decibels, likeness) = (new double[4], new double[4]);
        var stranger = 0.0;
        for (var start = 0; start < people; start += CheckedAtOnce)
        {
            using var scope = NewDisposeScope();
            var rows = Enumerable.Range(start, Math.Min(CheckedAtOnce, people - start)).ToList();
            var truths = heldOut.Pictures.Read([.. rows.Select(person => heldOut.People[person][0])], heldOut.Pictures.Side);
            var own = References(rows);
            var foreign = References([.. rows.Select(person => (person + 1) % people)]);
            var degradation = new BlindDegradation
            {
                Side = options.Network.Size / CheckedReduction,
                NoiseDeviation = Math.Sqrt(CheckedVariance),
            };
            var degraded = cat([
                .. truths
                    .split(1)
                    .Select(photo =>
                        (FaceEnlargement.Apply(degradation.Apply((photo + 1) / 2, random.NextInt64()), options.Network.Size) * 2) - 1
                    ),
            ]);
            Tensor[] results = [degraded, Made(null), Made(foreign), Made(own)];
            var wanted = descriptor((truths + 1) / 2);
            var foreigner = descriptor((foreign.select(1, 0) + 1) / 2);
            var found = results.Select(result => descriptor((result + 1) / 2)).ToList();
            for (var i = 0; i < results.Length; i++)
            {
                decibels[i] += ReconstructionLoss.Decibels(results[i], truths).sum().ToDouble();
                likeness[i] += nn.functional.cosine_similarity(found[i], wanted).sum().ToDouble();
            }

            var drawn = nn.functional.cosine_similarity(found[2], foreigner) - nn.functional.cosine_similarity(found[1], foreigner);
            stranger += drawn.sum().ToDouble();
            if (start == 0)
            {
                PictureSheet.Write(Path.Combine(options.StateFolder, "references.png"), [.. results, truths, own.select(1, 0)]);
            }

            Tensor Made(Tensor? references) =>
                network.Restore(degraded, references is null ? null : network.Describe(references)).Picture.clamp(-1, 1);
        }

        var figures = ((string[])["photo", "alone", "stranger's", "own"]).Select(
            (name, i) => $"{name} {decibels[i] / people:F2} dB {likeness[i] / people:F3}"
        );
        return (
            $"{string.Join("  ", figures)}  drawn to the stranger {stranger / people:+0.000;-0.000}",
            string.Join(',', decibels.Concat(likeness).Append(stranger).Select(sum => $"{sum / people:F4}"))
        );

        // [N, K, 3, S, S]
        Tensor References(IReadOnlyList<int> rows)
        {
            var numbers = rows.Select(person => heldOut.People[person])
                .SelectMany(own => Enumerable.Range(0, options.References).Select(k => own[1 + (k % (own.Count - 1))]))
                .ToList();
            var side = heldOut.Pictures.Side;
            return heldOut.Pictures.Read(numbers, side).reshape(rows.Count, options.References, 3, side, side);
        }
    }
}
