using Sair.Engine.Preparation;

namespace Sair.Application.People;

/// <summary>A person with the good photos that faces are compared with and restored by.</summary>
public sealed class AlbumPerson
{
    private readonly IReadOnlyList<AlbumPlace> _places;
    private readonly IReadOnlyList<FaceTraits> _good;

    /// <summary>Takes what is used of an album.</summary>
    public AlbumPerson(Album album)
    {
        ArgumentNullException.ThrowIfNull(album);
        (Id, Name) = (album.PersonId, album.Name);
        _places = [.. album.Analysis.Places.Where(place => place.IsUsable)];
        var chosen = AlbumReferences.Choose(album.Analysis);
        (References, _good) = ([.. chosen.Select(place => place.Face.FaceId)], [.. chosen.Select(place => place.Face.Traits)]);
    }

    /// <summary>The person.</summary>
    public Guid Id { get; }

    /// <summary>The person's name.</summary>
    public string Name { get; }

    /// <summary>The faces that a restoration takes, best first.</summary>
    public IReadOnlyList<Guid> References { get; }

    /// <summary>The least distance of a face to the album; null where it is too coarse to tell, or the album is empty.</summary>
    public double? DistanceTo(FaceTraits face) => _places.Min(place => FaceSimilarity.Distance(face, place.Face.Traits));

    /// <summary>Whether a face is so near to the good photos that it may be the person.</summary>
    public bool IsLike(FaceTraits face) => PersonCheck.Of(face, _good) is { MayBe: true };

    /// <summary>Whether a face is so near to the good photos that hardly anybody else would be.</summary>
    public bool IsClearly(FaceTraits face) => PersonCheck.Of(face, _good) is { IsClear: true };
}
