using Sair.Data.Photos;
using Sair.Engine.Preparation;

namespace Sair.Application.Restorations;

/// <summary>Many photos of one person that will be restored with the same settings.</summary>
public sealed class BatchDraft
{
    // Hundreds of photos are drawn anew with each click.
    private readonly Dictionary<ChosenPhoto, (string Faces, ReferenceCheck Check)> _checks = [];
    private readonly Dictionary<ChosenPhoto, string> _confirmed = [];

    /// <summary>Holds the person and the references that all photos share.</summary>
    public RestoreDraft Shared { get; } = new();

    /// <summary>The photos to restore, in the order in which they came.</summary>
    public List<ChosenPhoto> Targets { get; } = [];

    /// <summary>The photos that can be restored: the face is clear, and it is the person or the user said so.</summary>
    public IReadOnlyList<ChosenPhoto> Ready =>
        [
            .. Targets.Where(target =>
                target.Face is not null && CheckOf(target) is not { HasOnlyItself: true } && (!IsDoubtful(target) || IsConfirmed(target))
            ),
        ];

    /// <summary>The photos that look like somebody else, confirmed or not.</summary>
    public IReadOnlyList<ChosenPhoto> Doubtful => [.. Targets.Where(IsDoubtful)];

    /// <summary>The photos that seem to lie on their side or to stand on their head.</summary>
    public IReadOnlyList<Photo> Lying => [.. Targets.Select(target => target.Photo).Where(photo => photo.ProposedTurn is not null)];

    /// <summary>Adds a photo to restore; one that is there already stays once.</summary>
    public void Add(Photo photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        if (Targets.TrueForAll(target => target.Photo.Id != photo.Id))
        {
            Targets.Add(new ChosenPhoto(photo));
            Propose();
        }
    }

    /// <summary>Takes a kept list up again, before the photos that came meanwhile.</summary>
    /// <param name="entries">Photos and the faces that the user chose on them.</param>
    /// <param name="photos">Those of the photos that are still there.</param>
    public void Open(IReadOnlyList<(Guid PhotoId, Guid? FaceId)> entries, IReadOnlyList<Photo> photos)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(photos);
        var kept = new List<ChosenPhoto>();
        foreach (var photo in photos)
        {
            var target = new ChosenPhoto(photo);
            if (entries.First(entry => entry.PhotoId == photo.Id).FaceId is { } faceId && photo.Faces.Exists(face => face.Id == faceId))
            {
                target.ChooseByUser(faceId);
            }

            kept.Add(target);
        }

        Targets.RemoveAll(target => photos.Any(photo => photo.Id == target.Photo.Id));
        Targets.InsertRange(0, kept);
        Propose();
    }

    /// <summary>Takes a photo off the list.</summary>
    public void Remove(ChosenPhoto target)
    {
        Targets.Remove(target);
        _checks.Remove(target);
        _confirmed.Remove(target);
    }

    /// <summary>Fills in every face that the user left open, by likeness to the references.</summary>
    public void Propose()
    {
        var references = Shared.References.Select(reference => reference.Face).OfType<Face>().ToList();
        foreach (var target in Targets)
        {
            target.Propose(references);
        }
    }

    /// <summary>What is found of a photo's face and the references; null while no face is chosen.</summary>
    public ReferenceCheck? CheckOf(ChosenPhoto target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (target.PhotoFace is not { } face)
        {
            return null;
        }

        var faces = FacesOf(target);
        if (!_checks.TryGetValue(target, out var known) || known.Faces != faces)
        {
            known = (
                faces,
                ReferenceCheck.Of(
                    face,
                    [.. Shared.References.Select(reference => reference.PhotoFace).OfType<PhotoFace>()],
                    Shared.Patterns
                )
            );
            _checks[target] = known;
        }

        return known.Check;
    }

    /// <summary>Whether a photo looks like somebody else than the references.</summary>
    public bool IsDoubtful(ChosenPhoto target) => CheckOf(target)?.Who is { IsDoubtful: true };

    /// <summary>
    /// Whether the user said that a photo is meant although it looks like somebody else; holds for its face and these references
    /// alone.
    /// </summary>
    public bool IsConfirmed(ChosenPhoto target) => _confirmed.TryGetValue(target, out var faces) && faces == FacesOf(target);

    /// <summary>Takes down that a photo is meant although it looks like somebody else, or takes it back.</summary>
    public void Confirm(ChosenPhoto target, bool isMeant)
    {
        if (isMeant)
        {
            _confirmed[target] = FacesOf(target);
        }
        else
        {
            _confirmed.Remove(target);
        }
    }

    /// <summary>The reference faces of one photo, best first for that photo.</summary>
    public IReadOnlyList<Guid> ReferencesFor(ChosenPhoto target)
    {
        ArgumentNullException.ThrowIfNull(target);
        var draft = new RestoreDraft { Patterns = Shared.Patterns };
        foreach (var reference in Shared.References.Where(reference => reference.FaceId is not null))
        {
            draft.AddReference(reference.Photo, reference.FaceId!.Value);
        }

        draft.SetTarget(target.Photo);
        draft.Target!.ChooseByUser(target.FaceId!.Value);
        return [.. draft.OrderedReferences.Select(reference => reference.FaceId!.Value)];
    }

    /// <summary>What is still missing, as one sentence; null when the requests can be made.</summary>
    public string? Missing(int minimumReferences) =>
        Targets.Count == 0 ? "Add the photos that you want to restore."
        : Shared.References.Count < minimumReferences ? "Choose a person with good photos."
        : Ready.Count > 0 ? null
        : Doubtful.Count > 0 ? "None is ready: look at those that seem to show somebody else."
        : "None of the photos has a clear face: choose one on each, or remove it.";

    private string FacesOf(ChosenPhoto target) =>
        string.Join(' ', Shared.References.Select(reference => reference.FaceId).Prepend(target.FaceId));
}
