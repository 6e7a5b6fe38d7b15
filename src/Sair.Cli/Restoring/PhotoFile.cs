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

    /// <summary>Reads the header of a file that was read: its type and size, without its pixels.</summary>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="content">Its bytes.</param>
    /// <exception cref="InvalidImageException">The bytes are refused; the message begins with the file's name.</exception>
    public static ImageInfo ReadInfo(string path, byte[] content)
    {
        try
        {
            return ImageDecoder.ReadInfo(content);
        }
        catch (InvalidImageException failure)
        {
            throw new InvalidImageException($"{path}: {failure.Message}", failure);
        }
    }

    /// <summary>Reads a file as it is.</summary>
    /// <exception cref="InvalidImageException">The file is missing, cannot be opened, or is too large; the message begins with its
    /// name.</exception>
    public static byte[] ReadBytes(string path)
    {
        if (Directory.Exists(path))
        {
            throw new InvalidImageException(
                $"{path}: this is a folder, and one photo is needed; for all photos of a folder there is: sair photo"
            );
        }

        if (!File.Exists(path))
        {
            throw new InvalidImageException($"{path}: there is no such file; check the name.");
        }

        try
        {
            return ReadAll(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidImageException(
                $"{path}: the file cannot be read ({failure.Message.TrimEnd('.')}); check its permissions.",
                failure
            );
        }
    }

    private static byte[] ReadAll(string path)
    {
        var length = new FileInfo(path).Length;

        // Pipes tell no length, and opening one that lies among photos would wait for ever; those that a shell makes are meant.
        if (length == 0 && !path.StartsWith("/dev/", StringComparison.Ordinal))
        {
            return [];
        }

        if (length > ImageLimits.Default.MaxBytes)
        {
            throw new InvalidImageException(
                $"{path}: the file has {length / 1_000_000} MB and at most {ImageLimits.Default.MaxBytes / 1_000_000} MB are read; save "
                    + $"the photo smaller."
            );
        }

        return File.ReadAllBytes(path);
    }
}
