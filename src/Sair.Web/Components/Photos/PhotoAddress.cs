using Sair.Data.Photos;

namespace Sair.Web.Components.Photos;

/// <summary>Where pages find the pictures of a photo.</summary>
public static class PhotoAddress
{
    /// <summary>Where a page shows a photo; another address once it was turned, so that no browser shows how it lay before.</summary>
    public static string PreviewAddress(this Photo photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        return $"/photos/{photo.Id}/preview?turn={photo.Turn}";
    }
}
