namespace Sair.Engine.Networks.Codebooks;

/// <summary>How much the embedding of a wanted score counts, between adding none (0) and the whole one that was learned (1).</summary>
/// <param name="Share">The share of rows whose bins begin at <paramref name="From"/> or above, 0–1; rows below count whole.</param>
/// <param name="From">A score, 0–1.</param>
public sealed record ScoreStrength(double Share, double From);
