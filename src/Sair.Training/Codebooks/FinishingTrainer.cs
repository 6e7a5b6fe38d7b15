using Sair.Engine.Networks;
using Sair.Engine.Quality;
using Sair.Training.Adversarial;
using Sair.Training.Data;
using Sair.Training.Reports;
using Sair.Training.Runs;

namespace Sair.Training.Codebooks;

/// <summary>The third stage: trains a generator of twice the side, and the fusion of the photo's features (Zhou 2022, stage III).</summary>
/// <remarks>
/// Steps take turns. Every second renders the photo's own codes, so that the generator learns what codes look like at full size; of
/// the others one renders predicted codes with the whole fusion, so that fusion learns what a degraded photo still tells of the
/// person, the next predicted codes alone, rewarded for the quality that was wanted. Everything that the first two stages learned
/// stays as it is. The discriminator, which is the face pack's, judges only what became of photos that were not softened, so that what
/// it asks for comes with high scores. Can be resumed bit for bit; where the earlier stages were trained further since, a resumed run
/// goes on with what they learned.
/// </remarks>
/// <param name="options">Settings of the first two stages, whose checkpoints the state folder holds.</param>
/// <param name="quality">The frozen quality network.</param>
/// <param name="descriptor">
/// A frozen recogniser, [N, 3, S, S] in 0–1 → centred descriptors [N, D], by which restorations are to stay the person.
/// </param>
/// <param name="clock">The clock of the log.</param>
/// <param name="output">Receives progress.</param>
public sealed class FinishingTrainer(
    CodebookTrainingOptions options,
    QualityNetwork quality,
    Func<Tensor, Tensor> descriptor,
    TimeProvider clock,
    TextWriter output
)
{
    /// <summary>Name of the checkpoint in the state folder.</summary>
    public const string CheckpointName = "finished.safetensors";

    private const double AverageShare = 0.01;

    // Norm of the discriminator's pull at the picture as a share of that of all other terms.
    private const double AdversarialWeight = 0.6;
    private const double AugmentationRise = 1.0 / 100_000;

    // Without a common divisor with the turns, so that every turn compares features now and then.
    private const int FeatureEvery = 3;

    private enum Turn
    {
        Fused,
        OwnCodes,
        PredictedCodes,
        OwnCodesAgain,
    }

    private readonly TrainingScores _scores = new(quality);
    private readonly int _side = FinishedNetworks.Configure(options.Networks).Vqgan.Size;

    /// <summary>Runs until the steps, the budget or the token end.</summary>
    /// <param name="cancellationToken">Saves and returns when cancelled.</param>
    /// <returns>Where the run stands.</returns>
    /// <exception cref="FileNotFoundException">The second stage has not been trained.</exception>
    /// <exception cref="InvalidDataException">The state folder or the pack to start from holds networks of other sizes.</exception>
    public TrainingProgress Run(CancellationToken cancellationToken)
    {
        manual_seed(options.Seed);
        using var first = FirstStage.Load(options);
        using var network = SecondStage();
        using var discriminator = options.AdversarialFrom is null ? null : new DiscriminatorTrainer(_side, AugmentationRise);
        var path = Path.Combine(options.StateFolder, CheckpointName);
        if (options.StartPack is { } pack && !File.Exists(path))
        {
            StartPack.LoadThird(pack, network);
        }

        var parameters = network.named_parameters().ToList();
        using var average = new WeightAverage(parameters);
        using var adam = new ResumableAdam(parameters.Where(entry => entry.parameter.requires_grad), beta1: 0.9, beta2: 0.99);
        var checkpoint = new Checkpoint(path)
        {
            Parameters = parameters,
            Average = average,
            Optimizers = new Dictionary<string, ResumableAdam> { ["adam"] = adam },
            Discriminator = discriminator,
            KeepsFrozen = true,
        };
        var progress = checkpoint.Load<TrainingProgress>();
        var faces = options.LoadFaces(_side, output, cancellationToken);
        var learned = parameters.Where(entry => entry.parameter.requires_grad).Sum(entry => entry.parameter.numel());
        output.WriteLine($"{learned:N0} parameters to learn of {parameters.Sum(entry => entry.parameter.numel()):N0}");
        return new TrainingLoop(options.Budget, options.SaveEvery, output, cancellationToken).Run(
            progress,
            new TrainingGoal<TrainingProgress>(reached => reached.Step, options.Steps, "steps"),
            options.Batch,
            reached =>
            {
                var turn = (Turn)(reached.Step % Enum.GetValues<Turn>().Length);
                var batch = Draw(network, first, faces.Training, turn, TrainingStep.Seed(options.Seed, reached.Step));
                var figures = Step(network, adam, discriminator, batch, turn, reached.Step);
                average.Update(WeightAverage.ShareOfStep(reached.Step, AverageShare));
                return figures;
            },
            reached => Save(checkpoint, network, average, faces.HeldOut, reached)
        );
    }

    private FinishingBatch Draw(CodePredictor network, DualAutoencoder first, FacePictures pictures, Turn turn, Random random)
    {
        using var ungraded = no_grad();
        var photos = pictures.Draw(options.Batch, _side, random);
        var (targets, untouched) = SoftenedPhotos.Draw(photos, options.FinishingSoftShare, random);
        var scores = _scores.Of(targets, photos);
        var gate = scores.gt(options.Threshold).to(float32); // [N]
        if (turn is Turn.OwnCodes or Turn.OwnCodesAgain)
        {
            var codes = network.Look(FirstStage.Codes(first, nn.functional.avg_pool2d(targets, 2)), gate);
            return new FinishingBatch(photos, targets, untouched, scores, gate, codes, null);
        }

        var degraded = DegradedFaces.Draw(photos, random);
        var prediction = network.Predict(degraded, random.NextDouble() < options.WithoutScoreShare ? null : scores);
        return new FinishingBatch(photos, targets, untouched, scores, gate, null, prediction);
    }

    private IReadOnlyList<(string Name, double Value)> Step(
        CodePredictor network,
        ResumableAdam adam,
        DiscriminatorTrainer? discriminator,
        FinishingBatch batch,
        Turn turn,
        long step
    )
    {
        var rate = TrainingStep.CosineRate(options.LearningRate, step, options.Steps);
        var made = batch.Prediction is { } prediction
            ? network.Render(prediction, new CodeRendering(Fidelity: turn == Turn.Fused ? 1 : 0, Gate: batch.Gate))
            : network.Generator.forward(batch.Codes!);

        // All terms meet at the finished picture, where the discriminator's pull is measured against that of the others.
        var picture = made.detach().requires_grad_(true);
        var reconstruction = ReconstructionLoss.Evaluate(picture, batch.Targets, step % FeatureEvery == 0 ? quality : null);
        var loss = turn switch
        {
            Turn.Fused when options.IdentityWeight > 0 => reconstruction + (options.IdentityWeight * Difference(picture, batch.Targets)),
            Turn.PredictedCodes when options.QualityWeight > 0 => reconstruction
                + (options.QualityWeight * (batch.Scores - _scores.Of(picture, batch.Photos)).relu().mean()),
            _ => reconstruction,
        };
        var gradient = autograd.grad([loss], [picture])[0];
        var isJudged =
            discriminator is not null && step >= options.AdversarialFrom && batch.Prediction is not null && batch.Untouched.numel() > 0;
        var judged = made.detach().index_select(0, batch.Untouched);
        if (isJudged)
        {
            var others = gradient.index_select(0, batch.Untouched);
            gradient.index_add_(0, batch.Untouched, discriminator!.GeneratorGradient(judged, others, AdversarialWeight), 1);
        }

        TrainingStep.Descend(adam, (made * gradient).sum(), network.parameters(), rate);
        if (isJudged)
        {
            discriminator!.Step(batch.Photos.index_select(0, batch.Untouched), judged, rate, step);
        }

        return [("loss", loss.ToDouble()), ("reconstruction", reconstruction.ToDouble())];
    }

    // 1 − the cosine between descriptors of what was made and of the photo
    private Tensor Difference(Tensor made, Tensor photos)
    {
        Tensor wanted;
        using (no_grad())
        {
            wanted = descriptor((photos + 1) / 2);
        }

        return 1 - nn.functional.cosine_similarity(descriptor((made + 1) / 2), wanted).mean();
    }

    private CodePredictor SecondStage()
    {
        using var average = Checkpoint.ReadAverage<TrainingProgress>(
            Path.Combine(options.StateFolder, CodePredictorTrainer.CheckpointName)
        );
        return FinishedNetworks.Build(options.Networks, average.Parameters);
    }

    private TrainingProgress Save(
        Checkpoint checkpoint,
        CodePredictor network,
        WeightAverage average,
        FacePictures heldOut,
        TrainingProgress progress
    )
    {
        checkpoint.Save(progress);
        var (codes, fused) = average.Measure(() => (Measure(0), Measure(1)));
        output.WriteLine(
            $"step {progress.Step, 6:N0}  held-out PSNR {codes.Decibels:F2} dB by codes alone, {fused.Decibels:F2} dB fused "
                + $"(photo enlarged {fused.InputDecibels:F2}), quality at 0.9: {codes.Qualities[^1]:F3}, {fused.Qualities[^1]:F3} (saved)"
        );
        TrainingLog.Append(
            Path.Combine(options.StateFolder, "finished-log.csv"),
            clock,
            $"{progress.Step},{codes.Decibels:F3},{fused.Decibels:F3},{fused.InputDecibels:F3},"
                + $"{codes.Qualities[^1]:F4},{fused.Qualities[^1]:F4}"
        );
        return progress;

        PredictorFigures Measure(double fidelity)
        {
            var sheet = Path.Combine(options.StateFolder, $"finished-{fidelity}.png");
            return CodePredictorCheck.Measure(network, quality, options.Threshold, heldOut, sheet, options.Seed, fidelity);
        }
    }

    private sealed record FinishingBatch(
        Tensor Photos,
        Tensor Targets,
        Tensor Untouched,
        Tensor Scores,
        Tensor Gate,
        Tensor? Codes,
        CodePrediction? Prediction
    );
}
