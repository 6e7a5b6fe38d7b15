using Microsoft.AspNetCore.Http.Features;
using Sair.Application.Restorations;
using Sair.Engine.Imaging;
using Sair.Engine.Imaging.Metadata;
using Sair.Web.Accounts;

namespace Sair.Web.Endpoints;

/// <summary>Hands a result out as a file.</summary>
internal static class DownloadEndpoints
{
    private static readonly Dictionary<string, ImageFormat> s_formats = new(StringComparer.OrdinalIgnoreCase)
    {
        ["png"] = ImageFormat.Png,
        ["jpeg"] = ImageFormat.Jpeg,
        ["webp"] = ImageFormat.Webp,
    };

    public static IEndpointRouteBuilder MapDownloads(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/results/{requestId:guid}/download/{format}", GetAsync);
        routes.MapGet("/batches/{batchId:guid}/download/{format}", GetBatchAsync);
        return routes;
    }

    private static async Task<IResult> GetAsync(
        Guid requestId,
        string format,
        string? metadata,
        [AsParameters] WholePhotoWish wish,
        CurrentOwner owner,
        ResultFile files,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        var choice = Enum.TryParse<MetadataChoice>(metadata, ignoreCase: true, out var named) ? named : MetadataChoice.Basic;
        if (
            !s_formats.TryGetValue(format, out var chosen)
            || await files.MakeAsync(owner.Id, requestId, chosen, choice, wish.ToOptions(), cancellationToken) is not { } file
        )
        {
            return TypedResults.NotFound();
        }

        response.Headers.CacheControl = "private, no-store";
        return TypedResults.File(file.Content, file.ContentType, file.Name);
    }

    private static async Task<IResult> GetBatchAsync(
        Guid batchId,
        string format,
        [AsParameters] WholePhotoWish wish,
        CurrentOwner owner,
        BatchArchive archive,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        var options = wish.ToOptions();
        if (
            !s_formats.TryGetValue(format, out var chosen)
            || await archive.OpenAsync(owner.Id, batchId, isWholePhotos: options is not null, cancellationToken) is not { } results
        )
        {
            return TypedResults.NotFound();
        }

        // The archive's end is written by calls that do not wait, and it is short.
        if (response.HttpContext.Features.Get<IHttpBodyControlFeature>() is { } body)
        {
            body.AllowSynchronousIO = true;
        }

        response.Headers.CacheControl = "private, no-store";
        return TypedResults.Stream(
            stream => archive.WriteAsync(stream, owner.Id, results, chosen, options, cancellationToken),
            "application/zip",
            "restored.zip"
        );
    }
}
