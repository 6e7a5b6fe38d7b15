using Sair.Engine.Preparation;

namespace Sair.Cli.Photos;

/// <summary>Finds photos that seem to lie in the wrong person's folder.</summary>
internal static class AlbumCheck
{
    /// <summary>Compares each photo with its own album and with the others.</summary>
    /// <returns>Sentences; empty where all is well or too little is there to tell.</returns>
    public static IEnumerable<string> Doubts(IReadOnlyList<PersonAlbum> albums) =>
        from album in albums
        where album.Faces.Count > 1
        from entry in album.Faces.Index()
        let own = album.Faces.Where(face => face != entry.Item).Min(face => FaceSimilarity.Distance(face, entry.Item))
        let other = albums.Where(other => other != album && other.IsLike(entry.Item)).MinBy(other => other.DistanceTo(entry.Item))
        where other is not null && own is not null && other.DistanceTo(entry.Item) < own
        select $"{Path.GetFileName(album.Photos[entry.Index].Path)} in {album.Name} is more like {other.Name}: is it in the wrong folder?";
}
