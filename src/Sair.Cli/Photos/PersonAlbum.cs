using Sair.Application.Photos;
using Sair.Cli.Restoring;
using Sair.CommandLine;
using Sair.Engine;
using Sair.Engine.Preparation;

namespace Sair.Cli.Photos;

/// <summary>Good photos of one person.</summary>
/// <param name="Name">The name of the folder.</param>
/// <param name="Photos">The person's face on each photo that can be used.</param>
internal sealed record PersonAlbum(string Name, IReadOnlyList<ReferencePhoto> Photos)
{
    private readonly IReadOnlyList<FaceTraits> _traits = [.. Photos.Select(photo => FaceTraits.Of(photo.Face))];

    /// <summary>Gets the person's face on each photo.</summary>
    public IReadOnlyList<PreparedFace> Faces { get; } = [.. Photos.Select(photo => photo.Face)];

    /// <summary>Reads the photos of a folder; those that cannot be used are named and left out.</summary>
    /// <exception cref="SairException">None can be used.</exception>
    public static PersonAlbum Read(
        PhotoFolder folder,
        FacePreparation preparation,
        CommandServices services,
        CancellationToken cancellationToken
    )
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

    /// <summary>Tells whether a face is so near to the album that it may be the person.</summary>
    public bool IsLike(PreparedFace face) => PersonCheck.Of(FaceTraits.Of(face), _traits) is { MayBe: true };

    /// <summary>Tells whether a face is so near to the album that hardly anybody else would be.</summary>
    public bool IsClearly(PreparedFace face) => PersonCheck.Of(FaceTraits.Of(face), _traits) is { IsClear: true };

    /// <summary>Leaves out what is the very photo that shall be restored.</summary>
    public PersonAlbum Without(PicturedFace face)
    {
        var others = Photos.Where(photo => !photo.Picture.IsSameAs(face)).ToList();
        return others.Count == Photos.Count ? this : new PersonAlbum(Name, others);
    }
}

/// <summary>Finds photos that seem to lie in the wrong person's folder.</summary>
internal static class AlbumCheck
{
    /// <summary>Compares each photo with its own album and with the others.</summary>
    /// <returns>Sentences; empty where all is well or too little is there to tell.</returns>
    public static IEnumerable<string> FindMisplaced(IReadOnlyList<PersonAlbum> albums) =>
        from album in albums
        where album.Faces.Count > 1
        from entry in album.Faces.Index()
        let own = album.Faces.Where(face => face != entry.Item).Min(face => FaceSimilarity.Distance(face, entry.Item))
        let other = albums.Where(other => other != album && other.IsLike(entry.Item)).MinBy(other => other.DistanceTo(entry.Item))
        where other is not null && own is not null && other.DistanceTo(entry.Item) < own
        select $"{Path.GetFileName(album.Photos[entry.Index].Path)} in {album.Name} is more like {other.Name}: is it in the wrong folder?";
}
