using Sair.Application.Photos;
using Sair.Data.Photos;
using Sair.Engine.Preparation;

namespace Sair.Application.Restorations;

/// <summary>What the restore page holds before the request is made.</summary>
public sealed class RestoreDraft
{
    private string? _confirmed;

    /// <summary>Tells copies of a photo among those whose patterns were read; null knows less of them.</summary>
    public FacePatterns? Patterns { get; set; }

    /// <summary>The photo to restore.</summary>
    public ChosenPhoto? Target { get; private set; }

    /// <summary>The good photos of the same person.</summary>
    public List<ChosenPhoto> References { get; } = [];

    /// <summary>The reference that the user wants to lead the search; null to leave it to the likeness.</summary>
    public ChosenPhoto? ChosenLead { get; private set; }

    /// <summary>The person whose album the references come from; null where they were chosen one by one.</summary>
    public Guid? PersonId { get; set; }

    /// <summary>The person's name; null where the references were chosen one by one.</summary>
    public string? PersonName { get; set; }

    /// <summary>
    /// The reference faces in the order of the request: the chosen lead first, then as the engine's ranking has them; the photo
    /// itself is left out.
    /// </summary>
    public IReadOnlyList<ChosenPhoto> OrderedReferences
    {
        get
        {
            var references = References.Where(reference => reference.Face is not null && !IsItself(reference)).ToList();
            var ranked = Ranking(references).Select(place => references[place.Index]).ToList();
            return [.. ranked.OrderByDescending(reference => reference == ChosenLead)];
        }
    }

    /// <summary>What is found of the face to restore and its good photos; null while there is no face.</summary>
    public ReferenceCheck? Check =>
        Target?.PhotoFace is { } face
            ? ReferenceCheck.Of(face, [.. References.Select(reference => reference.PhotoFace).OfType<PhotoFace>()], Patterns)
            : null;

    /// <summary>Whether the photo looks like somebody else and the user has not said that it is meant.</summary>
    public bool IsDoubtful => Check?.Who is { IsDoubtful: true } && !EvenIfSomebodyElse;

    /// <summary>
    /// Whether the user said that the face is meant although it looks like somebody else; holds for this face and these good photos
    /// alone.
    /// </summary>
    public bool EvenIfSomebodyElse => _confirmed is not null && _confirmed == Faces;

    /// <summary>Takes down that the face is meant although it looks like somebody else, or takes it back.</summary>
    public void Confirm(bool isMeant) => _confirmed = isMeant ? Faces : null;

    /// <summary>Lets a reference lead the search.</summary>
    public void Lead(ChosenPhoto reference) => ChosenLead = reference;

    /// <summary>Takes the photo to restore, or takes it off with null.</summary>
    public void SetTarget(Photo? photo)
    {
        Target = photo is null ? null : new ChosenPhoto(photo);
        Propose();
    }

    /// <summary>Adds a good photo; one that is there already stays once.</summary>
    public void AddReference(Photo photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        if (References.TrueForAll(reference => reference.Photo.Id != photo.Id))
        {
            References.Add(new ChosenPhoto(photo));
            Propose();
        }
    }

    /// <summary>Adds a reference with its face known from an album.</summary>
    public void AddReference(Photo photo, Guid faceId)
    {
        AddReference(photo);
        References.Find(reference => reference.Photo.Id == photo.Id)?.ChooseByUser(faceId);
        Propose();
    }

    /// <summary>Takes all good photos off.</summary>
    public void ClearReferences()
    {
        References.Clear();
        ChosenLead = null;
        Propose();
    }

    /// <summary>Takes a good photo off.</summary>
    public void RemoveReference(ChosenPhoto reference)
    {
        References.Remove(reference);
        ChosenLead = ChosenLead == reference ? null : ChosenLead;
        Propose();
    }

    /// <summary>Fills in every face that the user left open: references by each other, then the target by the references.</summary>
    public void Propose()
    {
        foreach (var reference in References)
        {
            var others = ReferenceFaces(except: reference);
            reference.Propose(others.Count > 0 ? others : SingleTargetFace());
        }

        Target?.Propose(ReferenceFaces());
    }

