using Sair.Engine.Networks;
using Sair.Engine.Quality;
using Sair.Training.Checkpoints;
using Sair.Training.Data;

namespace Sair.Training.Quality;

/// <summary>Fits the layers between features and score anew, with the learned features fixed.</summary>
/// <remarks>Features are computed once, so that thousands of steps cost less than a few of the whole network.</remarks>
public static class QualityHeadFit
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
    public static void Fit(QualityNetwork network, FacePictures pictures, int pairs, int steps, double rankWeight, int seed, CancellationToken cancellationToken)
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
            _ = StepDraws.Begin(seed, step);
            var chosen = randint(0, first.shape[0], [FitBatch], int64);
            var features = cat([first.index_select(0, chosen), second.index_select(0, chosen)]);
            var targets = cat([firstTargets.index_select(0, chosen), secondTargets.index_select(0, chosen)]);
            QualityLoss.Evaluate(network.Judge(features), targets, rankWeight).backward();
            adam.LearningRate = StepDraws.Rate(LearningRate, step, steps);
            adam.Step();
            adam.ZeroGradients();
        }
    }

    private static (Tensor First, Tensor Second, Tensor FirstTargets, Tensor SecondTargets) Describe(QualityNetwork network, FacePictures pictures, int pairs, int seed, CancellationToken cancellationToken)
    {
        using var ungraded = no_grad();
        var features = new List<Tensor>();
        var scores = new List<Tensor>();
        for (var start = 0; start < pairs; start += BatchPairs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();

            // Other draws than those of the steps before.
            var random = StepDraws.Begin(seed + 1, start);
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
        return cat([.. batches.Select(batch => batch.narrow(0, which * BatchPairs, BatchPairs)).Chunk(part).Select(tensors => cat(tensors))]);
    }
}
