using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Engine.Imaging;

namespace Sair.Application.Photos;

/// <summary>Reads stored photos at full quality as they stand: from the original bytes, turned as the user turned them.</summary>
public static class PhotoPixels
{
    private const int PreviewQuality = 88;

    /// <summary>Encodes what pages show of a photo, on another thread: upright, sRGB, without metadata, JPEG.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="side">The most pixels of its longer side.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    internal static Task<byte[]> EncodePreviewAsync(RgbImage photo, int side, CancellationToken cancellationToken) =>
        Task.Run(() => ImageEncoder.Encode(ImageResizer.ShrinkToFit(photo, side), ImageFormat.Jpeg, PreviewQuality), cancellationToken);

    /// <summary>Reads a photo.</summary>
    /// <param name="blobs">Holds pictures.</param>
    /// <param name="photo">The photo; sizes and faces are those of the picture that is returned.</param>
    /// <param name="limits">What may be decoded; null for the usual.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="BlobMissingException">The file is gone.</exception>
    /// <exception cref="Engine.InvalidImageException">The file cannot be read any more.</exception>
    public static async Task<RgbImage> ReadAsync(
        this BlobStore blobs,
        Photo photo,
        ImageLimits? limits = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(blobs);
        ArgumentNullException.ThrowIfNull(photo);
        var content = await blobs.ReadAsync(photo.OriginalBlob, cancellationToken);
        return await Task.Run(() => ImageDecoder.Decode(content, limits, cancellationToken).Image.Turn(photo.Turn), cancellationToken);
    }
}
