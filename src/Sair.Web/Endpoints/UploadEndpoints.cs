using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Sair.Application;
using Sair.Application.People;
using Sair.Application.Photos;
using Sair.Data.Photos;
using Sair.Engine.Faces;
using Sair.Web.Accounts;
using Sair.Web.Edge;

namespace Sair.Web.Endpoints;

/// <summary>Takes photos and hand-placed faces in.</summary>
internal static class UploadEndpoints
{
    // What multipart framing and the file's name add to the file itself.
    private const int FramingBytes = 64 * 1024;

    public static IEndpointRouteBuilder MapUploads(this IEndpointRouteBuilder routes, ApplicationOptions options)
    {
        var most = options.Limits.MaxBytes + FramingBytes;
        routes
            .MapPost("/photos", AddPhotoAsync)
            .WithMetadata(new RequestSizeLimitAttribute(most))
            // Uploads stay in memory: a temporary file would leave a face on the disk.
            .WithFormOptions(memoryBufferThreshold: most, multipartBodyLengthLimit: most);
        routes
            .MapPost("/people/{id:guid}/photos", AddAlbumPhotoAsync)
            .WithMetadata(new RequestSizeLimitAttribute(most))
            .WithFormOptions(memoryBufferThreshold: most, multipartBodyLengthLimit: most);
        routes
            .MapPost("/photos/{id:guid}/faces", PlaceFaceAsync)
            .WithMetadata(new RequireAntiforgeryTokenAttribute())
            .AddEndpointFilter<AntiforgeryFilter>();
        routes
            .MapPost("/photos/{id:guid}/points", PlacePointsAsync)
            .WithMetadata(new RequireAntiforgeryTokenAttribute())
            .AddEndpointFilter<AntiforgeryFilter>();
        return routes;
    }

    private static async Task<IResult> AddPhotoAsync(
        IFormFile photo,
        bool? thorough,
        CurrentOwner owner,
        PhotoIntake intake,
        CancellationToken cancellationToken
    )
    {
        var content = await ReadAsync(photo, cancellationToken);
        var result = await (
            thorough == true
                ? intake.AddAsync(owner.Id, photo.FileName, content, cancellationToken)
                : intake.AddQuicklyAsync(owner.Id, photo.FileName, content, cancellationToken)
        );
        return TypedResults.Ok(new Added(result.Photo.Id));
    }

    private static async Task<IResult> AddAlbumPhotoAsync(
        Guid id,
        IFormFile photo,
        CurrentOwner owner,
        AlbumIntake intake,
        CancellationToken cancellationToken
    )
    {
        var result = await intake.AddAsync(owner.Id, id, photo.FileName, await ReadAsync(photo, cancellationToken), cancellationToken);
        return result switch
        {
            null => new Refusal(StatusCodes.Status404NotFound, "This person was deleted meanwhile: go back to People."),
            { IsCopy: true } => new Refusal(StatusCodes.Status409Conflict, "The album has this very file already; it was not added again."),
            _ => TypedResults.Ok(new Added(result.PhotoId)),
        };
    }

    private static async Task<IResult> PlaceFaceAsync(
        Guid id,
        FaceBox box,
        CurrentOwner owner,
        PhotoIntake intake,
        CancellationToken cancellationToken
    ) => Placed(await intake.PlaceFaceAsync(owner.Id, id, box, cancellationToken));

    private static async Task<IResult> PlacePointsAsync(
        Guid id,
        IReadOnlyList<FacePoint> points,
        CurrentOwner owner,
        PhotoIntake intake,
        CancellationToken cancellationToken
    ) => Placed(await intake.PlaceFaceAsync(owner.Id, id, points, cancellationToken));

    private static IResult Placed(Face? face) =>
        face is null
            ? new Refusal(StatusCodes.Status404NotFound, "The photo was deleted meanwhile: upload it again.")
            : TypedResults.Ok(new Added(face.Id));

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(IFormFile photo, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(checked((int)photo.Length));
        await photo.CopyToAsync(content, cancellationToken);
        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }

    private sealed record Added(Guid Id);
}
