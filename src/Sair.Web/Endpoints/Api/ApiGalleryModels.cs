using Sair.Data.Galleries;

namespace Sair.Web.Endpoints.Api;

/// <summary>A new gallery of results in their order.</summary>
public sealed record ApiNewGallery(string Title, IReadOnlyList<Guid>? RestorationIds = null, bool ShowOriginals = false);

/// <summary>What changes of a gallery; what is left out stays as it is.</summary>
public sealed record ApiGalleryChange(string? Title = null, bool? ShowOriginals = null);

/// <summary>A result to add.</summary>
public sealed record ApiGalleryAddition(Guid RestorationId);

/// <summary>A result of a gallery with its votes.</summary>
public sealed record ApiGalleryItem(Guid RestorationId, int Votes, string? Verdict);

/// <summary>
/// How a link shall work: for some days, or until it is revoked; with a password or without. Drifted results are shared only where
/// that is confirmed.
/// </summary>
public sealed record ApiNewLink(double? Days = null, string? Password = null, bool ShareDrifted = false);

/// <summary>A link to a gallery; the path belongs to the site's address.</summary>
public sealed record ApiLink(
    Guid Id,
    string Path,
    bool HasPassword,
    DateTime CreatedUtc,
    DateTime? ExpiresUtc,
    DateTime? RevokedUtc,
    int Views
)
{
    public static ApiLink From(ShareLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return new ApiLink(
            link.Id,
            $"/s/{link.Token}",
            link.PasswordHash is not null,
            link.CreatedUtc,
            link.ExpiresUtc,
            link.RevokedUtc,
            link.Views
        );
    }
}

/// <summary>A gallery with its results and links.</summary>
public sealed record ApiGallery(
    Guid Id,
    string Title,
    bool ShowOriginals,
    DateTime CreatedUtc,
    IReadOnlyList<ApiGalleryItem> Items,
    IReadOnlyList<ApiLink> Links
)
{
    public static ApiGallery From(Gallery gallery, IReadOnlyDictionary<Guid, int> votes)
    {
        ArgumentNullException.ThrowIfNull(gallery);
        return new ApiGallery(
            gallery.Id,
            gallery.Title,
            gallery.ShowOriginals,
            gallery.CreatedUtc,
            [
                .. gallery.Items.Select(item => new ApiGalleryItem(
                    item.RequestId,
                    votes.GetValueOrDefault(item.RequestId),
                    item.Request?.Restoration?.Verdict?.ToString()
                )),
            ],
            [.. gallery.Links.Select(ApiLink.From)]
        );
    }
}
