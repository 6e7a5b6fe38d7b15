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

/// <summary>Pictures as tensors and back.</summary>
public static class ImageTensors
{
    /// <summary>Copies a picture into a tensor.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="device">Where the tensor goes; the CPU when null.</param>
    /// <returns><c>[1, 3, H, W]</c> float32, R, G, B, 0–1; owned by the current scope.</returns>
    public static Tensor ToTensor(this RgbImage image, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var scope = NewDisposeScope();
        return tensor(image.Pixels, [1L, image.Height, image.Width, 3L], device: device)
            .permute(0, 3, 1, 2) // [1, 3, H, W]
            .to(ScalarType.Float32)
            .div(255)
            .contiguous()
            .MoveToOuterDisposeScope();
    }

    /// <summary>Copies a tensor into a picture; values are clamped to 0–1 and rounded to 8 bit.</summary>
    /// <param name="tensor"><c>[1, 3, H, W]</c> or <c>[3, H, W]</c> floats, R, G, B, 0–1, on any device, with or without gradient.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    public static RgbImage ToImage(this Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var shape = tensor.shape;
        if (shape is not ([1, 3, _, _] or [3, _, _]))
        {
            throw new ArgumentException($"A picture is [1, 3, H, W], not [{string.Join(", ", shape)}].", nameof(tensor));
        }

        var (height, width) = (shape[^2], shape[^1]);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var pixels = tensor
            .reshape(3, height, width)
            .clamp(0, 1)
            .mul(255)
            .round()
            .to(ScalarType.Byte)
            .permute(1, 2, 0) // [H, W, 3]
            .contiguous()
            .cpu();
        return new RgbImage((int)width, (int)height, pixels.data<byte>().ToArray());
    }
}

/// <summary>Luma of 8-bit RGB (ITU-R BT.601): 0.299 R + 0.587 G + 0.114 B.</summary>
public static class Luma
{
    /// <summary>Gets the luma of one pixel.</summary>
    /// <param name="red">0–255.</param>
    /// <param name="green">0–255.</param>
    /// <param name="blue">0–255.</param>
    public static double Of(double red, double green, double blue) => (0.299 * red) + (0.587 * green) + (0.114 * blue);

    /// <summary>Gets the luma of one pixel of a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="pixel">Number of the pixel, row by row.</param>
    /// <returns>0–255.</returns>
    public static double Of(RgbImage image, int pixel)
    {
        ArgumentNullException.ThrowIfNull(image);
        var at = pixel * 3;
        return Of(image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]);
    }
}

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
