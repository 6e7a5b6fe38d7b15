namespace Sair.Training.Data;

/// <summary>One picture of the training set.</summary>
/// <param name="File">Path relative to the data folder.</param>
/// <param name="Source">First folder of the path: the collection that it comes from.</param>
/// <param name="Person">Pictures with the same value may show the same person and stay on the same side of the split.</param>
public sealed record FaceSource(string File, string Source, string Person);
