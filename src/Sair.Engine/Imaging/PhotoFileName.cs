namespace Sair.Engine.Imaging;

/// <summary>
/// What the name of a file tells: whether it may be a photo that is read. A first guess for folders and file dialogs; whether a file is
/// a photo is told by its content, <see cref="ImageDecoder.Recognise"/>.
/// </summary>
public static class PhotoFileName
{
    /// <summary>
    /// Gets the names, in small letters, of files and folders that systems and storage devices put beside
    /// photos; nobody misses them.
    /// </summary>
    public static IReadOnlyList<string> Litter { get; } =
    ["thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "@eadir", "__macosx", "#recycle", "$recycle.bin", "system volume information"];

    /// <summary>Gets the endings of all formats that are read, in small letters, with their dots.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [.. Enum.GetValues<ImageFormat>().SelectMany(ExtensionsOf)];

    /// <summary>Gets what a file dialog of a browser offers: pictures of any kind that it knows, and every ending that is read.</summary>
    public static string Accept { get; } = string.Join(',', ["image/*", .. Extensions]);

    /// <summary>Gives the endings that files of a format go by, the usual one first, in small letters, with their dots.</summary>
    public static IReadOnlyList<string> ExtensionsOf(ImageFormat format) =>
        format switch
        {
            ImageFormat.Jpeg => [".jpg", ".jpeg", ".jpe", ".jfif", ".jif", ".jfi", ".pjpeg", ".pjp", ".mpo"],
            ImageFormat.Png => [".png"],
            ImageFormat.Webp => [".webp"],
            ImageFormat.Heic => [".heic", ".heif", ".hif"],
            ImageFormat.Avif => [".avif"],
            ImageFormat.Tiff => [".tif", ".tiff"],
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No endings are known of this format."),
        };

    /// <summary>Tells whether a file's ending is that of a format that is read.</summary>
    /// <param name="path">The name, with or without folders.</param>
    public static bool IsPhoto(string path) => Extensions.Contains(Path.GetExtension(path).ToLowerInvariant());

    /// <summary>
    /// Tells whether a file or folder is none that people put there: hidden ones, such as the <c>._</c> files that carry a Mac's notes
    /// about photos and end like them, and what systems leave behind.
    /// </summary>
    /// <param name="path">The name, with or without folders.</param>
    public static bool IsHidden(string path)
    {
        var name = Path.GetFileName(path);
        return name.StartsWith('.') || Litter.Contains(name.ToLowerInvariant());
    }
}
