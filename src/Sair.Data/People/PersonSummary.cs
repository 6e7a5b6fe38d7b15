namespace Sair.Data.People;

/// <summary>One person as lists show it.</summary>
/// <param name="Id">The person.</param>
/// <param name="Name">The name.</param>
/// <param name="CoverFaceId">The sharpest usable face; null while there is none.</param>
/// <param name="PhotoCount">Photos of the album.</param>
/// <param name="RequestCount">Restorations that were asked for.</param>
public sealed record PersonSummary(Guid Id, string Name, Guid? CoverFaceId, int PhotoCount, int RequestCount);
