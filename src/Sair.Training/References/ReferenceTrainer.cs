using System.Globalization;
using Sair.Engine.Degradations;
using Sair.Engine.Networks;
using Sair.Engine.Quality;
using Sair.Training.Adversarial;
using Sair.Training.Checkpoints;
using Sair.Training.Codebooks;
using Sair.Training.Data;
using Sair.Training.Reports;

namespace Sair.Training.References;

/// <summary>Trains a <see cref="ReferenceRestorer"/>: people with several photos, and single photos with themselves as altered references.</summary>
/// <remarks>
/// Absolute error, edges, and features of the quality network; later a discriminator on photos that are their own references, which are
/// the sharper collections. Can be resumed bit for bit.
/// </remarks>
/// <param name="options">The settings.</param>
/// <param name="quality">The frozen quality network.</param>
/// <param name="descriptor">A frozen recogniser for held-out figures, [N, 3, S, S] in 0–1 → centred descriptors [N, D]; no loss uses it.</param>
/// <param name="clock">The clock of the log.</param>
/// <param name="output">Receives progress.</param>
public sealed class ReferenceTrainer(ReferenceTrainingOptions options, QualityNetwork quality, Func<Tensor, Tensor> descriptor, TimeProvider clock, TextWriter output)
{
    /// <summary>Name of the checkpoint in the state folder.</summary>
    public const string CheckpointName = "references.safetensors";

    private const double GradientLimit = 1;
    private const double AverageShare = 0.002;
    private const double EdgeWeight = 2;
    private const double FeatureWeight = 0.5;
    private const int FeatureEvery = 3;
    private const double AdversarialWeight = 0.5;
    private const double AugmentationRise = 1.0 / 100_000;
    private const int WarmUp = 200;

    private const int CheckedPeople = 32;
    private const int CheckedAtOnce = 8;
    private const int CheckedReduction = 8;
    private const double CheckedVariance = 0.002;

    /// <summary>Runs until the steps, the budget or the token end.</summary>
    /// <returns>Where the run stands.</returns>
    public RunProgress Run(CancellationToken cancellationToken)
    {
        manual_seed(options.Seed);
        using var network = new ReferenceRestorer(options.Network);
        using var game = options.AdversarialFrom is null ? null : new AdversarialGame(options.Network.Size, AugmentationRise);
        var parameters = network.named_parameters().ToList();
        using var average = new ParameterAverage(parameters);
        using var adam = new ResumableAdam(parameters, beta1: 0.9, beta2: 0.99);
        var checkpoint = new RunCheckpoint(Path.Combine(options.StateFolder, CheckpointName), parameters, average, new Dictionary<string, ResumableAdam> { ["adam"] = adam }, game: game);
        var progress = checkpoint.Load<RunProgress>();
        var people = ReadPeople(isValidation: false, cancellationToken);
        var heldOut = ReadPeople(isValidation: true, cancellationToken);
        var singles = FaceIndex.Read(options.DataFolder, options.Sources).Where(face => !FaceIndex.IsValidation(face)).ToList();
        var batches = new PersonBatches(options, people, FacePictures.Load(options.DataFolder, singles, options.Network.Size, 0.5, options.StateFolder, cancellationToken));
        output.WriteLine($"{people.People.Count} people with {people.Pictures.Count} photos, {singles.Count} single photos; {heldOut.People.Count} people held out; {parameters.Sum(entry => entry.parameter.numel()):N0} parameters");
        return new RunLoop(options.Steps, options.Budget, options.SaveEvery, output).Run(
            progress,
            options.Batch,
            step =>
            {
                using var scope = NewDisposeScope();
                var report = Teach(network, adam, game, batches.Draw(StepDraws.Begin(options.Seed, step)), step);
                average.Blend(Math.Max(AverageShare, 1.0 / (step + 1)));
                return report;
            },
            reached =>
            {
                checkpoint.Save(reached);
                average.Exchange();
                Check(network, heldOut, reached);
                average.Exchange();
            },
            cancellationToken);
    }

    private PeoplePhotos ReadPeople(bool isValidation, CancellationToken cancellationToken) =>
        PeoplePhotos.Load(options.PeopleFolder, isValidation, options.Network.Size, options.StateFolder, cancellationToken);

