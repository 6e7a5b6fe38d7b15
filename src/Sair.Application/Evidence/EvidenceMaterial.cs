using Sair.Engine.Faces;
using Sair.Engine.Preparation;

namespace Sair.Application.Evidence;

/// <summary>What a result is measured against; nothing of it was seen by the run.</summary>
/// <param name="Before">The face as it was; null where nothing is known of it.</param>
/// <param name="Landmarks">Its 68 landmarks in any frame; empty where they are not known.</param>
/// <param name="HeldBack">Photos of the person that were held back; may be empty.</param>
/// <param name="Spread">Median distance between the album's own photos; null below two.</param>
public sealed record EvidenceMaterial(FaceTraits? Before, IReadOnlyList<FacePoint> Landmarks, IReadOnlyList<FaceTraits> HeldBack, double? Spread)
{
    /// <summary>Gets the material where nothing is known.</summary>
    public static EvidenceMaterial None { get; } = new(null, [], [], null);
}
