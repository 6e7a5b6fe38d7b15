using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Sair.Data.Blobs;
using Sair.Data.Sqlite;

namespace Sair.Data;

/// <summary>Writes database and pictures into one ZIP file while the site runs, and brings them back.</summary>
/// <remarks>
/// The database is copied as it is at one moment, by <c>VACUUM INTO</c>; pictures are named by their content and never change,
/// so that they can be copied afterwards. What was deleted meanwhile is taken out of the copy, and so are sign-ins, which neither an
/// older backup brings back. Nothing is brought back unless the
/// database is sound and every picture that it names is there and whole.
/// </remarks>
public static partial class BackupArchive
{
    private const string DatabaseEntry = "sair.db";
    private const string BlobFolder = "blobs/";

    // Pictures are stored as they are and the database shrinks by a tenth: what unpacks to far more was made to fill a disk.
    private const int MostShrinking = 200;
    private const long SmallEntry = 1 << 20;

    /// <summary>Writes a backup.</summary>
    /// <param name="data">The data directory, in use or not.</param>
    /// <param name="path">The ZIP file; must not exist.</param>
    /// <param name="cancellationToken">Ends the work; no file is left then.</param>
    /// <returns>What it holds.</returns>
    /// <exception cref="BackupException">There is no database or it cannot be read, the file exists, or its folder does not.</exception>
    /// <exception cref="StorageException">The disk of the file is full, or the database cannot be read.</exception>
    public static Task<BackupReport> WriteAsync(DataOptions data, string path, CancellationToken cancellationToken = default) =>
        WriteAsync(data, path, meanwhile: null, cancellationToken);

    /// <summary>
    /// Unpacks a backup into a data directory that holds no database yet; nothing of it is used unless all of it is sound.
    /// </summary>
    /// <param name="path">The ZIP file.</param>
    /// <param name="data">The data directory.</param>
    /// <param name="isIncompleteTaken">Whether to bring back what there is where pictures are missing or damaged.</param>
    /// <param name="cancellationToken">Ends the work; nothing stays then.</param>
    /// <returns>What came back.</returns>
    /// <exception cref="BackupException">The file is missing, no backup, damaged or incomplete, or the directory holds a
    /// database.</exception>
    /// <exception cref="StorageException">The disk of the data directory is full, or another process uses it.</exception>
    public static async Task<BackupReport> RestoreAsync(
        string path,
        DataOptions data,
        bool isIncompleteTaken = false,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(data);
        if (File.Exists(data.DatabasePath))
        {
            throw new BackupException(
                $"There is a database at {data.DatabasePath} already: name an empty directory with --data, or move the old one away."
            );
        }

        if (!File.Exists(path))
        {
            throw new BackupException($"There is no file {path}: name the ZIP file of a backup.");
        }

        using var directory = new DataDirectoryLock(data);
        await directory.TakeAsync(cancellationToken);
        var partial = $"{data.DatabasePath}.partial";
        var written = new List<BlobId>();
        var isDone = false;
        try
        {
            await using var archive = await ZipFile.OpenReadAsync(path, cancellationToken);
            var database =
                archive.GetEntry(DatabaseEntry) ?? throw new BackupException($"{path} is no backup of Sair: it holds no {DatabaseEntry}.");
            var pictures = ListPictures(archive);
            CheckSizes(pictures.Values.Append(database), data);
            var manifest = await BackupManifest.ReadAsync(archive, cancellationToken);
            await UnpackDatabaseAsync(database, manifest, partial, cancellationToken);
            IReadOnlyCollection<BlobId> referenced;
            await using (var context = Open(partial))
            {
                referenced = await CheckedReferencesAsync(context, "the backup", cancellationToken);
                if ((await DatabaseVersions.ReadAsync(context, cancellationToken)).Refusal($"The backup {path}") is { } refusal)
                {
                    throw new BackupException($"{refusal}: bring it back with that version.");
                }

                await EndSessionsAsync(context, cancellationToken);
            }

            var known = manifest?.Missing.ToHashSet() ?? [];
            var lost = referenced.Count(id => !pictures.ContainsKey(id) && !known.Contains(id.ToString()));
            if (lost > 0 && !isIncompleteTaken)
            {
                throw new BackupException(Incomplete(lost, referenced.Count));
            }

            var store = new BlobStore(data);
            foreach (var id in referenced.Where(pictures.ContainsKey))
            {
                var wasThere = store.Contains(id);
                await using var content = await pictures[id].OpenAsync(cancellationToken);
                if (await store.WriteAsync(id, content, pictures[id].Length, cancellationToken))
                {
                    written.AddRange(wasThere ? [] : [id]);
                }
                else if (isIncompleteTaken)
                {
                    lost++;
                }
                else
                {
                    throw new BackupException(
                        $"A picture of the backup is damaged ({pictures[id].FullName}): use another copy of it, or take what is whole "
                            + "with --incomplete."
                    );
                }
            }

            File.Move(partial, data.DatabasePath);
            isDone = true;
            return new BackupReport(referenced.Count(store.Contains), lost + known.Count, manifest is not null);
        }
        catch (InvalidDataException exception)
        {
            throw new BackupException($"{path} is no ZIP file or cut off: use another copy of it.", exception);
        }
        catch (Exception exception)
            when (exception is not StorageException && StorageException.From(exception, data.Directory) is { } sentence)
        {
            throw sentence;
        }
        finally
        {
            // Faces of a backup that was refused do not stay behind.
            foreach (var id in isDone ? [] : written)
            {
                new BlobStore(data).Delete(id);
            }

            foreach (var file in (string[])["", "-wal", "-shm", "-journal"])
            {
                File.Delete(partial + file);
            }
        }
    }

