namespace Sair.Data.Blobs;

/// <summary>A row refers to a file that is not in the data directory, or not as it was written.</summary>
/// <param name="path">Where the file was expected.</param>
/// <param name="isDamaged">Whether there is a file with other content.</param>
public sealed class BlobMissingException(string path, bool isDamaged = false)
    : StorageException(
        isDamaged
            ? "A stored picture is damaged in the data directory: upload the photo again, or restore it from a backup."
            : "A stored picture is missing from the data directory: restore it from a backup, or delete its entry and upload the photo again.")
{
    /// <summary>Gets the path where the file was expected.</summary>
    public string Path { get; } = path;
}
