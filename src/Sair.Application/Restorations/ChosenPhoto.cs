using Sair.Application.Photos;
using Sair.Data.Photos;
using Sair.Engine.Preparation;

namespace Sair.Application.Restorations;

/// <summary>A photo on the restore page and the face of it that counts.</summary>
public sealed class ChosenPhoto(Photo photo)
{
    /// <summary>The photo with its faces.</summary>
    public Photo Photo { get; private set; } = photo;

    /// <summary>The face that counts; null while none is chosen.</summary>
    public Guid? FaceId { get; private set; }

    /// <summary>Whether the user chose the face, which then stays.</summary>
    public bool ChosenByUser { get; private set; }

    /// <summary>Whether the face was taken because it is most like the other photos' faces.</summary>
    public bool ChosenByLikeness { get; private set; }

    /// <summary>The face that counts; null while none is chosen or it is gone.</summary>
    public Face? Face => Photo.Faces.Find(face => face.Id == FaceId);

    /// <summary>The chosen face with its photo; null while none is chosen.</summary>
    public PhotoFace? PhotoFace => Face is { } face ? new PhotoFace(Photo, face) : null;

    /// <summary>Takes the face that the user chose.</summary>
    public void ChooseByUser(Guid faceId)
    {
        FaceId = faceId;
        ChosenByUser = true;
        ChosenByLikeness = false;
    }

    /// <summary>Takes the only face, or of several the one most like the others; never one by its place in the file.</summary>
    public void Propose(IReadOnlyCollection<Face> others)
    {
        if (ChosenByUser)
        {
            return;
        }

        ArgumentNullException.ThrowIfNull(others);
        var choice =
            Photo.Faces.Count > 1
                ? FaceChoice.MostLike([.. Photo.Faces.Select(FaceMapping.TraitsOf)], [.. others.Select(FaceMapping.TraitsOf)])
                : null;
        ChosenByLikeness = choice is not null;
        FaceId =
            choice is not null ? Photo.Faces[choice.Index].Id
            : Photo.Faces is [var only] ? only.Id
            : null;
    }

    /// <summary>
    /// Takes the photo's faces anew, for example after one was placed by hand or the photo was turned; a choice of a face that is
    /// gone is forgotten.
    /// </summary>
    public void Reload(Photo photo)
    {
        Photo = photo;
        if (Face is null)
        {
            (FaceId, ChosenByUser, ChosenByLikeness) = (null, false, false);
        }
    }
}
