using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Web.Accounts;

namespace Sair.Web.Endpoints;

/// <summary>Pictures for pages. Ids cannot be guessed, and only the browser that asked may keep a copy.</summary>
internal static class ImageEndpoints
{
    /// <summary>The part of an address that names a picture of a restoration.</summary>
    public const string PictureRoute = "{picture:regex(^(photo|face|before|after|last|invented)$)}";

    private const string BrowserOnly = "private, max-age=3600, must-revalidate";

    // The photo itself may be turned: its address stays, so the browser asks each time whether its copy still holds.
    private const string AskAgain = "private, no-cache";

    public static IEndpointRouteBuilder MapImages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/photos/{id:guid}/preview", GetPhotoAsync);
        routes.MapGet("/faces/{id:guid}/square", GetFaceAsync);
        routes.MapGet("/faces/{id:guid}/thumbnail", GetThumbnailAsync);
        routes.MapGet($"/results/{{requestId:guid}}/{PictureRoute}", GetResultAsync);
        routes.MapGet("/results/{requestId:guid}/frames/{iteration:int}", GetFrameAsync);
        return routes;
    }

    public static async Task<IResult> GetFrameAsync(
        Guid requestId,
        int iteration,
        CurrentOwner owner,
        IDbContextFactory<SairDbContext> contexts,
        BlobStore blobs,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.OpenForAsync(owner.Id, cancellationToken);
        var blob = await context
            .Requests.Where(r => r.Id == requestId)
            .SelectMany(r => r.Restoration!.Frames)
            .Where(frame => frame.Iteration == iteration)
            .Select(frame => (BlobId?)frame.Blob)
            .SingleOrDefaultAsync(cancellationToken);
        return Send(blob, blobs, response, "image/jpeg");
    }

    private static async Task<IResult> GetPhotoAsync(
        Guid id,
        CurrentOwner owner,
        IDbContextFactory<SairDbContext> contexts,
        BlobStore blobs,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.OpenForAsync(owner.Id, cancellationToken);
        var blob = await context
            .Photos.Where(photo => photo.Id == id)
            .Select(photo => (BlobId?)photo.PreviewBlob)
            .SingleOrDefaultAsync(cancellationToken);
        return Send(blob, blobs, response, "image/jpeg", AskAgain);
    }

    private static async Task<IResult> GetFaceAsync(
        Guid id,
        CurrentOwner owner,
        IDbContextFactory<SairDbContext> contexts,
        BlobStore blobs,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.OpenForAsync(owner.Id, cancellationToken);
        var blob = await context
            .Faces.Where(face => face.Id == id)
            .Select(face => (BlobId?)face.SquareBlob)
            .SingleOrDefaultAsync(cancellationToken);
        return Send(blob, blobs, response, "image/png");
    }

    private static async Task<IResult> GetThumbnailAsync(
        Guid id,
        CurrentOwner owner,
        IDbContextFactory<SairDbContext> contexts,
        BlobStore blobs,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.OpenForAsync(owner.Id, cancellationToken);
        var face = await context
            .Faces.Where(f => f.Id == id)
            .Select(f => new { f.ThumbnailBlob, f.SquareBlob })
            .SingleOrDefaultAsync(cancellationToken);
        return Send(face?.ThumbnailBlob ?? face?.SquareBlob, blobs, response, face?.ThumbnailBlob is null ? "image/png" : "image/jpeg");
    }

    public static async Task<IResult> GetResultAsync(
        Guid requestId,
        string picture,
        CurrentOwner owner,
        IDbContextFactory<SairDbContext> contexts,
        BlobStore blobs,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.OpenForAsync(owner.Id, cancellationToken);
        var request = context.Requests.Where(r => r.Id == requestId);
        var blob = await (
            picture switch
            {
                "before" => request.Select(r => (BlobId?)r.Restoration!.AlignedBlob),
                "after" => request.Select(r => (BlobId?)r.Restoration!.ResultBlob),
                "face" => request.Select(r => (BlobId?)r.Face!.SquareBlob),
                "invented" => request.Select(r => r.Restoration!.HeatmapBlob),
                "last" => request.Select(r => r.LastPreviewBlob),
                _ => request.Select(r => (BlobId?)r.Photo!.PreviewBlob),
            }
        ).SingleOrDefaultAsync(cancellationToken);
        return Send(
            blob,
            blobs,
            response,
            picture is "last" or "photo" ? "image/jpeg" : "image/png",
            picture == "photo" ? AskAgain : BrowserOnly
        );
    }

    private static IResult Send(BlobId? blob, BlobStore blobs, HttpResponse response, string contentType, string caching = BrowserOnly)
    {
        if (blob is not { } id || !blobs.Contains(id))
        {
            return TypedResults.NotFound();
        }

        response.Headers.CacheControl = caching;
        return TypedResults.PhysicalFile(blobs.PathOf(id), contentType, entityTag: new EntityTagHeaderValue($"\"{id}\""));
    }
}
