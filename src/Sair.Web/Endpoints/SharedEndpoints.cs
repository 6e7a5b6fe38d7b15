using Microsoft.AspNetCore.Mvc;
using Sair.Data;
using Sair.Data.Galleries;
using Sair.Engine;
using Sair.Web.Accounts;
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
        shared
            .MapPost("/unlock", UnlockAsync)
            .RequireRateLimiting(AttemptLimits.Share)
            .WithMetadata(new RequestSizeLimitAttribute(LargestForm));
        shared.MapPost("/vote", VoteAsync).RequireRateLimiting(AttemptLimits.Vote).WithMetadata(new RequestSizeLimitAttribute(LargestForm));
        return routes;
    }

    private static async Task<IResult> GetPictureAsync(
        string token,
        int place,
        string picture,
        SharedAccess access,
        SharedPictures pictures,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        if (
            await access.EnterAsync(context, token, cancellationToken) is not { } link
            || SharedGalleries.PictureAt(link.Gallery!, place, picture == "before") is not { } shown
        )
        {
            return TypedResults.NotFound();
        }

        context.Response.Headers.CacheControl = "private, no-store";
        try
        {
            return TypedResults.File(await pictures.MakeAsync(shown.Before, shown.After, shown.Strength, cancellationToken), "image/jpeg");
        }
        catch (Exception exception) when (exception is StorageException or SairException)
        {
            // What the owner could do about it is no business of a visitor.
            return new Refusal(StatusCodes.Status410Gone, "This picture cannot be shown any more: ask whoever sent the link.");
        }
    }

    private static async Task<IResult> UnlockAsync(
        string token,
        [FromForm] string password,
        SharedAccess access,
        GuessLimits limits,
        HttpContext context,
        CancellationToken cancellationToken
    )
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
        string token,
        [FromForm] int place,
        SharedAccess access,
        SharedGalleries galleries,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        if (await access.EnterAsync(context, token, cancellationToken) is not { } link)
        {
            return TypedResults.NotFound();
        }

        // A vote belongs to somebody who has seen the pictures; made-up visitors would be as many votes.
        if (access.VisitorOf(context) is not { } visitor)
        {
            return TypedResults.LocalRedirect($"~/s/{token}?mistake=cookie");
        }

        return await galleries.VoteAsync(link.Gallery!, visitor, place, cancellationToken)
            ? TypedResults.LocalRedirect($"~/s/{token}?thanks={place + 1}")
            : TypedResults.NotFound();
    }
}
