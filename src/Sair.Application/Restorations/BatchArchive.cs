using System.IO.Compression;
using System.Text;
using Sair.Data;
using Sair.Data.Requests;
using Sair.Engine;
using Sair.Engine.Compositing;
using Sair.Engine.Imaging;
using Sair.Engine.Imaging.Metadata;

namespace Sair.Application.Restorations;

/// <summary>Writes the results of a batch as one ZIP file, one after another, so that none but the present one is in memory.</summary>
/// <param name="queries">Knows the batch.</param>
/// <param name="files">Makes the files.</param>
public sealed class BatchArchive(HistoryQueries queries, ResultFile files)
{
    /// <summary>The file in the archive that names what is missing in it.</summary>
    public const string MissingName = "what is missing.txt";

    /// <summary>Finds what the archive will hold: each photo once, or each face.</summary>
    /// <returns>Null where the owner has no such batch, or nothing of it is restored.</returns>
    public async Task<IReadOnlyList<HistoryEntry>?> OpenAsync(
        Guid ownerId,
        Guid batchId,
        bool isWholePhotos,
        CancellationToken cancellationToken
    )
    {
        var done = (await queries.ListBatchAsync(ownerId, batchId, cancellationToken)).Where(entry =>
            entry.Status == RequestStatus.Succeeded
        );
        IReadOnlyList<HistoryEntry> results = [.. isWholePhotos ? done.DistinctBy(entry => entry.PhotoId) : done];
        return results.Count == 0 ? null : results;
    }

    /// <summary>Writes the archive. What cannot be made is named in a text file, and the rest is there.</summary>
    /// <param name="stream">Where to; needs no seeking.</param>
    /// <param name="ownerId">Whose results.</param>
    /// <param name="results">As <see cref="OpenAsync"/> found them.</param>
    /// <param name="format">JPEG, PNG or WebP.</param>
    /// <param name="whole">How whole photos are put together; null for the faces alone.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task WriteAsync(
        Stream stream,
        Guid ownerId,
        IReadOnlyList<HistoryEntry> results,
        ImageFormat format,
        CompositingOptions? whole,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(results);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { MissingName };
        var missing = new StringBuilder();
        await using var archive = await ZipArchive.CreateAsync(
            stream,
            ZipArchiveMode.Create,
            leaveOpen: true,
            entryNameEncoding: null,
            cancellationToken
        );
        foreach (var result in results)
        {
            try
            {
                if (await files.MakeAsync(ownerId, result.RequestId, format, MetadataChoice.Basic, whole, cancellationToken) is { } file)
                {
                    // Pictures are compressed already.
                    await AddAsync(archive, FreeName(names, file.Name), file.Content, CompressionLevel.NoCompression, cancellationToken);
                }
            }
            catch (Exception exception) when (exception is SairException or StorageException)
            {
                missing.AppendLine($"{result.PhotoName}: {exception.Message}");
            }
        }

        if (missing.Length > 0)
        {
            await AddAsync(archive, MissingName, Encoding.UTF8.GetBytes(missing.ToString()), CompressionLevel.Fastest, cancellationToken);
        }
    }

    /// <summary>Makes a name that is not taken yet: "a.jpg", then "a (2).jpg".</summary>
    internal static string FreeName(HashSet<string> taken, string name)
    {
        var free = name;
        for (var number = 2; !taken.Add(free); number++)
        {
            free = $"{Path.GetFileNameWithoutExtension(name)} ({number}){Path.GetExtension(name)}";
        }

        return free;
    }

    private static async Task AddAsync(
        ZipArchive archive,
        string name,
        byte[] content,
        CompressionLevel level,
        CancellationToken cancellationToken
    )
    {
        await using var entry = await archive.CreateEntry(name, level).OpenAsync(cancellationToken);
        await entry.WriteAsync(content, cancellationToken);
    }
}
