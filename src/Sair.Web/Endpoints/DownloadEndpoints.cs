using Sair.Engine.Imaging;
using Sair.Engine.Imaging.Metadata;
using Sair.Web.Accounts;
using Sair.Web.Downloads;

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
        return routes;
    }

    private static async Task<IResult> GetAsync(
        Guid requestId, string format, string? metadata, [AsParameters] WholePhotoWish wish, CurrentOwner owner, ResultFile files, HttpResponse response, CancellationToken cancellationToken)
    {
        var choice = Enum.TryParse<MetadataChoice>(metadata, ignoreCase: true, out var named) ? named : MetadataChoice.Basic;
        if (!s_formats.TryGetValue(format, out var chosen) || await files.MakeAsync(owner.Id, requestId, chosen, choice, wish.ToOptions(), cancellationToken) is not { } file)
        {
            return TypedResults.NotFound();
        }

        response.Headers.CacheControl = "private, no-store";
        return TypedResults.File(file.Content, file.ContentType, file.Name);
    }
}
