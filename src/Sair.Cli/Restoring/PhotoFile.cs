using Sair.Engine;
using Sair.Engine.Imaging;

namespace Sair.Cli.Restoring;

/// <summary>Reads pictures from the disk.</summary>
internal static class PhotoFile
{
    /// <summary>Reads an upright picture.</summary>
    /// <exception cref="InvalidImageException">The file is missing or refused; the message begins with its name.</exception>
    public static RgbImage Read(string path) => Decode(path, ReadBytes(path));

    /// <summary>Decodes a file that was read.</summary>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="content">Its bytes.</param>
    /// <exception cref="InvalidImageException">The bytes are refused; the message begins with the file's name.</exception>
    public static RgbImage Decode(string path, byte[] content)
    {
        try
        {
            return ImageDecoder.Decode(content).Image;
        }
        catch (InvalidImageException failure)
        {
            throw new InvalidImageException($"{path}: {failure.Message}", failure);
        }
    }

    /// <summary>Reads a file as it is.</summary>
    /// <exception cref="InvalidImageException">The file is missing or too large; the message begins with its name.</exception>
    public static byte[] ReadBytes(string path)
    {
        if (!File.Exists(path))
        {
            throw new InvalidImageException($"{path}: there is no such file; check the name.");
        }

        var length = new FileInfo(path).Length;
        if (length > ImageLimits.Default.MaxBytes)
        {
            throw new InvalidImageException($"{path}: the file has {length / 1_000_000} MB and at most {ImageLimits.Default.MaxBytes / 1_000_000} MB are read; save the photo smaller.");
        }

        return File.ReadAllBytes(path);
    }
}
