namespace Sair.Engine.Weights.Files;

/// <summary>Picks the tensors that are wanted of a file, so that optimiser states and discriminators need not be read.</summary>
/// <param name="names">All names of the file.</param>
/// <returns>Those to read.</returns>
public delegate IEnumerable<string> WeightsChoice(IReadOnlyCollection<string> names);
