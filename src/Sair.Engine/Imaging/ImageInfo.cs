using System.ComponentModel.DataAnnotations;

namespace Sair.Engine.Imaging;

/// <summary>What the header of a picture file says.</summary>
public sealed record ImageInfo
{
    /// <summary>Gets the format, told by the content.</summary>
    public required ImageFormat Format { get; init; }

    /// <summary>Gets the width of the upright picture in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Gets the height of the upright picture in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>
    /// Gets the EXIF orientation of the stored pixels, 1–8; 1 is upright. HEIC and AVIF files tell 1 where their
    /// decoder turns them itself.
    /// </summary>
    public required int Orientation { get; init; }

    /// <summary>Gets the number of bits per sample as stored, 1–32.</summary>
    public required int BitsPerSample { get; init; }

    /// <summary>Gets the number of pictures in the file; only the main one is decoded, or the first that is no small copy.</summary>
    public required int Pages { get; init; }

    /// <summary>Gets a value indicating whether the picture had transparency; decoding lays it over white.</summary>
    public required bool HadAlpha { get; init; }

    /// <summary>Gets a value indicating whether the picture was stored without colour.</summary>
    public required bool WasGreyscale { get; init; }

    /// <summary>Gets a value indicating whether the picture was stored in printing colours.</summary>
    public required bool WasCmyk { get; init; }

    /// <summary>Gets a value indicating whether an ICC profile says what the colours mean.</summary>
    public required bool HasColorProfile { get; init; }

    /// <summary>Gets a value indicating whether the file is an animation, which <see cref="ImageDecoder.Decode"/> refuses.</summary>
    public required bool IsAnimated { get; init; }
}

/// <summary>An upright sRGB picture and the header of the file that it came from.</summary>
/// <param name="Image">The pixels, orientation applied, colours in sRGB.</param>
/// <param name="Info">What the file said.</param>
public sealed record DecodedImage(RgbImage Image, ImageInfo Info);

/// <summary>The picture formats that are read. JPEG, PNG and WebP are written as well.</summary>
public enum ImageFormat
{
    /// <summary>JPEG, 8 bit, grey, colour or CMYK.</summary>
    Jpeg,

    /// <summary>PNG, 1 to 16 bit, with or without alpha.</summary>
    Png,

    /// <summary>WebP, lossy or lossless.</summary>
    Webp,

    /// <summary>HEIC: HEVC in a HEIF container, as phones write it.</summary>
    Heic,

    /// <summary>AVIF: AV1 in a HEIF container.</summary>
    Avif,

    /// <summary>TIFF; the first page that is no small copy is read.</summary>
    Tiff,
}

/// <summary>What a file may cost before any of its pixels is decoded.</summary>
public sealed record ImageLimits
{
    /// <summary>Gets the limits that hold where none are given.</summary>
    public static ImageLimits Default { get; } = new();

    /// <summary>Gets the largest file in bytes; 80 MiB by default.</summary>
    [Display(Name = "Largest file", Description = "Bytes")]
    [Range(1, int.MaxValue)]
    public int MaxBytes { get; init; } = 80 * 1024 * 1024;

    /// <summary>Gets the largest picture in pixels, width × height; 120 megapixels by default, which decode to 360 MB.</summary>
    [Display(Name = "Largest picture", Description = "Pixels, width × height")]
    [Range(1, 500_000_000)]
    public long MaxPixels { get; init; } = 120_000_000;

    /// <summary>Gets the largest width or height in pixels; 30,000 by default.</summary>
    [Display(Name = "Longest side", Description = "Pixels")]
    [Range(1, 100_000)]
    public int MaxSide { get; init; } = 30_000;
}
