namespace Sair.Engine.Imaging;

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
