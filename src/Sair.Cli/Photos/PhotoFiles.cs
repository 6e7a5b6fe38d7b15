using Sair.Engine;

namespace Sair.Cli.Photos;

/// <summary>Finds the photos of a folder by their extensions.</summary>
internal static class PhotoFiles
{
    private static readonly string[] s_extensions = [".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif", ".tif", ".tiff"];

    /// <summary>Lists the photos in the order of their names.</summary>
    /// <exception cref="InvalidOptionsException">There is no such folder.</exception>
    public static IReadOnlyList<string> In(string folder) => Directory.Exists(folder)
        ? [.. Directory.GetFiles(folder).Where(file => s_extensions.Contains(Path.GetExtension(file).ToLowerInvariant())).Order(StringComparer.Ordinal)]
        : throw new InvalidOptionsException($"There is no folder {folder}: check the name.");
}
