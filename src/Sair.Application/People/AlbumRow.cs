namespace Sair.Application.People;

/// <summary>What can change of a photo in an album; an album with the same rows has the same analysis.</summary>
/// <param name="PhotoId">The photo.</param>
/// <param name="FaceId">The person's face on it; null while it was not chosen.</param>
/// <param name="IsConfirmed">Whether the user said that this is the person.</param>
/// <param name="IsExcluded">Whether it is never used as reference.</param>
/// <param name="QualityScore">The face's score of the quality network, 0–1; null where it was not scored yet.</param>
/// <param name="AddedUtc">When it came into the album, UTC.</param>
/// <param name="TakenUtc">When it was taken; null where that is not known, or not yet.</param>
public sealed record AlbumRow(Guid PhotoId, Guid? FaceId, bool IsConfirmed, bool IsExcluded, double? QualityScore, DateTime AddedUtc, DateTime? TakenUtc);
