using Microsoft.EntityFrameworkCore;
using Sair.Application.Photos;
using Sair.Application.Restorations;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Engine;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Web.Accounts;
using static Sair.Web.Endpoints.Api.ApiAnswers;

namespace Sair.Web.Endpoints.Api;

/// <summary>Photos for programs.</summary>
internal static class ApiPhotos
{
    public static async Task<IResult> ListAsync(
        CurrentOwner owner,
        PhotoStore photos,
        Guid? before,
        bool? unused,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await photos.ListAsync(owner.Id, unused == true, before, cancellationToken: cancellationToken));

    public static async Task<IResult> FindAsync(Guid id, CurrentOwner owner, IDbContextFactory<SairDbContext> contexts) =>
        await contexts.FindPhotoAsync(owner.Id, id) is { } photo ? TypedResults.Ok(ApiPhoto.From(photo)) : TypedResults.NotFound();

    // Of an aligned picture, a face square in FFHQ framing, the one face is the whole picture.
    public static async Task<IResult> UploadAsync(
        IFormFile photo,
        bool? aligned,
        string? turn,
        CurrentOwner owner,
        PhotoIntake intake,
        CancellationToken cancellationToken
    )
    {
        var degrees = ReadTurn(turn ?? "0");
        var content = await ReadAsync(photo, cancellationToken);
        var taken =
            aligned == true
                ? await intake.AddAlignedAsync(owner.Id, photo.FileName, content, cancellationToken)
                : await intake.AddTurnedAsync(owner.Id, photo.FileName, content, degrees, cancellationToken);
        return TypedResults.Ok(ApiPhoto.From(taken.Photo));
    }

    public static async Task<IResult> OriginalAsync(Guid id, CurrentOwner owner, IDbContextFactory<SairDbContext> contexts, BlobStore blobs)
    {
        var photo = await contexts.FindPhotoAsync(owner.Id, id);
        return photo is not null && blobs.Contains(photo.OriginalBlob)
            ? TypedResults.PhysicalFile(blobs.PathOf(photo.OriginalBlob), "application/octet-stream", photo.FileName)
            : TypedResults.NotFound();
    }

    // 0 says that the photo is right as it is, so that no turn is proposed any more.
    public static async Task<IResult> TurnAsync(
        Guid id,
        ApiTurn turn,
        CurrentOwner owner,
        IDbContextFactory<SairDbContext> contexts,
        PhotoTurns turns,
        CancellationToken cancellationToken
    )
    {
        var done =
            turn.Degrees == 0
                ? await turns.LeaveAsync(owner.Id, id, cancellationToken)
                : await turns.TurnAsync(owner.Id, id, turn.Degrees, cancellationToken: cancellationToken);
        return done && await contexts.FindPhotoAsync(owner.Id, id) is { } photo
            ? TypedResults.Ok(ApiPhoto.From(photo))
            : TypedResults.NotFound();
    }

    public static async Task<IResult> DeleteAsync(
        Guid id,
        CurrentOwner owner,
        RequestControl control,
        CancellationToken cancellationToken
    ) => Done(await control.DeletePhotoAsync(owner.Id, id, cancellationToken));

    public static async Task<IResult> PlaceFaceAsync(
        Guid id,
        ApiFaceBox box,
        CurrentOwner owner,
        PhotoIntake intake,
        CancellationToken cancellationToken
    ) =>
        await intake.PlaceFaceAsync(owner.Id, id, new FaceBox(box.X, box.Y, box.Width, box.Height), cancellationToken) is { } face
            ? TypedResults.Ok(ApiFace.From(face))
            : TypedResults.NotFound();

    public static async Task<IResult> ChooseAsync(Guid id, ApiChoiceRequest request, CurrentOwner owner, FaceChoices choices) =>
        await choices.ChooseAsync(owner.Id, id, request.FaceId, request.GoodPhotoIds ?? []) is { } choice
            ? TypedResults.Ok(choice)
            : TypedResults.NotFound();

    /// <summary>Reads how far a photo is to be turned; null leaves it to its faces.</summary>
    /// <exception cref="InvalidOptionsException">It is no turn.</exception>
    internal static int? ReadTurn(string text) =>
        ImageTurn.TryParse(text, out var degrees)
            ? degrees
            : throw new InvalidOptionsException($"turn takes {ImageTurn.Automatic}, 0, 90, 180 or 270 degrees clockwise, not “{text}”.");

    internal static async Task<ReadOnlyMemory<byte>> ReadAsync(IFormFile photo, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(checked((int)photo.Length));
        await photo.CopyToAsync(content, cancellationToken);
        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }
}
