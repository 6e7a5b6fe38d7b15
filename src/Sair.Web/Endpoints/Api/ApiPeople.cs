using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.People;
using Sair.Engine.Faces;
using Sair.Web.Accounts;
using Sair.Worker.People;
using Sair.Worker.Photos;

namespace Sair.Web.Endpoints.Api;

/// <summary>People and photos for programs.</summary>
internal static class ApiPeople
{
    public static async Task<IResult> ListAsync(CurrentOwner owner, PeopleStore people, CancellationToken cancellationToken) =>
        TypedResults.Ok((await people.ListAsync(owner.Id, cancellationToken)).Select(ApiPerson.From));

    public static async Task<IResult> AddAsync(ApiNewPerson person, CurrentOwner owner, PeopleStore people, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(person.Name) || person.Name.Trim().Length > Person.LongestName
            ? TypedResults.Problem($"A name has 1 to {Person.LongestName} characters.", statusCode: StatusCodes.Status422UnprocessableEntity)
            : TypedResults.Ok(new ApiCreated((await people.AddAsync(owner.Id, person.Name, cancellationToken)).Id));

    public static async Task<IResult> DeleteAsync(Guid id, CurrentOwner owner, PeopleStore people, CancellationToken cancellationToken) =>
        await people.SetDeletedAsync(owner.Id, id, deleted: true, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();

    public static async Task<IResult> AddPhotoAsync(Guid id, IFormFile photo, CurrentOwner owner, AlbumIntake intake, CancellationToken cancellationToken) =>
        await intake.AddAsync(owner.Id, id, photo.FileName, await ReadAsync(photo, cancellationToken), cancellationToken) is { } added
            ? TypedResults.Ok(new ApiCreated(added.PhotoId))
            : TypedResults.NotFound();

    public static async Task<IResult> UploadAsync(IFormFile photo, CurrentOwner owner, PhotoIntake intake, CancellationToken cancellationToken)
    {
        var taken = (await intake.AddAsync(owner.Id, photo.FileName, await ReadAsync(photo, cancellationToken), cancellationToken)).Photo;
        return TypedResults.Ok(new ApiPhoto(taken.Id, taken.Width, taken.Height, [.. taken.Faces.Select(ApiFace.From)]));
    }

    public static async Task<IResult> PlaceFaceAsync(
        Guid id, FaceBox box, CurrentOwner owner, IDbContextFactory<SairDbContext> contexts, PhotoIntake intake, CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenForAsync(owner.Id, cancellationToken);
        return await context.Photos.AnyAsync(photo => photo.Id == id, cancellationToken)
            ? TypedResults.Ok(ApiFace.From(await intake.PlaceFaceAsync(id, box, cancellationToken)))
            : TypedResults.NotFound();
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(IFormFile photo, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(checked((int)photo.Length));
        await photo.CopyToAsync(content, cancellationToken);
        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }
}
