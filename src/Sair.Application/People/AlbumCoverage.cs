using Sair.Application.Photos;

namespace Sair.Application.People;

/// <summary>Says what an album lacks.</summary>
internal static class AlbumCoverage
{
    private const int Few = 3;
    private const int EnoughToJudge = 3;
    private const double LargeSide = 256;
    private const double Shown = 0.5;
    private const double Turned = 0.3;

    /// <summary>The hints, most useful first.</summary>
    public static IReadOnlyList<string> Hints(IReadOnlyList<AlbumFace> faces) => [.. All(faces)];

    private static IEnumerable<string> All(IReadOnlyList<AlbumFace> faces)
    {
        if (faces.Count < Few)
        {
            yield return faces.Count == 0
                ? "Add photos of this person: one clear face is enough to begin, three to five from the same years are better."
                : "Add a few more photos: with three or more, a wrong one can be told from the others.";
        }

        if (faces.Count == 0)
        {
            yield break;
        }

        if (faces.All(face => face.Traits.Side < LargeSide))
        {
            yield return $"No photo shows the face larger than {LargeSide:0} pixels: a close-up would help most.";
        }
        else if (faces.All(face => face.QualityScore is { } score && !QualityWords.IsClear(score, face.Traits.Side)))
        {
            yield return "No photo is really clear: add one that shows skin and lashes.";
        }

        if (faces.Count < EnoughToJudge)
        {
            yield break;
        }

        if (faces.All(face => face.Traits.Expressions.GetValueOrDefault("happy") < Shown))
        {
            yield return "No smiling photo: add one if you restore photos on which the person smiles.";
        }
        else if (faces.All(face => face.Traits.Expressions.GetValueOrDefault("happy") >= Shown))
        {
            yield return "Only smiling photos: add a serious one.";
        }

        var yaws = faces.Select(face => face.Traits.Yaw).OfType<double>().ToList();
        if (yaws.Count == faces.Count && yaws.TrueForAll(yaw => Math.Abs(yaw) < Turned))
        {
            yield return "All photos are taken from the front: add one from the side.";
        }

        if (faces.All(face => face.TakenUtc is not null) && faces.Select(face => face.TakenUtc!.Value.Date).Distinct().Count() == 1)
        {
            yield return "All photos are from one day: add some from other times, so that light and hair of that day do not count as "
                + "the person.";
        }
    }
}
