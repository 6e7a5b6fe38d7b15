using Sair.Engine;
using Sair.Engine.Imaging;

namespace Sair.CommandLine;

/// <summary>Pictures as files; the extension tells the format.</summary>
public static class PictureFile
{
    /// <summary>Tells the format from the extension.</summary>
    /// <exception cref="InvalidOptionsException">It is none that is written.</exception>
    public static ImageFormat FormatOf(string path) => FindFormat(path) ?? throw new InvalidOptionsException(WrongExtension(path));

    /// <summary>Says of a name that it has the extension of something else than a picture that is written.</summary>
    /// <returns>
    /// The sentence; null where the extension is right, and where there is none or the name is that of a folder, of which the place says
    /// more.
    /// </returns>
    public static string? FindWrongExtension(string path) =>
        Path.GetExtension(path).Length == 0 || FindFormat(path) is not null || Directory.Exists(path) ? null : WrongExtension(path);

    /// <summary>Encodes a picture for a file.</summary>
    /// <param name="path">The file, for its extension.</param>
    /// <param name="image">The picture.</param>
    public static (string Path, byte[] Content) Encode(string path, RgbImage image) => (path, ImageEncoder.Encode(image, FormatOf(path)));

    /// <summary>Estimates, on the low side, how many bytes a photo takes as a file.</summary>
    /// <param name="pixels">Width × height.</param>
    /// <param name="format">JPEG, PNG or WebP.</param>
    public static long EstimateMinBytes(long pixels, ImageFormat format) => format == ImageFormat.Png ? pixels : pixels / 10;

    /// <summary>
    /// Names the result that belongs to a photo: the photo's name with an ending, so that photos that differ in their extension alone have
    /// results of their own.
    /// </summary>
    /// <param name="photo">The name of the photo, with or without folders.</param>
    /// <param name="ending">What the name ends with, its extension included.</param>
    /// <returns>For example <c>a.jpg.png</c> of <c>a.jpg</c>; a photo that is a PNG itself needs no second extension: <c>a.png</c> of
    /// <c>a.png</c>.</returns>
    public static string ResultOf(string photo, string ending)
    {
        var isPlain = Path.GetExtension(photo) == ".png" && !PhotoFileName.IsPhoto(photo[..^".png".Length]);
        return (isPlain ? photo[..^".png".Length] : photo) + ending;
    }

    private static ImageFormat? FindFormat(string path) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" => ImageFormat.Png,
            ".jpg" or ".jpeg" => ImageFormat.Jpeg,
            ".webp" => ImageFormat.Webp,
            _ => null,
        };

    private static string WrongExtension(string path) =>
        $"A picture is written as .png, .jpg or .webp, not as “{Path.GetExtension(path)}”: choose another name for "
        + $"{Path.GetFileName(path)}.";
}
