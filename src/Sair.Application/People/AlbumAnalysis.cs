using Sair.Application.Photos;
using Sair.Engine.Preparation;

namespace Sair.Application.People;

/// <summary>Judges an album as a whole: who is somebody else, which pictures are copies, which photos are the best references, what is missing.</summary>
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
        return new AlbumAnalysis(places, Median([.. usable.Select(place => place.Distance).OfType<double>()]), AlbumCoverage.Hints([.. usable.Select(place => place.Face)]));
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
            var twin = !place.IsOutlier && place.Face.DifferenceHash is { } hash
                ? kept.Find(other => other.Face.DifferenceHash is { } known && DifferenceHash.AreSame(hash, known))
                : null;
            if (twin is null)
            {
                kept.Add(place);
            }
            else
            {
                copies.Add(place with { CopyOf = twin.Face.PhotoId, Reason = "the same picture is in the album already, in a better copy" });
            }
        }

        return [.. kept, .. copies];
    }
}
