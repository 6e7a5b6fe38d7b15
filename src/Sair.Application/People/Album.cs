namespace Sair.Application.People;

/// <summary>A person's album and what the analysis says about it.</summary>
/// <param name="PersonId">The person.</param>
/// <param name="Name">The person's name.</param>
/// <param name="Rows">The photos, oldest first.</param>
/// <param name="Analysis">The analysis of those that take part.</param>
public sealed record Album(Guid PersonId, string Name, IReadOnlyList<AlbumRow> Rows, AlbumAnalysis Analysis);
