using Sair.Cli.Restoring;
using Sair.Engine;
using Sair.Engine.Preparation;

namespace Sair.Cli.Photos;

/// <summary>Good photos of one person.</summary>
/// <param name="Name">The name of the folder.</param>
/// <param name="Faces">The person's face on each photo.</param>
internal sealed record PersonAlbum(string Name, IReadOnlyList<PreparedFace> Faces)
{
    /// <summary>Reads a folder of photos.</summary>
    /// <exception cref="InvalidOptionsException">There is no such folder, or no photo in it.</exception>
    public static PersonAlbum Read(string folder, ReferenceReader reader, CancellationToken cancellationToken)
    {
        var photos = PhotoFiles.In(folder);
        return photos.Count > 0
            ? new PersonAlbum(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), reader.Read(photos, cancellationToken))
            : throw new InvalidOptionsException($"There is no photo in {folder}: put good photos of one person there.");
    }

    /// <summary>Gets the distance to the face of the album that is most like a face; null where it is too coarse to be compared.</summary>
    public double? DistanceTo(PreparedFace face) => Faces.Min(reference => FaceSimilarity.Distance(face, reference));

    /// <summary>Tells whether a distance is that of one person.</summary>
    public bool IsLike(PreparedFace face) => Faces.Any(reference => FaceSimilarity.Distance(face, reference) <= FaceSimilarity.Boundary(face, reference));
}
