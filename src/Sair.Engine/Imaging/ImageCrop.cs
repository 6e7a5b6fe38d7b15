namespace Sair.Engine.Imaging;

/// <summary>Copies parts of pictures.</summary>
public static class ImageCrop
{
    /// <summary>Copies a rectangle.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="left">First column.</param>
    /// <param name="top">First row.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle reaches beyond the picture.</exception>
    public static RgbImage Crop(this RgbImage image, int left, int top, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(left + width, image.Width, nameof(width));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(top + height, image.Height, nameof(height));
        var pixels = new byte[width * height * 3];
        for (var row = 0; row < height; row++)
        {
            image.Pixels.AsSpan((((top + row) * image.Width) + left) * 3, width * 3).CopyTo(pixels.AsSpan(row * width * 3));
        }

        return new RgbImage(width, height, pixels);
    }
}
