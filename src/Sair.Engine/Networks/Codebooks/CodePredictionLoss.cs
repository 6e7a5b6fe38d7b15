namespace Sair.Engine.Networks.Codebooks;

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
        return new CodeLosses((target - prediction.Map).square().mean(), Entropy(prediction.Logits, indices, 0, gate), Entropy(prediction.Logits, indices, 1, null));
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
