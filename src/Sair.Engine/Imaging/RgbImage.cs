namespace Sair.Engine.Imaging;

/// <summary>An upright 8-bit sRGB picture in memory.</summary>
/// <remarks>Pixels are interleaved R, G, B, row by row from the top, without padding: <c>Width * Height * 3</c> bytes.</remarks>
public sealed class RgbImage
{
    /// <summary>Wraps existing pixels without copying them.</summary>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
    /// <param name="pixels">Interleaved RGB bytes; the image takes the array over.</param>
    /// <exception cref="ArgumentException">The array does not hold <c>width * height * 3</c> bytes.</exception>
    public RgbImage(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.Length != checked(width * height * 3))
        {
            throw new ArgumentException($"{width}×{height} pixels need {width * height * 3} bytes, not {pixels.Length}.", nameof(pixels));
        }

        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Gets the width in pixels.</summary>
    public int Width { get; }

    /// <summary>Gets the height in pixels.</summary>
    public int Height { get; }

    /// <summary>Gets the interleaved RGB bytes.</summary>
    public byte[] Pixels { get; }
}
