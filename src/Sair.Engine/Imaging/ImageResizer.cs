using Sair.Engine.Imaging.Interop;

namespace Sair.Engine.Imaging;

/// <summary>Changes the size of pictures.</summary>
public static class ImageResizer
{
    /// <summary>Resamples a picture to an exact size; the aspect ratio is the caller's.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">New width in pixels, 1–30,000.</param>
    /// <param name="height">New height in pixels, 1–30,000.</param>
    /// <param name="kernel">The filter; <see cref="ResampleKernel.Lanczos3"/> by default.</param>
    /// <returns>A new picture, or <paramref name="image"/> itself when it has that size already.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A side is outside its range.</exception>
    /// <exception cref="InvalidImageException">The library cannot make a picture of that size.</exception>
    public static RgbImage Resize(RgbImage image, int width, int height, ResampleKernel kernel = ResampleKernel.Lanczos3)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, ImageLimits.Default.MaxSide);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, ImageLimits.Default.MaxSide);
        if (!Enum.IsDefined(kernel))
        {
            throw new ArgumentOutOfRangeException(nameof(kernel));
        }

        if (width == image.Width && height == image.Height)
        {
            return image;
        }

        var resized = new NativePixels { Width = width, Height = height };
        var status = NativeImaging.Resize(image.Pixels, image.Width, image.Height, kernel, ref resized);
        return status == NativeStatus.Ok
            ? resized.TakeImage()
            : throw new InvalidImageException($"The picture cannot be resized to {width}×{height} pixels; choose a smaller size.");
    }

    /// <summary>Shrinks a picture to fit a square box, keeping its proportions; a smaller picture is returned as it is.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="box">Longest side of the result in pixels, 1–30,000.</param>
    /// <param name="kernel">The filter; <see cref="ResampleKernel.Lanczos3"/> by default.</param>
    /// <returns>A picture whose longer side is at most <paramref name="box"/> pixels.</returns>
    public static RgbImage ShrinkToFit(RgbImage image, int box, ResampleKernel kernel = ResampleKernel.Lanczos3)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(box, 1);
        var scale = (double)box / Math.Max(image.Width, image.Height);
        return scale >= 1
            ? image
            : Resize(image, Scaled(image.Width, scale), Scaled(image.Height, scale), kernel);
    }

    private static int Scaled(int side, double scale) => Math.Max(1, (int)Math.Round(side * scale));
}
