namespace Sair.Data.Blobs;

/// <summary>A row refers to a file that is not in the data directory.</summary>
/// <param name="path">Where the file was expected.</param>
public sealed class BlobMissingException(string path)
    : StorageException("A stored picture is missing from the data directory: restore it from a backup, or delete its entry and upload the photo again.")
{
    /// <summary>Gets the path where the file was expected.</summary>
    public string Path { get; } = path;
}