    /// <summary>What is still missing, as one sentence; null when the request can be made.</summary>
    public string? Missing(int minimumReferences)
    {
        if (Target is null)
        {
            return "Add the photo that you want to restore.";
        }

        if (Target.Face is null)
        {
            return Target.Photo.Faces.Count > 1 ? "Choose the face to restore." : "Mark where the face is on the photo to restore.";
        }

        if (References.Exists(reference => reference.Face is null))
        {
            return "One good photo has no chosen face: choose one, mark it by hand, or remove the photo.";
        }

        if (Check is { HasOnlyItself: true })
        {
            return ReferenceCheck.OnlyItselfSentence;
        }

        return OrderedReferences.Count >= minimumReferences
            ? IsDoubtful
                ? PersonWords.Ask
                : null
            : minimumReferences == 1
                ? "Add at least one good photo of the same person."
                : $"Add at least {minimumReferences} good photos of the same person.";
    }

    /// <summary>
    /// Tells what there is to tell of a reference: whether it is the photo itself, and whether it shows the person of the other
    /// references.
    /// </summary>
    public ReferenceVerdict Judge(ChosenPhoto reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (reference.Face is not { } face)
        {
            return ReferenceVerdict.None;
        }

        if (IsItself(reference))
        {
            return ReferenceVerdict.Itself;
        }

        if (
            ReferenceFaces(except: reference).MinBy(other => Likeness.Distance(face, other)) is not { } nearest
            || Likeness.Threshold(face, nearest) is not { } threshold
        )
        {
            return ReferenceVerdict.None;
        }

        // Nobody is called somebody else because a photo lies on its side: it is to be turned first.
        return Likeness.Distance(face, nearest) <= threshold ? ReferenceVerdict.SameAsOthers
            : reference.Photo.ProposedTurn is null ? ReferenceVerdict.OtherThanOthers
            : ReferenceVerdict.None;
    }

    /// <summary>Whether the references show one person, in a sentence; null where there is nothing to compare.</summary>
    public (bool IsOne, string Sentence)? AgreementOfReferences
    {
        get
        {
            var verdicts = References.ConvertAll(Judge);
            return verdicts.Contains(ReferenceVerdict.OtherThanOthers) ? (false, "The good photos seem to show different people.")
                : verdicts.Count(verdict => verdict == ReferenceVerdict.SameAsOthers) > 1 ? (true, "The good photos show one person.")
                : null;
        }
    }

    private string Faces => string.Join(' ', References.Select(reference => reference.FaceId).Prepend(Target?.FaceId));

    private bool IsItself(ChosenPhoto reference) =>
        reference.PhotoFace is { } face && Target?.PhotoFace is { } target && ReferenceCheck.IsItself(target, face, Patterns);

    private IReadOnlyList<RankedTraits> Ranking(List<ChosenPhoto> references) =>
        Target?.Face is { } target
            ? ReferenceRanking.Rank(
                FaceMapping.TraitsOf(target),
                [.. references.Select(reference => FaceMapping.TraitsOf(reference.Face!))]
            )
            : [.. references.Select((_, index) => new RankedTraits(index, null, 0, ""))];

    private List<Face> ReferenceFaces(ChosenPhoto? except = null) =>
        [.. References.Where(reference => reference != except).Select(reference => reference.Face).OfType<Face>()];

    private List<Face> SingleTargetFace() =>
        Target is { Photo.Faces: [var only] } && Likeness.SideOf(only) >= Likeness.SmallestJudgedSide ? [only] : [];
}

/// <summary>What is told of a good photo beside it.</summary>
public enum ReferenceVerdict
{
    /// <summary>There is nothing to tell, for example because it is the only one.</summary>
    None,

    /// <summary>It shows the person of the other good photos.</summary>
    SameAsOthers,

    /// <summary>It seems to show somebody else than the other good photos.</summary>
    OtherThanOthers,

    /// <summary>It is the photo that shall be restored, and is left out.</summary>
    Itself,
}

/// <summary>What is said where a photo may show somebody else.</summary>
public static class PersonWords
{
    /// <summary>What is missing while the user has not said that the face is meant.</summary>
    public const string Ask = "This looks like somebody else: choose other photos, or say that it is meant.";

    /// <summary>What the user says so.</summary>
    public static string Sure(string? name) => name is null ? "I am sure that it is the same person" : $"I am sure that it is {name}";
}
