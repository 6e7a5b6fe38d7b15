namespace Sair.Application.People;

/// <summary>Picks references out of an album and leaves some photos out, by which the result can be judged afterwards.</summary>
public static class AlbumReferences
{
    /// <summary>More references hardly help and cost time.</summary>
    public const int Most = 5;

    private const int HeldBackShare = 3;

    /// <summary>The best photos, best first; of three and more a third is held back.</summary>
    public static IReadOnlyList<AlbumPlace> Choose(AlbumAnalysis album)
    {
        ArgumentNullException.ThrowIfNull(album);
        var usable = album.Places.Where(place => place.IsUsable).ToList();
        return [.. usable.Take(Math.Min(Most, usable.Count - (usable.Count / HeldBackShare)))];
    }
}