    private string Teach(ReferenceRestorer network, ResumableAdam adam, AdversarialGame? game, PersonBatch batch, long step)
    {
        var made = network.Restore(batch.Degraded, network.Describe(batch.References), batch.Present).Picture;
        var picture = made.detach().requires_grad_(true);
        var difference = picture - batch.Truths;
        var loss = difference.abs().mean() + (EdgeWeight * Engine.Losses.EdgeLoss.Evaluate(difference));
        if (step % FeatureEvery == 0)
        {
            loss = loss + (FeatureWeight * ReconstructionTerms.Features(picture, batch.Truths, quality));
        }

        var gradient = autograd.grad([loss], [picture])[0];
        if (game is not null && step >= options.AdversarialFrom && batch.Alone > 0)
        {
            var first = options.Batch - batch.Alone;
            var judged = made.detach().narrow(0, first, batch.Alone);
            var others = gradient.narrow(0, first, batch.Alone);
            others.add_(game.Pull(judged, others, AdversarialWeight));
            game.Learn(batch.Truths.narrow(0, first, batch.Alone), judged, adam.LearningRate, step);
        }

        (made * gradient).sum().backward();
        var norm = nn.utils.clip_grad_norm_(network.parameters(), GradientLimit);
        adam.LearningRate = StepDraws.Rate(options.LearningRate, step, options.Steps, WarmUp);
        adam.Step();
        adam.ZeroGradients();
        return string.Create(CultureInfo.InvariantCulture, $"error {difference.abs().mean().ToDouble():F4}  gradient {norm:F2}");
    }

    // Held-out people, reduced eight times: with their own photos, with nobody's, with a stranger's.
    private void Check(ReferenceRestorer network, PeoplePhotos heldOut, RunProgress progress)
    {
        using var ungraded = no_grad();
        var random = StepDraws.Begin(options.Seed, 0);
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
            var degradation = new BlindDegradation { Side = options.Network.Size / CheckedReduction, NoiseDeviation = Math.Sqrt(CheckedVariance) };
            var degraded = cat([.. truths.split(1).Select(photo => (FaceEnlargement.Apply(degradation.Apply((photo + 1) / 2, random.NextInt64()), options.Network.Size) * 2) - 1)]);
            Tensor[] results = [degraded, Made(null), Made(foreign), Made(own)];
            var wanted = descriptor((truths + 1) / 2);
            var foreigner = descriptor((foreign.select(1, 0) + 1) / 2);
            for (var i = 0; i < results.Length; i++)
            {
                decibels[i] += (10 * (4 / (results[i] - truths).square().mean([1, 2, 3])).log() / Math.Log(10)).sum().ToDouble();
                likeness[i] += nn.functional.cosine_similarity(descriptor((results[i] + 1) / 2), wanted).sum().ToDouble();
            }

            stranger += (nn.functional.cosine_similarity(descriptor((results[2] + 1) / 2), foreigner) - nn.functional.cosine_similarity(descriptor((results[1] + 1) / 2), foreigner)).sum().ToDouble();
            if (start == 0)
            {
                PictureSheet.Write(Path.Combine(options.StateFolder, "references.png"), [.. results, truths, own.select(1, 0)]);
            }

            Tensor Made(Tensor? references) => network.Restore(degraded, references is null ? null : network.Describe(references)).Picture.clamp(-1, 1);
        }

        var figures = string.Join("  ", ((string[])["photo", "alone", "stranger's", "own"]).Select((name, i) =>
            string.Create(CultureInfo.InvariantCulture, $"{name} {decibels[i] / people:F2} dB {likeness[i] / people:F3}")));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {progress.Step,6:N0}  held-out PSNR and likeness: {figures}  drawn to the stranger {stranger / people:+0.000;-0.000} (saved)"));
        File.AppendAllText(
            Path.Combine(options.StateFolder, "references-log.csv"),
            string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():s},{progress.Step},{string.Join(',', decibels.Concat(likeness).Append(stranger).Select(sum => (sum / people).ToString("F4", CultureInfo.InvariantCulture)))}\n"));

        // [N, K, 3, S, S]
        Tensor References(IReadOnlyList<int> rows)
        {
            var numbers = rows.SelectMany(person => Enumerable.Range(0, options.References).Select(k => heldOut.People[person][1 + (k % (heldOut.People[person].Count - 1))])).ToList();
            var side = heldOut.Pictures.Side;
            return heldOut.Pictures.Read(numbers, side).reshape(rows.Count, options.References, 3, side, side);
        }
    }
}
