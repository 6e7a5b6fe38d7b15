using Sair.Data.People;
using Sair.Worker.People;

namespace Sair.Web.Components.People;

/// <summary>One photo of an album with what the analysis says about it.</summary>
/// <param name="Photo">The entry, with photo and faces.</param>
/// <param name="Place">The analysis; null where no face was chosen or the photo is not used.</param>
/// <param name="Rank">1-based place among the usable references; null where it is none.</param>
public sealed record AlbumEntry(PersonPhoto Photo, AlbumPlace? Place, int? Rank)
{
    /// <summary>Whether the user should look at it.</summary>
    public bool NeedsAttention => !Photo.Excluded && (Photo.FaceId is null || Place is { IsOutlier: true });

    /// <summary>The entries of a person in the order in which people look for them: doubtful ones, references, the rest.</summary>
    public static IReadOnlyList<AlbumEntry> Of(Person person, AlbumAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(analysis);
        var places = analysis.Places.ToDictionary(place => place.Face.PhotoId);
        var ranks = analysis.Places.Where(place => place.IsUsable).Select((place, index) => (place.Face.PhotoId, Rank: index + 1)).ToDictionary(pair => pair.PhotoId, pair => pair.Rank);
        return
        [
            .. person.Photos
                .Select(photo => new AlbumEntry(photo, places.GetValueOrDefault(photo.PhotoId), ranks.TryGetValue(photo.PhotoId, out var rank) ? rank : null))
                .OrderByDescending(entry => entry.NeedsAttention)
                .ThenBy(entry => entry.Rank ?? int.MaxValue)
                .ThenBy(entry => entry.Photo.AddedUtc),
        ];
    }
}
