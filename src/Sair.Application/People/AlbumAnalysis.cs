using Sair.Application.Photos;
using Sair.Engine.Preparation;

namespace Sair.Application.People;

/// <summary>
/// Judges an album as a whole: who is somebody else, which pictures are copies, which photos are the best references, what is
/// missing.
/// </summary>
/// <param name="Places">The photos, best reference first; outliers and copies last.</param>
/// <param name="Spread">Median distance between the album's own photos; null below two comparable ones.</param>
/// <param name="Hints">What would make the album better, sentences for people; the most useful first.</param>
public sealed record AlbumAnalysis(IReadOnlyList<AlbumPlace> Places, double? Spread, IReadOnlyList<string> Hints)
{
    // Enough for a median; keeps large albums from growing with the square of their photos.
    private const int ComparedFaces = 64;

    // Typical of the person weighs most: a reference that is not her spoils more than an unsharp one.
    private const double QualityWeight = 0.4;
    private const double TurnWeight = 0.2;

    /// <summary>Analyses the photos that take part: those with a chosen face that were not excluded.</summary>
    public static AlbumAnalysis Of(IReadOnlyList<AlbumFace> faces)
    {
        ArgumentNullException.ThrowIfNull(faces);
        var distances = faces.Select(face => DistancesTo(face, faces)).ToList();
        var places = faces.Select((face, i) => Judge(face, faces, distances[i])).ToList();
        places = [.. places.OrderBy(place => !place.IsUsable).ThenBy(place => place.Cost).ThenBy(place => place.Face.PhotoId)];
        places = MarkCopies(places);
        var usable = places.Where(place => place.IsUsable).ToList();
        return new AlbumAnalysis(
            places,
            Median([.. usable.Select(place => place.Distance).OfType<double>()]),
            AlbumCoverage.Hints([.. usable.Select(place => place.Face)])
        );
    }

    /// <summary>The middle value, the lower one of two; null of nothing.</summary>
    /// <remarks>The lower one, so that a single stranger among three photos does not make the two others doubtful.</remarks>
    internal static double? Median(List<double> values)
    {
        values.Sort();
        return values.Count == 0 ? null : values[(values.Count - 1) / 2];
    }

    private static List<(AlbumFace Other, double Distance)> DistancesTo(AlbumFace face, IReadOnlyList<AlbumFace> faces)
    {
        var step = Math.Max(1, faces.Count / ComparedFaces);
        var distances = new List<(AlbumFace, double)>();
        for (var i = 0; i < faces.Count; i += step)
        {
            if (faces[i] != face && FaceSimilarity.Distance(face.Traits, faces[i].Traits) is { } distance)
            {
                distances.Add((faces[i], distance));
            }
        }

        return distances;
    }

    private static AlbumPlace Judge(AlbumFace face, IReadOnlyList<AlbumFace> faces, List<(AlbumFace Other, double Distance)> distances)
    {
        var median = Median([.. distances.Select(pair => pair.Distance)]);
        var boundary = Median([.. distances.Select(pair => FaceSimilarity.Boundary(face.Traits.Side, pair.Other.Traits.Side))]);
        var isOutlier = !face.IsConfirmed && faces.Count > 1 && median > boundary;
        var turn = Math.Abs(face.Traits.Yaw ?? 0);
        var cost = (median ?? 0) + (QualityWeight * (1 - face.Traits.Quality)) + (TurnWeight * turn);
        return new AlbumPlace(face, median, isOutlier, null, cost, AlbumWords.Reason(face, median, boundary, isOutlier));
    }

    // The list is in order of usefulness, so that of copies the best one stays.
    private static List<AlbumPlace> MarkCopies(List<AlbumPlace> places)
    {
        var kept = new List<AlbumPlace>();
        var copies = new List<AlbumPlace>();
        foreach (var place in places)
        {
            var twin =
                !place.IsOutlier && place.Face.DifferenceHash is { } hash
                    ? kept.Find(other => other.Face.DifferenceHash is { } known && DifferenceHash.AreSame(hash, known))
                    : null;
            if (twin is null)
            {
                kept.Add(place);
            }
            else
            {
                copies.Add(
                    place with
                    {
                        CopyOf = twin.Face.PhotoId,
                        Reason = "the same picture is in the album already, in a better copy",
                    }
                );
            }
        }

        return [.. kept, .. copies];
    }
}

/// <summary>A photo of an album as the analysis sees it.</summary>
/// <param name="PhotoId">The photo.</param>
/// <param name="FaceId">The person's face on it.</param>
/// <param name="Traits">What is compared of the face.</param>
/// <param name="QualityScore">0–1, from the quality network; null where it was not scored.</param>
/// <param name="TakenUtc">When the photo was taken; null where the file does not say.</param>
/// <param name="DifferenceHash">Fingerprint of the picture; null where there is none.</param>
/// <param name="IsConfirmed">Whether the user said that this is the person.</param>
public sealed record AlbumFace(
    Guid PhotoId,
    Guid FaceId,
    FaceTraits Traits,
    double? QualityScore,
    DateTime? TakenUtc,
    long? DifferenceHash,
    bool IsConfirmed
);

/// <summary>What the analysis says about one photo of an album.</summary>
/// <param name="Face">The photo.</param>
/// <param name="Distance">Median descriptor distance to the album's other photos; null where there is nothing to compare with.</param>
/// <param name="IsOutlier">Whether this looks like somebody else; never where the user confirmed the face.</param>
/// <param name="CopyOf">The better photo that shows the same picture; null where there is none.</param>
/// <param name="Cost">What the ranking sorts by; lower is better.</param>
/// <param name="Reason">Why it has its place, one sentence for people.</param>
public sealed record AlbumPlace(AlbumFace Face, double? Distance, bool IsOutlier, Guid? CopyOf, double Cost, string Reason)
{
    /// <summary>Gets a value indicating whether the photo serves as reference.</summary>
    public bool IsUsable => !IsOutlier && CopyOf is null;
}

/// <summary>Says why a photo has its place in an album.</summary>
internal static class AlbumWords
{
    private const double Frontal = 0.15;
    private const double Profile = 0.45;

    /// <summary>One sentence without a full stop.</summary>
    public static string Reason(AlbumFace face, double? distance, double? boundary, bool isOutlier)
    {
        if (isOutlier)
        {
            return $"looks like somebody else: {distance:0.00} away from the other photos, up to {boundary:0.00} counts as the same person";
        }

        var likeness = distance is { } known ? $"{known:0.00} from the other photos" : "nothing to compare with yet";
        return $"a face of {Size(face.Traits.Side)}, {Turn(face.Traits.Yaw)}, {likeness}";
    }

    /// <summary>How the face is turned, in words.</summary>
    public static string Turn(double? yaw) =>
        Math.Abs(yaw ?? 0) switch
        {
            < Frontal => "facing the camera",
            < Profile => "turned a little",
            _ => "nearly in profile",
        };

    private static string Size(double side) => $"{side:0} px";
}
