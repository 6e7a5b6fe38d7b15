namespace Sair.Engine.Networks.Codebooks;

/// <summary>Numbers of the rows of a score table.</summary>
public static class ScoreBins
{
    /// <summary>Gives ⌊factor · score⌋ in 32-bit arithmetic, as the published networks were trained: 0.7 falls into bin 7.</summary>
    /// <param name="scores">[N] of any floating type, 0–1.</param>
    /// <param name="factor">Bins per unit.</param>
    /// <param name="count">Rows of the table; a score of 1 takes the last one.</param>
    /// <returns>[N] of 64-bit integers.</returns>
    public static Tensor Of(Tensor scores, int factor, int count)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return (scores.to(float32) * factor).floor().clamp(0, count - 1).to(int64);
    }
}
