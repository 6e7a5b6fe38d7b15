using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Web.Accounts;
using Sair.Worker.Previews;

namespace Sair.Web.Endpoints;

/// <summary>Sends the newest picture of a run.</summary>
internal static class PreviewEndpoints
{
    public static IEndpointRouteBuilder MapPreviews(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/previews/{requestId:guid}/{index:int}", GetAsync);
        routes.MapGet("/previews/{requestId:guid}/frames/{iteration:int}", GetFrameAsync);
        return routes;
    }

    private static async Task<IResult> GetFrameAsync(
        Guid requestId,
        int iteration,
        CurrentOwner owner,
        IDbContextFactory<SairDbContext> contexts,
        PreviewBroker broker,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.OpenForAsync(owner.Id, cancellationToken);
        var frame = broker.Frames(requestId).FirstOrDefault(preview => preview.Index == iteration);
        if (frame is null || !await context.Requests.AnyAsync(request => request.Id == requestId, cancellationToken))
        {
            return TypedResults.NotFound();
        }

        response.Headers.CacheControl = "private, max-age=600";
        return TypedResults.File(frame.Jpeg, "image/jpeg", entityTag: new EntityTagHeaderValue(frame.ETag));
    }

    // A slow viewer asks for a number that is gone already and gets the newest picture instead, which must not be kept under that number.
    private static async Task<IResult> GetAsync(
        Guid requestId,
        int index,
        CurrentOwner owner,
        IDbContextFactory<SairDbContext> contexts,
        PreviewBroker broker,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.OpenForAsync(owner.Id, cancellationToken);
        if (
            broker.FindPreview(requestId) is not { } preview
            || !await context.Requests.AnyAsync(request => request.Id == requestId, cancellationToken)
        )
        {
            return TypedResults.NotFound();
        }

        response.Headers.CacheControl = preview.Index == index ? "private, max-age=600" : "no-store";
        return TypedResults.File(preview.Jpeg, "image/jpeg", entityTag: new EntityTagHeaderValue(preview.ETag));
    }
}
