using Sair.Cli.CommandLine;
using Sair.Cli.Restoring;
using Sair.Engine;
using Sair.Engine.Preparation;

namespace Sair.Cli.Photos;

/// <summary>Good photos of one person.</summary>
/// <param name="Name">The name of the folder.</param>
/// <param name="Photos">The person's face on each photo that can be used.</param>
internal sealed record PersonAlbum(string Name, IReadOnlyList<ReferencePhoto> Photos)
{
    /// <summary>Gets the person's face on each photo.</summary>
    public IReadOnlyList<PreparedFace> Faces { get; } = [.. Photos.Select(photo => photo.Face)];

    /// <summary>Reads the photos of a folder; those that cannot be used are named and left out.</summary>
    /// <exception cref="SairException">None can be used.</exception>
    public static PersonAlbum Read(PhotoFolder folder, FacePreparation preparation, CommandServices services, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder.Path)));
        foreach (var note in folder.Describe(canRecurse: false))
        {
            services.Error.WriteLine($"album {name}: {note}");
        }

        var read = new ReferenceReader(preparation, services.Error.WriteLine).Read(folder.Photos, isAligned: false, cancellationToken);
        foreach (var sentence in read.LeftOut)
        {
            services.Warn(sentence);
        }

        return new PersonAlbum(name, read.Photos);
    }

    /// <summary>Gets the distance to the face of the album that is most like a face; null where it is too coarse to be compared.</summary>
    public double? DistanceTo(PreparedFace face) => Faces.Min(reference => FaceSimilarity.Distance(face, reference));

    /// <summary>Tells whether a distance is that of one person.</summary>
    public bool IsLike(PreparedFace face) => Faces.Any(reference => FaceSimilarity.Distance(face, reference) <= FaceSimilarity.Boundary(face, reference));
}
