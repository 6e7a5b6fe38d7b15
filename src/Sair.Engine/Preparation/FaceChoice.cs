namespace Sair.Engine.Preparation;

/// <summary>
/// Tells which face of a photo is meant: the only place where that is decided, for the command line, the site and programs.
/// </summary>
/// <remarks>
/// As in <see cref="PersonCheck"/>, what counts is the mean distance to those faces of the person that are clear, so that a single odd
/// photo among the good ones decides nothing.
/// </remarks>
public static class FaceChoice
{
    /// <summary>Finds the face that is most like a person.</summary>
    /// <param name="faces">The faces of a photo, largest first.</param>
    /// <param name="person">Faces of the person; may be empty.</param>
    /// <returns>Null where nothing can be compared: no face, nobody to compare with, or too few pixels.</returns>
    public static ChosenFace? MostLike(IReadOnlyList<FaceTraits> faces, IReadOnlyCollection<FaceTraits> person)
    {
        ArgumentNullException.ThrowIfNull(faces);
        ArgumentNullException.ThrowIfNull(person);
        var candidates = faces
            .Select((face, index) => (Face: face, Choice: new ChosenFace(index, PersonCheck.Of(face, person)?.Distance)))
            .Where(candidate => candidate.Choice.Distance is not null)
            .ToList();

        // A smear is always nearer than a clear stranger: where it may not be the person either, the clear faces tell who is on the photo.
        var telling = candidates.FindAll(candidate =>
            candidate.Face.Detail >= PersonCheck.LeastDetail || candidate.Choice.Distance <= PersonCheck.OtherLimit
        );
        return (telling.Count > 0 ? telling : candidates).ConvertAll(candidate => candidate.Choice).MinBy(choice => choice.Distance);
    }

    /// <summary>Chooses the face that is most like a person, or the largest where nothing can be compared.</summary>
    /// <param name="faces">The faces of a photo, largest first; at least one.</param>
    /// <param name="person">Faces of the person; may be empty.</param>
    public static ChosenFace MostLikeOrLargest(IReadOnlyList<FaceTraits> faces, IReadOnlyCollection<FaceTraits> person) =>
        MostLike(faces, person) ?? new ChosenFace(0, null);

    /// <summary>
    /// Chooses one face of each good photo: of several faces the one that is most like those on the photos that show a single face, or the
    /// largest where nothing can be compared.
    /// </summary>
    /// <param name="photos">The faces of each photo, largest first; at least one each.</param>
    /// <returns>In the order of the photos; without a distance where a photo shows a single face.</returns>
    public static IReadOnlyList<ChosenFace> OfGoodPhotos(IReadOnlyList<IReadOnlyList<FaceTraits>> photos)
    {
        ArgumentNullException.ThrowIfNull(photos);
        List<FaceTraits> alone = [.. photos.Where(faces => faces.Count == 1).Select(faces => faces[0])];
        return [.. photos.Select(faces => faces.Count == 1 ? new ChosenFace(0, null) : MostLikeOrLargest(faces, alone))];
    }
}

/// <summary>A face of a photo.</summary>
/// <param name="Index">0-based place among the photo's faces.</param>
/// <param name="Distance">Mean distance to the person's faces; null where it was not told by them.</param>
public sealed record ChosenFace(int Index, double? Distance);
