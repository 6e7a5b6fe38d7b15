namespace Sair.Training.Quality;

/// <summary>Regression of the score and order within pairs of the same photo.</summary>
public static class QualityLoss
{
    private const double MarginShare = 0.5;

    /// <summary>Computes the loss.</summary>
    /// <param name="scores">[2N]; number i and N + i show the same photo.</param>
    /// <param name="targets">[2N].</param>
    /// <param name="rankWeight">Weight of the order: a pair costs where its scores are not apart by half of what its targets are.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Evaluate(Tensor scores, Tensor targets, double rankWeight)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(targets);
        var count = scores.shape[0] / 2;
        var apart = scores.narrow(0, 0, count) - scores.narrow(0, count, count);
        var wanted = targets.narrow(0, 0, count) - targets.narrow(0, count, count);
        var order = ((wanted.abs() * MarginShare) - (apart * wanted.sign())).relu().mean();
        return nn.functional.l1_loss(scores, targets) + nn.functional.mse_loss(scores, targets) + (rankWeight * order);
    }
}
