using Sair.Data.Photos;

namespace Sair.Web.Components.Restoring;

/// <summary>Many photos of one person that will be restored with the same settings.</summary>
public sealed class BatchDraft
{
    /// <summary>Holds the person and the references that all photos share.</summary>
    public RestoreDraft Shared { get; } = new();

    public List<ChosenPhoto> Targets { get; } = [];

    /// <summary>The photos whose face is clear.</summary>
    public IReadOnlyList<ChosenPhoto> Ready => [.. Targets.Where(target => target.Face is not null)];

    /// <summary>The photos that seem to lie on their side or to stand on their head.</summary>
    public IReadOnlyList<Photo> Lying => [.. Targets.Select(target => target.Photo).Where(photo => photo.ProposedTurn is not null)];

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

    /// <summary>Fills in every face that the user left open, by likeness to the references.</summary>
    public void Propose()
    {
        var references = Shared.References.Select(reference => reference.Face).OfType<Face>().ToList();
        foreach (var target in Targets)
        {
            target.Propose(references);
        }
    }

    /// <summary>The reference faces of one photo, best first for that photo.</summary>
    public IReadOnlyList<Guid> ReferencesFor(ChosenPhoto target)
    {
        ArgumentNullException.ThrowIfNull(target);
        var draft = new RestoreDraft();
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
        : Ready.Count == 0 ? "None of the photos has a clear face: choose one on each, or remove it."
        : Shared.References.Count < minimumReferences ? "Choose a person with good photos."
        : null;
}
