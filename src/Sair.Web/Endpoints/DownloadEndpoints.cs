using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Engine.Imaging;
using Sair.Web.Accounts;

namespace Sair.Web.Endpoints;

/// <summary>Hands a result out as a file.</summary>
internal static class DownloadEndpoints
{
    private static readonly Dictionary<string, (ImageFormat Format, string ContentType, string Extension)> s_formats = new(StringComparer.OrdinalIgnoreCase)
    {
        ["png"] = (ImageFormat.Png, "image/png", "png"),
        ["jpeg"] = (ImageFormat.Jpeg, "image/jpeg", "jpg"),
        ["webp"] = (ImageFormat.Webp, "image/webp", "webp"),
    };

    public static IEndpointRouteBuilder MapDownloads(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/results/{requestId:guid}/download/{format}", GetAsync);
        return routes;
    }

    private static async Task<IResult> GetAsync(
        Guid requestId, string format, CurrentOwner owner, IDbContextFactory<SairDbContext> contexts, BlobStore blobs, HttpResponse response, CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenForAsync(owner.Id, cancellationToken);
        var result = await context.Requests
            .Where(request => request.Id == requestId && request.Restoration != null)
            .Select(request => new { request.Restoration!.ResultBlob, request.Photo!.FileName })
            .SingleOrDefaultAsync(cancellationToken);
        if (result is null || !s_formats.TryGetValue(format, out var chosen))
        {
            return TypedResults.NotFound();
        }

        response.Headers.CacheControl = "private, no-store";
        var png = await blobs.ReadAsync(result.ResultBlob, cancellationToken);
        var bytes = chosen.Format == ImageFormat.Png ? png : ImageEncoder.Encode(ImageDecoder.Decode(png).Image, chosen.Format);
        return TypedResults.File(bytes, chosen.ContentType, $"{Path.GetFileNameWithoutExtension(result.FileName)}-restored.{chosen.Extension}");
    }
}
