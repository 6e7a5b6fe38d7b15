using Sair.Engine.Preparation;

namespace Sair.Application.People;

/// <summary>A photo of an album as the analysis sees it.</summary>
/// <param name="PhotoId">The photo.</param>
/// <param name="FaceId">The person's face on it.</param>
/// <param name="Traits">What is compared of the face.</param>
/// <param name="QualityScore">0–1, from the quality network; null where it was not scored.</param>
/// <param name="TakenUtc">When the photo was taken; null where the file does not say.</param>
/// <param name="DifferenceHash">Fingerprint of the picture; null where there is none.</param>
/// <param name="IsConfirmed">Whether the user said that this is the person.</param>
public sealed record AlbumFace(
    Guid PhotoId, Guid FaceId, FaceTraits Traits, double? QualityScore, DateTime? TakenUtc, long? DifferenceHash, bool IsConfirmed);
