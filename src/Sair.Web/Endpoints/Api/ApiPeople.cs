using Sair.Application.People;
using Sair.Data;
using Sair.Data.People;
using Sair.Engine.Imaging;
using Sair.Web.Accounts;
using static Sair.Web.Endpoints.Api.ApiAnswers;

namespace Sair.Web.Endpoints.Api;

/// <summary>People and their albums for programs.</summary>
internal static class ApiPeople
{
    public static async Task<IResult> ListAsync(CurrentOwner owner, PeopleStore people, CancellationToken cancellationToken) =>
        TypedResults.Ok((await people.ListAsync(owner.Id, cancellationToken)).Select(ApiPerson.From));

    public static async Task<IResult> FindAsync(Guid id, CurrentOwner owner, Albums albums, CancellationToken cancellationToken) =>
        await albums.FindAsync(owner.Id, id, cancellationToken) is { } album
            ? TypedResults.Ok(ApiAlbum.From(album))
            : TypedResults.NotFound();

    public static async Task<IResult> AddAsync(
        ApiPersonName person,
        CurrentOwner owner,
        PeopleStore people,
        CancellationToken cancellationToken
    ) =>
        MistakeOf(person) is { } mistake
            ? Refused(mistake)
            : TypedResults.Ok(new ApiCreated((await people.AddAsync(owner.Id, person.Name, cancellationToken)).Id));

    public static async Task<IResult> RenameAsync(
        Guid id,
        ApiPersonName person,
        CurrentOwner owner,
        PeopleStore people,
        CancellationToken cancellationToken
    ) => MistakeOf(person) is { } mistake ? Refused(mistake) : Done(await people.RenameAsync(owner.Id, id, person.Name, cancellationToken));

    public static async Task<IResult> DeleteAsync(Guid id, CurrentOwner owner, PeopleStore people, CancellationToken cancellationToken) =>
        Done(await people.SetDeletedAsync(owner.Id, id, deleted: true, cancellationToken));

    public static async Task<IResult> UndeleteAsync(Guid id, CurrentOwner owner, PeopleStore people, CancellationToken cancellationToken) =>
        Done(await people.SetDeletedAsync(owner.Id, id, deleted: false, cancellationToken));

    public static async Task<IResult> AddPhotoAsync(
        Guid id,
        IFormFile photo,
        string? turn,
        CurrentOwner owner,
        AlbumIntake intake,
        CancellationToken cancellationToken
    ) =>
        await intake.AddAsync(
            owner.Id,
            id,
            photo.FileName,
            await ApiPhotos.ReadAsync(photo, cancellationToken),
            ApiPhotos.ReadTurn(turn ?? ImageTurn.Automatic),
            cancellationToken
        )
            is { } added
            ? TypedResults.Ok(new ApiCreated(added.PhotoId))
            : TypedResults.NotFound();

    public static async Task<IResult> ChangePhotoAsync(
        Guid id,
        Guid photoId,
        ApiAlbumChange change,
        CurrentOwner owner,
        PeopleStore people,
        CancellationToken cancellationToken
    )
    {
        var entry = (await people.ReadPhotosAsync(owner.Id, id, [photoId], cancellationToken)).SingleOrDefault();
        if (
            entry is null
            || (change.FaceId is { } faceId && !await people.ChooseFaceAsync(owner.Id, id, photoId, faceId, cancellationToken))
        )
        {
            return TypedResults.NotFound();
        }

        var confirmed = change.Confirmed ?? (change.FaceId is not null || entry.Confirmed);
        return Done(await people.JudgeAsync(owner.Id, id, photoId, confirmed, change.Excluded ?? entry.Excluded, cancellationToken));
    }

    public static async Task<IResult> RemovePhotoAsync(
        Guid id,
        Guid photoId,
        CurrentOwner owner,
        PeopleStore people,
        CancellationToken cancellationToken
    ) => Done(await people.SetPhotoDeletedAsync(owner.Id, id, photoId, deleted: true, cancellationToken));

    public static async Task<IResult> PutPhotoBackAsync(
        Guid id,
        Guid photoId,
        CurrentOwner owner,
        PeopleStore people,
        CancellationToken cancellationToken
    ) => Done(await people.SetPhotoDeletedAsync(owner.Id, id, photoId, deleted: false, cancellationToken));

    public static async Task<IResult> DeleteModelAsync(
        Guid id,
        CurrentOwner owner,
        PersonalModels models,
        CancellationToken cancellationToken
    ) => Done(await models.DeleteAsync(owner.Id, id, cancellationToken) > 0);

    private static string? MistakeOf(ApiPersonName person) => GivenName.MistakeOf(person.Name, Person.LongestName);
}
