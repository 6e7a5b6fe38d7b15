using Sair.Engine.Imaging;

namespace Sair.Worker.Photos;

/// <summary>The copies of a photo that are stored beside its original bytes; all are upright, sRGB and without metadata.</summary>
/// <param name="Working">At full size.</param>
/// <param name="Preview">For pages, JPEG.</param>
internal sealed record PhotoCopies(byte[] Working, byte[] Preview)
{
    /// <summary>Up to this many pixels the working copy is lossless; larger ones would take several megabytes and seconds.</summary>
    public const int LosslessPixels = 2_000_000;

    private const int WorkingQuality = 97;
    private const int PreviewQuality = 88;

    /// <summary>Encodes both copies on another thread.</summary>
    public static Task<PhotoCopies> MakeAsync(RgbImage photo, WorkerOptions options, CancellationToken cancellationToken) =>
        Task.Run(() => Make(photo, options.PhotoPreviewSide), cancellationToken);

    /// <summary>Encodes both copies.</summary>
    public static PhotoCopies Make(RgbImage photo, int previewSide)
    {
        var isSmall = (long)photo.Width * photo.Height <= LosslessPixels;
        return new PhotoCopies(
            ImageEncoder.Encode(photo, isSmall ? ImageFormat.Png : ImageFormat.Jpeg, WorkingQuality),
            ImageEncoder.Encode(ImageResizer.ShrinkToFit(photo, previewSide), ImageFormat.Jpeg, PreviewQuality));
    }
}
