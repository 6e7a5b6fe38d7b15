using Sair.Engine;
using Sair.Engine.Imaging;

namespace Sair.Cli.Restoring;

/// <summary>Writes pictures to the disk; the extension tells the format.</summary>
internal static class PictureFile
{
    /// <summary>Checks, before anything is computed, that a picture can be written there.</summary>
    /// <exception cref="InvalidOptionsException">The extension or the folder does not do.</exception>
    public static void RequireWritable(string path)
    {
        _ = FormatOf(path);
        RequireFolder(path);
    }

    /// <summary>Checks that a file's folder is there.</summary>
    /// <exception cref="InvalidOptionsException">It is not.</exception>
    public static void RequireFolder(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(folder))
        {
            throw new InvalidOptionsException($"There is no folder {folder}: make it first or choose another place for {Path.GetFileName(path)}.");
        }
    }

    /// <summary>Writes a picture; an existing file is replaced only when all is written.</summary>
    public static void Write(string path, RgbImage image) => WriteBytes(path, ImageEncoder.Encode(image, FormatOf(path)));

    /// <summary>Writes a file; an existing one is replaced only when all is written.</summary>
    public static void WriteBytes(string path, byte[] content)
    {
        var partial = $"{path}.partial";
        try
        {
            File.WriteAllBytes(partial, content);
            File.Move(partial, path, overwrite: true);
        }
        catch (IOException)
        {
            File.Delete(partial);
            throw;
        }
    }

    /// <summary>Tells the format from the extension.</summary>
    /// <exception cref="InvalidOptionsException">It is none that is written.</exception>
    public static ImageFormat FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" => ImageFormat.Png,
        ".jpg" or ".jpeg" => ImageFormat.Jpeg,
        ".webp" => ImageFormat.Webp,
        var other => throw new InvalidOptionsException($"A picture is written as .png, .jpg or .webp, not as “{other}”: choose another name for {Path.GetFileName(path)}."),
    };
}
