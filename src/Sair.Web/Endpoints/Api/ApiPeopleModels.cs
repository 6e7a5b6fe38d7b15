using System.Text.Json.Serialization;
using Sair.Application.People;
using Sair.Application.Photos;
using Sair.Data.People;
using Sair.Data.Photos;
using Sair.Engine.Degradations;

namespace Sair.Web.Endpoints.Api;

/// <summary>The id of what was made.</summary>
public sealed record ApiCreated(Guid Id);

/// <summary>A person.</summary>
public sealed record ApiPerson(Guid Id, string Name, int Photos, int Restorations)
{
    public static ApiPerson From(PersonSummary person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return new ApiPerson(person.Id, person.Name, person.PhotoCount, person.RequestCount);
    }
}

/// <summary>The name of a person.</summary>
public sealed record ApiPersonName(string Name);

/// <summary>A photo of an album: rank 1 is the best reference; the reason says why it has its place.</summary>
public sealed record ApiAlbumPhoto(
    Guid PhotoId,
    Guid? FaceId,
    bool Confirmed,
    bool Excluded,
    int? Rank,
    bool Outlier,
    Guid? CopyOf,
    double? Distance,
    double? Quality,
    DateTime? TakenUtc,
    string? Reason
)
{
    internal static IReadOnlyList<ApiAlbumPhoto> From(Album album)
    {
        var places = album.Analysis.Places.ToDictionary(place => place.Face.PhotoId);
        var ranks = album
            .Analysis.Places.Where(place => place.IsUsable)
            .Index()
            .ToDictionary(pair => pair.Item.Face.PhotoId, pair => pair.Index + 1);
        return
        [
            .. album.Rows.Select(row =>
            {
                var place = places.GetValueOrDefault(row.PhotoId);
                return new ApiAlbumPhoto(
                    row.PhotoId,
                    row.FaceId,
                    row.IsConfirmed,
                    row.IsExcluded,
                    ranks.TryGetValue(row.PhotoId, out var rank) ? rank : null,
                    place?.IsOutlier ?? false,
                    place?.CopyOf,
                    place?.Distance,
                    row.QualityScore,
                    place?.Face.TakenUtc,
                    place?.Reason
                );
            }),
        ];
    }
}

/// <summary>
/// A person with the album; the spread is the median distance between the album's own photos, the hints say what would make it
/// better.
/// </summary>
public sealed record ApiAlbum(Guid Id, string Name, double? Spread, IReadOnlyList<string> Hints, IReadOnlyList<ApiAlbumPhoto> Photos)
{
    internal static ApiAlbum From(Album album) =>
        new(album.PersonId, album.Name, album.Analysis.Spread, album.Analysis.Hints, ApiAlbumPhoto.From(album));
}

/// <summary>What the user says about a photo of an album; what is left out stays as it is.</summary>
public sealed record ApiAlbumChange(Guid? FaceId = null, bool? Confirmed = null, bool? Excluded = null);

/// <summary>
/// What the pixels say of a face on a photo that was enlarged before, and what is decided: how many times it was enlarged, the real
/// side of the face square and the stored one in pixels, and the side that a restoration takes unless it says otherwise.
/// </summary>
public sealed record ApiRealSize(
    EnlargementCertainty Certainty,
    double Factor,
    double LowestFactor,
    double HighestFactor,
    int Side,
    int StoredSide,
    int UsedSide
);

/// <summary>
/// A face of a photo; the box is in pixels of the upright photo, and <c>realSize</c> is there where the photo looks enlarged.
/// </summary>
public sealed record ApiFace(Guid Id, double X, double Y, double Width, double Height, double Score, ApiRealSize? RealSize)
{
    public static ApiFace From(Face face)
    {
        ArgumentNullException.ThrowIfNull(face);
        return new ApiFace(face.Id, face.BoxX, face.BoxY, face.BoxWidth, face.BoxHeight, face.Score, RealSizeOf(face));
    }

    private static ApiRealSize? RealSizeOf(Face face)
    {
        if (!RealSizes.IsAsked(face))
        {
            return null;
        }

        var (size, stored) = (FaceMapping.RealSizeOf(face), FaceNotes.StoredSide(face));
        return new ApiRealSize(
            size.Certainty,
            size.Factor,
            size.LowestFactor,
            size.HighestFactor,
            RealSizes.SideOf(face),
            stored,
            Math.Min(stored, FaceNotes.Parse(FaceNotes.ForRequest(face))?.Side ?? stored)
        );
    }
}

/// <summary>Where a face is, in pixels of the upright photo.</summary>
[method: JsonConstructor]
public readonly record struct ApiFaceBox(double X, double Y, double Width, double Height);

/// <summary>A point of a face, in pixels of the upright photo.</summary>
[method: JsonConstructor]
public readonly record struct ApiFacePoint(double X, double Y);

/// <summary>
/// How far a photo is turned clockwise against how it stands now: 90, 180 or 270 degrees; 0 says that it is right, so that no turn
/// is proposed any more.
/// </summary>
public sealed record ApiTurn(int Degrees);

/// <summary>What faces are chosen by: good photos of the person; a face of the photo where it is known already.</summary>
public sealed record ApiChoiceRequest(IReadOnlyList<Guid>? GoodPhotoIds = null, Guid? FaceId = null);

/// <summary>
/// A photo with its faces, largest first; its size and they are of the photo turned clockwise by <c>turn</c> degrees, and
/// <c>proposedTurn</c> is how much further its faces say that it should be turned.
/// </summary>
public sealed record ApiPhoto(
    Guid Id,
    string FileName,
    int Width,
    int Height,
    int Turn,
    int? ProposedTurn,
    DateTime? TakenUtc,
    IReadOnlyList<ApiFace> Faces
)
{
    public static ApiPhoto From(Photo photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        return new ApiPhoto(
            photo.Id,
            photo.FileName,
            photo.Width,
            photo.Height,
            photo.Turn,
            photo.ProposedTurn,
            photo.TakenUtc,
            [.. photo.Faces.OrderBy(face => face.Position).Select(ApiFace.From)]
        );
    }
}
