using Sair.Engine.Diffusion;
using Sair.Engine.Networks;

namespace Sair.Engine.Losses;

/// <summary>Training loss per picture, each [N].</summary>
/// <param name="Noise">Mean squared error of the noise.</param>
/// <param name="Variational">Variational bound in bits per value; moves only the variance. Zeros without learned variance.</param>
public sealed record DiffusionLossTerms(Tensor Noise, Tensor Variational);

/// <summary>The hybrid loss of models with learned variance (Nichol and Dhariwal 2021): noise error plus the variational bound.</summary>
/// <param name="diffusion">The steps.</param>
public sealed class DiffusionLoss(GaussianDiffusion diffusion)
{
    private const double SmallestProbability = 1e-12;
    private const double EdgeOfRange = 0.999;
    private const double HalfGreyLevel = 1.0 / 255;

    /// <summary>Evaluates.</summary>
    /// <param name="network">(x_t, step numbers [N]) → noise and variance values.</param>
    /// <param name="start">x₀ [N, 3, S, S], −1–1.</param>
    /// <param name="indices">One index per picture.</param>
    /// <param name="noise">Standard normal [N, 3, S, S].</param>
    public DiffusionLossTerms Evaluate(Func<Tensor, Tensor, Tensor> network, Tensor start, IReadOnlyList<int> indices, Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(start);
        var current = diffusion.AddNoise(start, indices, noise);
        var output = network(current, diffusion.Schedule.TimestepsAt(indices, start.device));
        var channels = start.shape[1];
        var predicted = output.narrow(1, 0, channels);
        var error = (noise - predicted).square().mean([1, 2, 3]);
        if (output.shape[1] == channels)
        {
            return new DiffusionLossTerms(error, zeros_like(error));
        }

        // The bound must not disturb the noise estimate, so only the variance values keep their gradient.
        var frozen = cat([predicted.detach(), output.narrow(1, channels, channels)], 1);
        return new DiffusionLossTerms(
            error,
            VariationalBound(diffusion.Interpret(frozen, current, indices, clips: false), start, current, indices)
        );
    }

    private Tensor VariationalBound(DiffusionPrediction predicted, Tensor start, Tensor current, IReadOnlyList<int> indices)
    {
        var mean = diffusion.PosteriorMean(start, current, indices);
        var logVariance = NoiseSchedule.At(diffusion.Schedule.ClippedPosteriorLogVariances, indices, start.device);
        var divergence =
            (
                (predicted.LogVariance - logVariance - 1)
                + (logVariance - predicted.LogVariance).exp()
                + ((mean - predicted.Mean).square() * (-predicted.LogVariance).exp())
            ) * 0.5; // [N, 3, S, S]
        var bits = divergence.mean([1, 2, 3]) / Math.Log(2);
        if (!indices.Contains(0))
        {
            return bits;
        }

        var isLast = tensor(indices.Select(index => index == 0).ToArray(), device: start.device);
        var likelihood = LogLikelihood(start, predicted.Mean, predicted.LogVariance * 0.5).mean([1, 2, 3]) / Math.Log(2);
        return where(isLast, -likelihood, bits);
    }

    // A normal distribution integrated over each grey level; the outermost levels take the tails.
    private static Tensor LogLikelihood(Tensor start, Tensor mean, Tensor logDeviation)
    {
        var centred = start - mean;
        var inverse = (-logDeviation).exp();
        var above = NormalDistribution(inverse * (centred + HalfGreyLevel));
        var below = NormalDistribution(inverse * (centred - HalfGreyLevel));
        var inside = (above - below).clamp(SmallestProbability).log();
        var highest = (1 - below).clamp(SmallestProbability).log();
        var lowest = above.clamp(SmallestProbability).log();
        return where(start.lt(-EdgeOfRange), lowest, where(start.gt(EdgeOfRange), highest, inside));
    }

    // The tanh approximation of the cumulative distribution.
    private static Tensor NormalDistribution(Tensor x) => ((((x.pow(3) * 0.044715) + x) * Math.Sqrt(2 / Math.PI)).tanh() + 1) * 0.5;
}

/// <summary>The supervised losses of the second stage: L_feat + 0.5 · (CE of the second book + CE of the common one) (Hu 2025).</summary>
public static class CodePredictionLoss
{
    private const double EntropyWeight = 0.5;

    /// <summary>Computes the losses.</summary>
    /// <param name="network">A predictor with two books.</param>
    /// <param name="prediction">Its prediction.</param>
    /// <param name="indices">Codes of the good picture [N, HW, 2], slot 0 the second book.</param>
    /// <param name="gate">[N], 1 where the second book counts, else 0; null counts it everywhere, as published.</param>
    public static CodeLosses Evaluate(CodePredictor network, CodePrediction prediction, Tensor indices, Tensor? gate = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(indices);
        var target = network.Look(indices, gate).detach();
        return new CodeLosses(
            (target - prediction.Map).square().mean(),
            Entropy(prediction.Logits, indices, 0, gate),
            Entropy(prediction.Logits, indices, 1, null)
        );
    }

    private static Tensor Entropy(Tensor logits, Tensor indices, int slot, Tensor? gate)
    {
        var (slotLogits, targets) = (logits.select(3, slot), indices.select(2, slot)); // [N, HW, K], [N, HW]
        if (gate is null)
        {
            return EntropyWeight * nn.functional.cross_entropy(slotLogits.flatten(0, 1), targets.flatten());
        }

        var logLikelihood = slotLogits.log_softmax(2).gather(2, targets.unsqueeze(2)).squeeze(2).mean([1]); // [N]
        return -EntropyWeight * (logLikelihood * gate).sum() / gate.sum().clamp(min: 1);
    }
}

/// <summary>The terms, with their weights.</summary>
/// <param name="Feature">mean‖sg(Z_q) − ẑ‖², where ẑ includes the score's embedding.</param>
/// <param name="Aesthetic">Half the cross-entropy of the second book's codes.</param>
/// <param name="Common">Half the cross-entropy of the common book's codes.</param>
public sealed record CodeLosses(Tensor Feature, Tensor Aesthetic, Tensor Common);
