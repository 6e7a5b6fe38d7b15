namespace Sair.Engine.Preparation;

/// <summary>Whether a face shows the person of some good photos.</summary>
public enum PersonVerdict
{
    /// <summary>It looks like the person.</summary>
    Same,

    /// <summary>It cannot be told: the face shows too little, or it is in between.</summary>
    Unsure,

    /// <summary>It looks like somebody else; nothing is restored unless the user says that this is meant.</summary>
    SomebodyElse,
}

/// <summary>
/// Holds a face against good photos of a person: the only place where it is decided whether it is probably somebody else.
/// </summary>
/// <remarks>
/// <para>
/// What counts is the mean distance to the good photos that are clear themselves; it hardly depends on how many there are. How far it
/// can be trusted is told by the detail that the face shows (<see cref="FaceTraits.Detail"/>).
/// </para>
/// <para>
/// Measured by <c>sair evaluate person --people 200</c>, face squares of 168 px and three good photos each: reduced two to five times,
/// blurred by 1.5 px, as JPEG 30, or reduced four times, enlarged and saved anew, 95 to 99 % of strangers are called somebody else and at
/// most 0.5 % of the persons themselves (with noise of 0.04 besides, 97 and 3 %). Reduced eight times or blurred by 3 px, it cannot be told
/// of 99 % of strangers, and nobody is called somebody else. A stranger looks like the person in at most 1.2 % of all cases.
/// </para>
/// </remarks>
/// <param name="Verdict">The verdict.</param>
/// <param name="Distance">Mean distance of the descriptors; null where there is nothing to compare.</param>
public sealed record PersonCheck(PersonVerdict Verdict, double? Distance)
{
    /// <summary>Up to this mean distance a face looks like the person.</summary>
    public const double SameLimit = 0.6;

    /// <summary>Beyond this mean distance a clear face looks like somebody else.</summary>
    public const double OtherLimit = 0.64;

    /// <summary>Up to this mean distance hardly anybody else would be so near.</summary>
    public const double ClearLimit = 0.5;

    /// <summary>
    /// Detail, in pixels across the face square, below which distances grow by blur alone and nobody is called somebody else.
    /// </summary>
    public const double LeastDetail = 28;

    // From this detail on a face is clear; in between the limit rises.
    private const double FullDetail = 40;
    private const double OtherLimitAtLeastDetail = 0.7;

    /// <summary>Gets a value indicating whether the photo seems to lie on its side and looks like somebody else as it lies.</summary>
    public bool IsToBeTurned { get; init; }

    /// <summary>Gets a value indicating whether nothing is restored unless the user says that the face is meant.</summary>
    public bool IsDoubtful => Verdict == PersonVerdict.SomebodyElse || IsToBeTurned;

    /// <summary>Gets a value indicating whether the face may be the person, so that it can be proposed.</summary>
    public bool MayBe => Distance <= OtherLimit;

    /// <summary>
    /// Gets a value indicating whether the face is so near that hardly anybody else would be: on a photo that shows the person
    /// already, it is proposed all the same.
    /// </summary>
    public bool IsClear => Distance <= ClearLimit;

    /// <summary>Judges a face.</summary>
    /// <param name="face">The face to restore.</param>
    /// <param name="photos">Good photos of the person.</param>
    /// <returns>Null where there are no photos.</returns>
    public static PersonCheck? Of(FaceTraits face, IReadOnlyCollection<FaceTraits> photos)
    {
        ArgumentNullException.ThrowIfNull(face);
        ArgumentNullException.ThrowIfNull(photos);
        if (photos.Count == 0)
        {
            return null;
        }

        var clear = photos.Where(photo => photo.Detail >= LeastDetail).ToList();
        var distance = (clear.Count > 0 ? clear : photos).Average(photo => FaceSimilarity.Distance(face, photo));
        var tells = clear.Count > 0 && face.Detail >= LeastDetail;
        return new PersonCheck(
            distance <= SameLimit ? PersonVerdict.Same
                : tells && distance > LimitAt(face.Detail) ? PersonVerdict.SomebodyElse
                : PersonVerdict.Unsure,
            distance
        );
    }

    /// <summary>Judges a prepared face.</summary>
    /// <param name="face">The face to restore.</param>
    /// <param name="photos">Good photos of the person.</param>
    /// <returns>Null where there are no photos.</returns>
    public static PersonCheck? Of(PreparedFace face, IReadOnlyCollection<PreparedFace> photos)
    {
        ArgumentNullException.ThrowIfNull(photos);
        return Of(FaceTraits.Of(face), [.. photos.Select(FaceTraits.Of)]);
    }

    private static double LimitAt(double detail) =>
        OtherLimit + (Math.Clamp((FullDetail - detail) / (FullDetail - LeastDetail), 0, 1) * (OtherLimitAtLeastDetail - OtherLimit));

    /// <summary>Says the verdict in a sentence for people.</summary>
    /// <param name="name">The person's name; null where only the photos are known.</param>
    public string Sentence(string? name) =>
        (Verdict, name) switch
        {
            _ when IsToBeTurned => "This photo seems to lie on its side: turn it first, so that it can be told whether it shows "
                + $"{name ?? "the person on the good photos"}.",
            (PersonVerdict.Same, null) => "This looks like the person on the good photos.",
            (PersonVerdict.Same, _) => $"This looks like {name}.",
            (PersonVerdict.SomebodyElse, null) => "This looks like somebody else than the person on the good photos.",
            (PersonVerdict.SomebodyElse, _) => $"This looks like somebody else than {name}.",
            (_, null) => "It cannot be told from this photo whether it shows the person on the good photos.",
            _ => $"It cannot be told from this photo whether it shows {name}.",
        };
}