    /// <summary>Writes a backup, and does something once the database is copied.</summary>
    internal static async Task<BackupReport> WriteAsync(
        DataOptions data,
        string path,
        Func<Task>? meanwhile,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!File.Exists(data.DatabasePath))
        {
            throw new BackupException($"There is no database at {data.DatabasePath}: name the data directory with --data.");
        }

        if (File.Exists(path))
        {
            throw new BackupException($"The file {path} exists already: choose another name, or delete it first.");
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
        {
            throw new BackupException($"There is no folder {folder}: make it first, or choose another place for the backup.");
        }

        SweepLeftOvers(folder);
        var snapshot = Path.Combine(folder, $".{Guid.NewGuid():N}.db");
        var isDone = false;
        try
        {
            // Held until the end, so that another backup into the same folder does not take it for left over.
            await using var held = PrivateFiles.Open(snapshot);
            await using (var source = Open(data.DatabasePath))
            {
                await source.Database.ExecuteSqlRawAsync("VACUUM INTO {0}", [snapshot], cancellationToken);
            }

            await (meanwhile?.Invoke() ?? Task.CompletedTask);
            var report = await PackAsync(data, snapshot, held, path, cancellationToken);
            isDone = true;
            return report;
        }
        catch (Exception exception) when (exception is not StorageException && StorageException.From(exception, folder) is { } sentence)
        {
            throw sentence;
        }
        finally
        {
            File.Delete(snapshot);
            File.Delete($"{snapshot}-journal");
            if (!isDone)
            {
                File.Delete(path);
            }
        }
    }

    private static async Task<BackupReport> PackAsync(
        DataOptions data,
        string snapshot,
        FileStream held,
        string path,
        CancellationToken cancellationToken
    )
    {
        var store = new BlobStore(data);
        await using var file = PrivateFiles.Open(path);
        await using var archive = await ZipArchive.CreateAsync(
            file,
            ZipArchiveMode.Create,
            leaveOpen: true,
            entryNameEncoding: null,
            cancellationToken
        );
        var missing = new List<string>();
        var packed = 0;
        await using (var copy = Open(snapshot))
        {
            var references = await CheckedReferencesAsync(copy, data.DatabasePath, cancellationToken);
            await EndSessionsAsync(copy, cancellationToken);
            foreach (var id in references)
            {
                if (await TryPackAsync(archive, store, id, cancellationToken))
                {
                    packed++;
                }
                else if (await IsReferencedAsync(data, id, cancellationToken))
                {
                    missing.Add(id.ToString());
                }
                else
                {
                    // Deleted by its owner after the database was copied.
                    await BlobReferences.DropAsync(copy, id, cancellationToken);
                }
            }
        }

        held.Position = 0;
        string hash;
        await using (var database = await archive.CreateEntry(DatabaseEntry, CompressionLevel.Fastest).OpenAsync(cancellationToken))
        {
            hash = (await HashingCopy.RunAsync(held, database, long.MaxValue, cancellationToken))!;
        }

        await using var manifest = await archive.CreateEntry(BackupManifest.Entry).OpenAsync(cancellationToken);
        await JsonSerializer.SerializeAsync(
            manifest,
            new BackupManifest(hash, held.Length, missing),
            JsonSerializerOptions.Web,
            cancellationToken
        );
        return new BackupReport(packed, missing.Count, HasChecksum: true);
    }

