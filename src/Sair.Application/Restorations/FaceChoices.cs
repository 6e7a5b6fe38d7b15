using Microsoft.EntityFrameworkCore;
using Sair.Application.Photos;
using Sair.Data;
using Sair.Data.Photos;
using Sair.Engine;
using Sair.Engine.Preparation;

namespace Sair.Application.Restorations;

/// <summary>Chooses faces of stored photos for whoever cannot be asked: a program, or the command line that lets a site restore.</summary>
/// <remarks>The rule is the engine's, <see cref="FaceChoice"/> and <see cref="ReferenceRanking"/>, as on a machine without a
/// site.</remarks>
/// <param name="contexts">Opens the database.</param>
public sealed class FaceChoices(IDbContextFactory<SairDbContext> contexts)
{
    /// <summary>Chooses the face to restore and the face of each good photo, and puts the good photos in order.</summary>
    /// <param name="ownerId">Whose photos they must be.</param>
    /// <param name="photoId">The photo to restore.</param>
    /// <param name="faceId">The face of it that is meant; null to choose the one most like the good photos, else the largest.</param>
    /// <param name="goodPhotoIds">Good photos of the person; may be none.</param>
    /// <returns>Null where the owner has no such photo.</returns>
    /// <exception cref="InvalidOptionsException">A good photo is gone, a photo shows no face, or the face is not one of the
    /// photo.</exception>
    public async Task<PhotoChoice?> ChooseAsync(Guid ownerId, Guid photoId, Guid? faceId, IReadOnlyList<Guid> goodPhotoIds)
    {
        ArgumentNullException.ThrowIfNull(goodPhotoIds);
        var photos = await contexts.FindPhotosAsync(ownerId, [.. goodPhotoIds.Append(photoId).Distinct()]);
        var stored = photos.ToDictionary(found => found.Id);
        if (!stored.TryGetValue(photoId, out var photo))
        {
            return null;
        }

        var good = goodPhotoIds
            .Distinct()
            .Select(id =>
                stored.GetValueOrDefault(id)
                ?? throw new InvalidOptionsException("One of the good photos was deleted meanwhile: choose another one.")
            )
            .Select(FacesOf)
            .ToList();
        var chosen = good.Zip(FaceChoice.OfGoodPhotos(good.ConvertAll(TraitsOf)), (faces, choice) => (Faces: faces, Choice: choice))
            .ToList();
        var person = chosen.ConvertAll(entry => FaceMapping.TraitsOf(entry.Faces[entry.Choice.Index]));
        var (own, meant) = ChooseFace(photo, faceId, person);
        return new PhotoChoice(
            ChosenPhotoFace.Of(own, meant, null),
            [
                .. ReferenceRanking
                    .Rank(FaceMapping.TraitsOf(own[meant.Index]), person)
                    .Select(place => ChosenPhotoFace.Of(chosen[place.Index].Faces, chosen[place.Index].Choice, place.Reason)),
            ]
        );
    }

    private static (IReadOnlyList<Face> Faces, ChosenFace Choice) ChooseFace(Photo photo, Guid? faceId, IReadOnlyList<FaceTraits> person)
    {
        var faces = FacesOf(photo);
        if (faceId is null)
        {
            return (faces, FaceChoice.MostLikeOrLargest(TraitsOf(faces), person));
        }

        var index = faces.Index().Where(face => face.Item.Id == faceId).Select(face => (int?)face.Index).FirstOrDefault();
        return index is { } known
            ? (faces, new ChosenFace(known, null))
            : throw new InvalidOptionsException("This face is not one of the photo: choose one of its faces, or leave faceId out.");
    }

    private static IReadOnlyList<FaceTraits> TraitsOf(IReadOnlyList<Face> faces) => [.. faces.Select(FaceMapping.TraitsOf)];

    private static IReadOnlyList<Face> FacesOf(Photo photo) =>
        photo.Faces.Count > 0
            ? [.. photo.Faces.OrderBy(face => face.Position)]
            : throw new InvalidOptionsException($"No face was found in {photo.FileName}: mark it, or choose another photo.");
}

/// <summary>Faces that were chosen for a restoration.</summary>
/// <param name="Face">The face to restore.</param>
/// <param name="GoodPhotos">The face of each good photo, the photo that helps most first.</param>
public sealed record PhotoChoice(ChosenPhotoFace Face, IReadOnlyList<ChosenPhotoFace> GoodPhotos);

/// <summary>The face that was chosen of a photo.</summary>
/// <param name="PhotoId">The photo.</param>
/// <param name="FaceId">The face.</param>
/// <param name="Number">Its 1-based number among the photo's faces, largest first.</param>
/// <param name="Faces">How many faces the photo shows.</param>
/// <param name="Distance">Mean distance of the descriptors to those of the person; null where the face was not chosen by it.</param>
/// <param name="Reason">Why a good photo has its place; null of the face to restore.</param>
public sealed record ChosenPhotoFace(Guid PhotoId, Guid FaceId, int Number, int Faces, double? Distance, string? Reason)
{
    internal static ChosenPhotoFace Of(IReadOnlyList<Face> faces, ChosenFace choice, string? reason) =>
        new(faces[choice.Index].PhotoId, faces[choice.Index].Id, choice.Index + 1, faces.Count, choice.Distance, reason);
}
