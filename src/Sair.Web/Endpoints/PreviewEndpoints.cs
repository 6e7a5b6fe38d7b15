using Microsoft.Net.Http.Headers;
using Sair.Worker.Previews;

namespace Sair.Web.Endpoints;

/// <summary>Sends the newest picture of a run.</summary>
internal static class PreviewEndpoints
{
    public static IEndpointRouteBuilder MapPreviews(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/previews/{requestId:guid}/{index:int}", Get);
        return routes;
    }

    // A slow viewer asks for a number that is gone already and gets the newest picture instead, which must not be kept under that number.
    private static IResult Get(Guid requestId, int index, PreviewBroker broker, HttpResponse response)
    {
        if (broker.FindPreview(requestId) is not { } preview)
        {
            return TypedResults.NotFound();
        }

        response.Headers.CacheControl = preview.Index == index ? "private, max-age=600" : "no-store";
        return TypedResults.File(preview.Jpeg, "image/jpeg", entityTag: new EntityTagHeaderValue(preview.ETag));
    }
}
