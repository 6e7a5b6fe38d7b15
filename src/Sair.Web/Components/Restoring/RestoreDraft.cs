using Sair.Data.Photos;
using Sair.Engine.Preparation;
using Sair.Worker.Photos;

namespace Sair.Web.Components.Restoring;

/// <summary>What the restore page holds before the request is made.</summary>
public sealed class RestoreDraft
{
    /// <summary>The photo to restore.</summary>
    public ChosenPhoto? Target { get; private set; }

    /// <summary>The good photos of the same person.</summary>
    public List<ChosenPhoto> References { get; } = [];

    /// <summary>The reference that the user wants to lead the search; null to leave it to the likeness.</summary>
    public ChosenPhoto? ChosenLead { get; private set; }

    /// <summary>The person whose album the references come from; null where they were chosen one by one.</summary>
    public Guid? PersonId { get; set; }

    /// <summary>The reference faces in the order of the request: the chosen lead first, then as the engine's ranking has them.</summary>
    public IReadOnlyList<ChosenPhoto> OrderedReferences
    {
        get
        {
            var references = References.Where(reference => reference.Face is not null).ToList();
            var ranked = Ranking(references).Select(place => references[place.Index]).ToList();
            return [.. ranked.OrderByDescending(reference => reference == ChosenLead)];
        }
    }

    /// <summary>Why a reference has its place: the sentence of the ranking; null while there is no face to restore.</summary>
    public string? ReasonOf(ChosenPhoto reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return Target?.Face is null || reference.Face is null ? null : Ranking([reference])[0].Reason;
    }

    public void Lead(ChosenPhoto reference) => ChosenLead = reference;

    public void SetTarget(Photo? photo)
    {
        Target = photo is null ? null : new ChosenPhoto(photo);
        Propose();
    }

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

    public void ClearReferences()
    {
        References.Clear();
        ChosenLead = null;
        Propose();
    }

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

        return References.Count >= minimumReferences ? null
            : minimumReferences == 1 ? "Add at least one good photo of the same person."
            : $"Add at least {minimumReferences} good photos of the same person.";
    }

    /// <summary>Judges whether a reference shows the person of the other references, or of the target where it is the only one.</summary>
    public ReferenceVerdict? Judge(ChosenPhoto reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (reference.Face is not { } face)
        {
            return null;
        }

        var others = ReferenceFaces(except: reference);
        var target = Target?.Face;
        var compared = others.Count > 0 ? others : target is null ? [] : [target];
        if (compared.Count == 0 || Likeness.MostLike(compared, [face]) is not { } nearest)
        {
            return null;
        }

        var distance = Likeness.Distance(face, nearest);
        if (Likeness.Threshold(face, nearest) is not { } threshold)
        {
            return null;
        }

        // Nobody is called somebody else because a photo lies on its side: it is to be turned first.
        var lies = reference.Photo.ProposedTurn is not null || (others.Count == 0 && Target!.Photo.ProposedTurn is not null);
        return distance <= threshold || !lies ? new ReferenceVerdict(distance <= threshold, distance, threshold, WithTarget: others.Count == 0) : null;
    }

    private IReadOnlyList<RankedTraits> Ranking(List<ChosenPhoto> references) => Target?.Face is { } target
        ? ReferenceRanking.Rank(FaceMapping.TraitsOf(target), [.. references.Select(reference => FaceMapping.TraitsOf(reference.Face!))])
        : [.. references.Select((_, index) => new RankedTraits(index, null, 0, ""))];

    private List<Face> ReferenceFaces(ChosenPhoto? except = null) =>
        [.. References.Where(reference => reference != except).Select(reference => reference.Face).OfType<Face>()];

    private List<Face> SingleTargetFace() =>
        Target is { Photo.Faces: [var only] } && Likeness.SideOf(only) >= Likeness.SmallestJudgedSide ? [only] : [];
}
