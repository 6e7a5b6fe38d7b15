using Microsoft.AspNetCore.Mvc;
using Sair.Data;
using Sair.Data.Blobs;
using Sair.Data.Galleries;
using Sair.Engine;
using Sair.Engine.Imaging;
using Sair.Engine.Imaging.Metadata;
using Sair.Web.Accounts;
using Sair.Web.Downloads;
using Sair.Web.Edge;
using Sair.Web.Sharing;

namespace Sair.Web.Endpoints;

/// <summary>What visitors of a link may fetch and send; everything else is not found.</summary>
internal static class SharedEndpoints
{
    private const int LargestForm = 16 * 1024;

    public static IEndpointRouteBuilder MapShared(this IEndpointRouteBuilder routes)
    {
        var shared = routes.MapGroup("/s/{token}").AllowAnonymous();
        shared.MapGet("/pictures/{place:int}/{picture:regex(^(before|after)$)}", GetPictureAsync);
        shared.MapPost("/unlock", UnlockAsync).RequireRateLimiting(AttemptLimits.Share).WithMetadata(new RequestSizeLimitAttribute(LargestForm));
        shared.MapPost("/vote", VoteAsync).RequireRateLimiting(AttemptLimits.Vote).WithMetadata(new RequestSizeLimitAttribute(LargestForm));
        return routes;
    }

    private static async Task<IResult> GetPictureAsync(
        string token, int place, string picture, SharedAccess access, BlobStore blobs, HttpContext context, CancellationToken cancellationToken)
    {
        if (await access.EnterAsync(context, token, cancellationToken) is not { } link
            || SharedGalleries.PictureAt(link.Gallery!, place, picture == "before") is not { } shown)
        {
            return TypedResults.NotFound();
        }

        try
        {
            var after = ImageDecoder.Decode(await blobs.ReadAsync(shown.After, cancellationToken), cancellationToken: cancellationToken).Image;
            var image = shown.Strength < 1 ? ResultFile.Blend(ImageDecoder.Decode(await blobs.ReadAsync(shown.Before, cancellationToken), cancellationToken: cancellationToken).Image, after, shown.Strength) : after;
            context.Response.Headers.CacheControl = "private, no-store";
            return TypedResults.File(MetadataWriter.Encode(image, ImageFormat.Jpeg, new CarriedMetadata(ResultNote.Xmp("shared with Sair"), null, null)), "image/jpeg");
        }
        catch (Exception exception) when (exception is StorageException or SairException)
        {
            // What the owner could do about it is no business of a visitor.
            return new Refusal(StatusCodes.Status410Gone, "This picture cannot be shown any more: ask whoever sent the link.");
        }
    }

    private static async Task<IResult> UnlockAsync(string token, [FromForm] string password, SharedAccess access, GuessLimits limits, HttpContext context, CancellationToken cancellationToken)
    {
        if (await access.FindAsync(token, cancellationToken) is not { } link)
        {
            return TypedResults.NotFound();
        }

        if (limits.Count($"link {link.Id}", Visitors.AddressOf(context)) is { } wait)
        {
            return Refusal.TooMany("This gallery was tried too often with a wrong password", wait);
        }

        return TypedResults.LocalRedirect(access.TryUnlock(context, link, password) ? $"~/s/{token}" : $"~/s/{token}?mistake=wrong");
    }

    private static async Task<IResult> VoteAsync(
        string token, [FromForm] int place, SharedAccess access, SharedGalleries galleries, HttpContext context, CancellationToken cancellationToken)
    {
        return await access.EnterAsync(context, token, cancellationToken) is { } link
            && await galleries.VoteAsync(link.Gallery!, SharedAccess.VisitorOf(context), place, cancellationToken)
            ? TypedResults.LocalRedirect($"~/s/{token}?thanks={place + 1}")
            : TypedResults.NotFound();
    }
}
