using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Engine.Imaging;

namespace Sair.Worker.Photos;

/// <summary>Reads stored photos at full quality as they stand: from the original bytes, turned as the user turned them.</summary>
public static class PhotoPixels
{
    /// <summary>Reads a photo.</summary>
    /// <param name="blobs">Holds pictures.</param>
    /// <param name="photo">The photo; sizes and faces are those of the picture that is returned.</param>
    /// <param name="limits">What may be decoded; null for the usual.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="BlobMissingException">The file is gone.</exception>
    /// <exception cref="Engine.InvalidImageException">The file cannot be read any more.</exception>
    public static async Task<RgbImage> ReadAsync(this BlobStore blobs, Photo photo, ImageLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(blobs);
        ArgumentNullException.ThrowIfNull(photo);
        var content = await blobs.ReadAsync(photo.OriginalBlob, cancellationToken);
        return await Task.Run(() => ImageDecoder.Decode(content, limits, cancellationToken).Image.Turn(photo.Turn), cancellationToken);
    }
}
