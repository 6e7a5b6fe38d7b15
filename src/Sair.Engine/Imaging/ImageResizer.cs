using NetVips;

namespace Sair.Engine.Imaging;

/// <summary>Changes the size of pictures.</summary>
public static class ImageResizer
{
    // libvips' kernels have at most 2000 points, and Lanczos takes 6 for each step of the reduction.
    private const double LargestOfKernel = 320;

    // What is left to the kernel of a larger reduction, at least; the whole steps before it are averaged.
    private const double LeftToKernel = 64;

    private static readonly Dictionary<ResampleKernel, Enums.Kernel> s_kernels = new()
    {
        [ResampleKernel.Lanczos3] = Enums.Kernel.Lanczos3,
        [ResampleKernel.Cubic] = Enums.Kernel.Cubic,
        [ResampleKernel.Linear] = Enums.Kernel.Linear,
    };

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

        VipsLibrary.Start();
        try
        {
            return Resample(image, width, height, kernel);
        }
        catch (VipsException)
        {
            throw new InvalidImageException($"The picture cannot be resized to {width}×{height} pixels; choose a smaller size.");
        }
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
        return scale >= 1 ? image : Resize(image, Scaled(image.Width, scale), Scaled(image.Height, scale), kernel);
    }

    private static RgbImage Resample(RgbImage image, int width, int height, ResampleKernel kernel)
    {
        var (horizontal, vertical) = ((double)width / image.Width, (double)height / image.Height);
        var isStrong = 1 / Math.Min(horizontal, vertical) > LargestOfKernel;
        using var source = Image.NewFromMemory<byte>(image.Pixels, image.Width, image.Height, bands: 3, Enums.BandFormat.Uchar);

        // Without the gap the whole reduction runs through the kernel.
        using var reduced = source.Resize(
            Math.Min(1, horizontal),
            s_kernels[kernel],
            gap: isStrong ? LeftToKernel : 0,
            vscale: Math.Min(1, vertical)
        );
        using var resized =
            horizontal <= 1 && vertical <= 1 ? reduced.Copy() : Enlarge(reduced, Math.Max(1, horizontal), Math.Max(1, vertical), kernel);
        if (resized.Width != width || resized.Height != height)
        {
            throw new VipsException("another size");
        }

        var pixels = new byte[checked(width * height * 3)];
        VipsLibrary.ReadRows(resized, (row, rows) => rows.CopyTo(pixels.AsSpan(row * width * 3)));
        return new RgbImage(width, height, pixels);
    }

    // vips_resize enlarges half an output pixel off; this keeps the centres of both grids together.
    private static Image Enlarge(Image image, double horizontal, double vertical, ResampleKernel kernel)
    {
        using var interpolate = Interpolate.NewFromName(kernel == ResampleKernel.Linear ? "bilinear" : "bicubic");
        return image.Affine(
            [horizontal, 0, 0, vertical],
            interpolate,
            oarea: [0, 0, (int)Math.Round(image.Width * horizontal), (int)Math.Round(image.Height * vertical)],
            idx: 0.5 - (0.5 / horizontal),
            idy: 0.5 - (0.5 / vertical),
            extend: Enums.Extend.Copy
        );
    }

    private static int Scaled(int side, double scale) => Math.Max(1, (int)Math.Round(side * scale));
}

/// <summary>The filter of a resize. When shrinking, each is widened by the scale, so nothing aliases.</summary>
public enum ResampleKernel
{
    /// <summary>Three-lobed Lanczos: the sharpest, for pictures that people look at. Enlarging uses <see cref="Cubic"/>.</summary>
    Lanczos3,

    /// <summary>Catmull-Rom cubic (a = −0.5), the "bicubic" of face restoration papers.</summary>
    Cubic,

    /// <summary>Triangle: soft and free of ringing.</summary>
    Linear,
}
