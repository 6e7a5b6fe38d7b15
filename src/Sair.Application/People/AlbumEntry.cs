namespace Sair.Application.People;

/// <summary>One photo of an album with what the analysis says about it.</summary>
/// <param name="Row">The photo's row of the album.</param>
/// <param name="Place">The analysis; null where no face was chosen or the photo is not used.</param>
/// <param name="Rank">1-based place among the usable references; null where it is none.</param>
public sealed record AlbumEntry(AlbumRow Row, AlbumPlace? Place, int? Rank)
{
    /// <summary>Whether the user should look at it.</summary>
    public bool NeedsAttention => !Row.IsExcluded && (Row.FaceId is null || Place is { IsOutlier: true });

    /// <summary>The entries of an album in the order in which people look for them: doubtful ones, references, the rest.</summary>
    public static IReadOnlyList<AlbumEntry> Of(Album album)
    {
        ArgumentNullException.ThrowIfNull(album);
        var places = album.Analysis.Places.ToDictionary(place => place.Face.PhotoId);
        var ranks = album
            .Analysis.Places.Where(place => place.IsUsable)
            .Index()
            .ToDictionary(pair => pair.Item.Face.PhotoId, pair => pair.Index + 1);
        return
        [
            .. album
                .Rows.Select(row => new AlbumEntry(
                    row,
                    places.GetValueOrDefault(row.PhotoId),
                    ranks.TryGetValue(row.PhotoId, out var rank) ? rank : null
                ))
                .OrderByDescending(entry => entry.NeedsAttention)
                .ThenBy(entry => entry.Rank ?? int.MaxValue)
                .ThenBy(entry => entry.Row.AddedUtc),
        ];
    }
}
