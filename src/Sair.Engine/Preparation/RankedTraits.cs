namespace Sair.Engine.Preparation;

/// <summary>The place of a face among possible references and why it has it.</summary>
/// <param name="Index">0-based place in the list that was given.</param>
/// <param name="Distance">Descriptor distance to the degraded face, or null where that is too coarse to tell.</param>
/// <param name="Cost">What the ranking sorts by; lower is better.</param>
/// <param name="Reason">One sentence for people.</param>
public sealed record RankedTraits(int Index, double? Distance, double Cost, string Reason);
