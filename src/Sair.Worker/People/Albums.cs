using Sair.Data.People;
using Sair.Worker.Photos;

namespace Sair.Worker.People;

/// <summary>Analyses stored albums.</summary>
public static class Albums
{
    /// <summary>Analyses the photos of a person that take part as references.</summary>
    /// <param name="person">A person whose photos and faces were loaded.</param>
    public static AlbumAnalysis Analyse(Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return AlbumAnalysis.Of([.. person.Photos.Where(entry => !entry.Excluded).Select(ToAlbumFace).OfType<AlbumFace>()]);
    }

    private static AlbumFace? ToAlbumFace(PersonPhoto entry) =>
        entry.Photo is { } photo && photo.Faces.Find(face => face.Id == entry.FaceId) is { } face
            ? new AlbumFace(photo.Id, face.Id, FaceMapping.TraitsOf(face), face.QualityScore, photo.TakenUtc, photo.DifferenceHash, entry.Confirmed)
            : null;
}
