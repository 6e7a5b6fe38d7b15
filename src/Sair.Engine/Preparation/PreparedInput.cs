using Sair.Engine.Engines;

namespace Sair.Engine.Preparation;

/// <summary>An engine's input, with what people should know about it.</summary>
/// <param name="Input">The face squares, best reference first.</param>
/// <param name="References">The references in the order of <paramref name="Input"/>, each with its reason.</param>
/// <param name="Warnings">Sentences for the user; empty when all is well.</param>
public sealed record PreparedInput(RestorationInput Input, IReadOnlyList<RankedReference> References, IReadOnlyList<string> Warnings);
