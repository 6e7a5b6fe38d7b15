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

    /// <summary>Gets the EXIF orientation of the stored pixels, 1–8; 1 is upright. HEIC and AVIF files tell 1 where their decoder turns them itself.</summary>
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
