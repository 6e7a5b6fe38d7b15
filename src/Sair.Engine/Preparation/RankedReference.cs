namespace Sair.Engine.Preparation;

/// <summary>A reference with its place among the others and why it has it.</summary>
/// <param name="Index">0-based place in the list that was given.</param>
/// <param name="Face">The reference.</param>
/// <param name="Distance">Descriptor distance to the degraded face, or null where that is too coarse to tell.</param>
/// <param name="Quality">0–1: size, sharpness and certainty.</param>
/// <param name="Cost">What the ranking sorts by; lower is better.</param>
/// <param name="Reason">One sentence for people.</param>
public sealed record RankedReference(int Index, PreparedFace Face, double? Distance, double Quality, double Cost, string Reason);
