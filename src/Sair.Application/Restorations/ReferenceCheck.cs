using Sair.Application.Photos;
using Sair.Data.Photos;
using Sair.Engine.Preparation;

namespace Sair.Application.Restorations;

/// <summary>What is found when a face is held against its good photos, before anything is computed.</summary>
/// <param name="Who">Whether it shows the person; null where no good photo is left to compare with.</param>
/// <param name="Used">The good photos that are used, in the given order.</param>
/// <param name="Itself">Good photos that are the photo itself, which are left out.</param>
public sealed record ReferenceCheck(PersonCheck? Who, IReadOnlyList<PhotoFace> Used, IReadOnlyList<PhotoFace> Itself)
{
    /// <summary>What is said of a good photo that is left out because it is the photo itself.</summary>
    public const string ItselfSentence = "This is the photo that shall be restored, so it is left out.";

    /// <summary>What is said where no good photo is left but the photo itself.</summary>
    public const string OnlyItselfSentence =
        "The only good photo is the very photo that shall be restored: add another photo of the person.";

    /// <summary>Gets a value indicating whether nothing but the photo itself was given.</summary>
    public bool HasOnlyItself => Used.Count == 0 && Itself.Count > 0;

    /// <summary>Holds a face against its good photos.</summary>
    /// <param name="face">The face to restore.</param>
    /// <param name="references">The good photos.</param>
    /// <param name="patterns">Knows the patterns of those that were read.</param>
    public static ReferenceCheck Of(PhotoFace face, IReadOnlyList<PhotoFace> references, FacePatterns? patterns)
    {
        ArgumentNullException.ThrowIfNull(face);
        ArgumentNullException.ThrowIfNull(references);
        var found = references.ToLookup(reference => IsItself(face, reference, patterns));
        var used = found[false].ToList();
        var who = PersonCheck.Of(
            FaceMapping.TraitsOf(face.Face),
            [.. used.Where(Stands).Select(reference => FaceMapping.TraitsOf(reference.Face))]
        );

        // Nobody is called somebody else because a photo lies on its side: it is to be turned first, or confirmed.
        who =
            who is { Verdict: PersonVerdict.SomebodyElse } && !Stands(face)
                ? who with
                {
                    Verdict = PersonVerdict.Unsure,
                    IsToBeTurned = true,
                }
                : who;
        return new ReferenceCheck(who, used, [.. found[true]]);
    }

    private static bool Stands(PhotoFace face) => face.Photo.ProposedTurn is null;

    /// <summary>Tells whether a good photo is the very photo that shall be restored, or a copy of it.</summary>
    /// <param name="face">The face to restore.</param>
    /// <param name="reference">The good photo.</param>
    /// <param name="patterns">Knows the patterns of those that were read.</param>
    public static bool IsItself(PhotoFace face, PhotoFace reference, FacePatterns? patterns)
    {
        ArgumentNullException.ThrowIfNull(face);
        ArgumentNullException.ThrowIfNull(reference);
        return PicturedFace
            .Of(face.Photo, face.Face, patterns?.Find(face.Face))
            .IsSameAs(PicturedFace.Of(reference.Photo, reference.Face, patterns?.Find(reference.Face)));
    }
}

/// <summary>A stored face and the photo that shows it.</summary>
/// <param name="Photo">The photo.</param>
/// <param name="Face">One of its faces.</param>
public sealed record PhotoFace(Photo Photo, Face Face);