    // False where the file is gone or damaged.
    private static async Task<bool> TryPackAsync(ZipArchive archive, BlobStore store, BlobId id, CancellationToken cancellationToken)
    {
        try
        {
            if (!await store.IsWholeAsync(id, null, cancellationToken))
            {
                return false;
            }

            // Pictures are compressed already.
            await archive.CreateEntryFromFileAsync(store.PathOf(id), BlobFolder + id, CompressionLevel.NoCompression, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private static async Task<bool> IsReferencedAsync(DataOptions data, BlobId id, CancellationToken cancellationToken)
    {
        await using var live = Open(data.DatabasePath);
        return (await BlobReferences.ReadAnyVersionAsync(live, cancellationToken)).Contains(id);
    }

    private static Dictionary<BlobId, ZipArchiveEntry> ListPictures(ZipArchive archive)
    {
        var pictures = new Dictionary<BlobId, ZipArchiveEntry>();
        foreach (
            var entry in archive.Entries.Where(entry =>
                entry.FullName.StartsWith(BlobFolder, StringComparison.Ordinal) && entry.FullName != BlobFolder
            )
        )
        {
            if (!BlobId.TryParse(entry.FullName[BlobFolder.Length..], null, out var id))
            {
                throw new BackupException($"The backup holds {entry.FullName}, which Sair never writes: use another copy of it.");
            }

            pictures[id] = entry;
        }

        return pictures;
    }

    private static void CheckSizes(IEnumerable<ZipArchiveEntry> entries, DataOptions data)
    {
        var needed = 0.0;
        foreach (var entry in entries)
        {
            if (entry.Length > SmallEntry && entry.Length / MostShrinking > entry.CompressedLength)
            {
                throw new BackupException(
                    $"{entry.FullName} of the backup would unpack to {Size(entry.Length)}, far more than Sair writes: use another "
                        + "copy of it."
                );
            }

            needed += entry.Length;
        }

        var free = new DriveInfo(Path.GetFullPath(data.Directory)).AvailableFreeSpace;
        if (needed > free)
        {
            throw new BackupException(
                $"The backup unpacks to {Size(needed)} and the disk under {data.Directory} has {Size(free)} free: make room, or name "
                    + "a directory on another disk with --data."
            );
        }
    }

    private static async Task UnpackDatabaseAsync(
        ZipArchiveEntry entry,
        BackupManifest? manifest,
        string partial,
        CancellationToken cancellationToken
    )
    {
        await using var target = PrivateFiles.Open(partial, FileMode.Create);
        await using var content = await entry.OpenAsync(cancellationToken);
        var hash = await HashingCopy.RunAsync(content, target, entry.Length, cancellationToken);
        await target.FlushAsync(cancellationToken);
        if (hash is null || (manifest is not null && hash != manifest.Database))
        {
            throw new BackupException("The database of the backup is damaged: use another copy of it.");
        }
    }

    // Whoever was signed in when the backup was made may have signed out or been signed out since. The database may be of any version.
    private static async Task EndSessionsAsync(SairDbContext context, CancellationToken cancellationToken)
    {
        const string Table = "SELECT name AS \"Value\" FROM sqlite_master WHERE type = 'table' AND name = 'Sessions'";
        if ((await context.Database.SqlQueryRaw<string>(Table).ToListAsync(cancellationToken)).Count > 0)
        {
            await context.Database.ExecuteSqlRawAsync("DELETE FROM \"Sessions\"", cancellationToken);
        }
    }

    private static async Task<IReadOnlyCollection<BlobId>> CheckedReferencesAsync(
        SairDbContext context,
        string place,
        CancellationToken cancellationToken
    )
    {
        const string Integrity = "SELECT integrity_check AS \"Value\" FROM pragma_integrity_check";
        const string Tables = "SELECT name AS \"Value\" FROM sqlite_master WHERE type = 'table'";
        var damaged = $"The database of {place} is damaged or none of Sair's: use another copy of it.";
        try
        {
            var tables = await context.Database.SqlQueryRaw<string>(Tables).ToListAsync(cancellationToken);
            var faults = await context.Database.SqlQueryRaw<string>(Integrity).ToListAsync(cancellationToken);
            return tables.Contains("__EFMigrationsHistory") && tables.Contains("Photos") && faults is ["ok"]
                ? await BlobReferences.ReadAnyVersionAsync(context, cancellationToken)
                : throw new BackupException(damaged);
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or StorageUnavailableException or FormatException)
        {
            throw new BackupException(damaged, exception);
        }
    }

    // Without a pool: the file goes, or goes elsewhere, when the context is disposed.
    private static SairDbContext Open(string path)
    {
        var builder = new DbContextOptionsBuilder<SairDbContext>();
        builder.UseSairSqlite(path);
        var context = new SairDbContext(builder.Options);
        context.Database.SetConnectionString($"{context.Database.GetConnectionString()};Pooling=False");
        return context;
    }

    // What a backup that was killed left beside its file: a readable copy of the database.
    private static void SweepLeftOvers(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, ".*").Where(file => LeftOver().IsMatch(Path.GetFileName(file))))
        {
            try
            {
                using (PrivateFiles.Open(file, FileMode.Open))
                {
                    File.Delete(file);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Another backup is at work, or another user's was.
                continue;
            }
        }
    }

    private static string Incomplete(int lost, int all) =>
        $"The backup lacks {lost} of the {all} pictures that its database names: use another copy of it, or take what is there with "
        + "--incomplete.";

    private static string Size(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 20):0.#} MB");

    [GeneratedRegex(@"^\.[0-9a-f]{32}\.db(-journal)?$")]
    private static partial Regex LeftOver();
}

/// <summary>What a backup holds, or what came back from it.</summary>
/// <param name="Pictures">Pictures.</param>
/// <param name="Missing">Pictures that the database names and that are missing or damaged.</param>
/// <param name="HasChecksum">Whether the backup holds a checksum of its database; older ones do not.</param>
public sealed record BackupReport(int Pictures, int Missing, bool HasChecksum);

/// <summary>What a backup says of itself, so that a damaged one is noticed: ZIP files are not checked when they are read.</summary>
/// <param name="Database">SHA-256 of the database, in lower-case hexadecimal digits.</param>
/// <param name="DatabaseBytes">Size of the database in bytes.</param>
/// <param name="Missing">Pictures that the data directory lacked, or held damaged, when the backup was made.</param>
internal sealed record BackupManifest(string Database, long DatabaseBytes, IReadOnlyList<string> Missing)
{
    /// <summary>The name of its entry.</summary>
    public const string Entry = "manifest.json";

    // Some 64 bytes for each missing picture.
    private const long MostBytes = 64 << 20;

    /// <summary>Reads the manifest of a backup.</summary>
    /// <returns>Null where the backup was made before there were any.</returns>
    /// <exception cref="BackupException">It cannot be read.</exception>
    public static async Task<BackupManifest?> ReadAsync(System.IO.Compression.ZipArchive archive, CancellationToken cancellationToken)
    {
        if (archive.GetEntry(Entry) is not { } entry)
        {
            return null;
        }

        try
        {
            await using var stream = entry.Length <= MostBytes ? await entry.OpenAsync(cancellationToken) : Stream.Null;
            var manifest = await JsonSerializer.DeserializeAsync<BackupManifest>(stream, JsonSerializerOptions.Web, cancellationToken);
            return manifest is { Database: not null, Missing: not null } ? manifest : throw new JsonException();
        }
        catch (JsonException exception)
        {
            throw new BackupException($"The backup is damaged ({Entry}): use another copy of it.", exception);
        }
    }
}

/// <summary>A backup cannot be made or used; the message says what to do.</summary>
public sealed class BackupException(string message, Exception? inner = null) : StorageException(message, inner);
