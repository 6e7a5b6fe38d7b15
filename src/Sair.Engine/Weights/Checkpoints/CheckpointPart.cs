namespace Sair.Engine.Weights.Checkpoints;

/// <summary>One network of a checkpoint, recognised by the names of its parameters.</summary>
/// <param name="Architecture">Id of <see cref="KnownArchitectures"/>, for example <c>stylegan2</c>.</param>
/// <param name="Title">The same in words, with its sizes.</param>
/// <param name="Parameters">Parameters on the processor under the names that this program's network reads; owned by the <see cref="Checkpoint"/>.</param>
/// <param name="Metadata">What shapes do not tell, as strings, for the file that this program keeps.</param>
public sealed record CheckpointPart(string Architecture, string Title, IReadOnlyDictionary<string, Tensor> Parameters, IReadOnlyDictionary<string, string> Metadata);
