using System.Data.Common;
using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using Sair.Data.Blobs;
using Sair.Data.Sqlite;

namespace Sair.Data.Backups;

/// <summary>Writes database and pictures into one ZIP file while the site runs, and brings them back.</summary>
/// <remarks>
/// The database is copied as it is at one moment, by <c>VACUUM INTO</c>; pictures are named by their content and never change,
/// so that they can be copied afterwards. A picture that is deleted meanwhile is left out, with its rows gone as well.
/// </remarks>
public static class BackupArchive
{
    private const string DatabaseEntry = "sair.db";
    private const string BlobFolder = "blobs/";

    /// <summary>Writes a backup.</summary>
    /// <param name="data">The data directory, in use or not.</param>
    /// <param name="path">The ZIP file; must not exist.</param>
    /// <param name="cancellationToken">Ends the work; no file is left then.</param>
    /// <returns>How many pictures it holds.</returns>
    /// <exception cref="BackupException">There is no database or it cannot be read, the file exists, or its folder does not.</exception>
    /// <exception cref="StorageFullException">The disk of the file is full.</exception>
    public static async Task<int> WriteAsync(DataOptions data, string path, CancellationToken cancellationToken = default)
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

        var snapshot = Path.Combine(folder, $".{Guid.NewGuid():N}.db");
        var finished = false;
        try
        {
            await PrivateFiles.Open(snapshot).DisposeAsync();
            await CopyDatabaseAsync(data.DatabasePath, snapshot, cancellationToken);
            var count = await PackAsync(data, snapshot, path, cancellationToken);
            finished = true;
            return count;
        }
        catch (Exception exception) when (exception is IOException or DbException && StorageFullException.IsCauseOf(exception))
        {
            throw new StorageFullException(folder, exception);
        }
        catch (DbException exception)
        {
            throw new BackupException($"The database at {data.DatabasePath} cannot be read ({exception.Message}): check that --data names the data directory of Sair.", exception);
        }
        finally
        {
            File.Delete(snapshot);
            if (!finished)
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>Unpacks a backup into a data directory that holds no database yet; every picture is checked against its name.</summary>
    /// <param name="path">The ZIP file.</param>
    /// <param name="data">The data directory.</param>
    /// <param name="cancellationToken">Ends the work; what was unpacked stays.</param>
    /// <returns>How many pictures came back.</returns>
    /// <exception cref="BackupException">The file is missing, no backup or damaged, or the directory holds a database.</exception>
    /// <exception cref="StorageFullException">The disk of the data directory is full; what was unpacked stays.</exception>
    public static async Task<int> RestoreAsync(string path, DataOptions data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (File.Exists(data.DatabasePath))
        {
            throw new BackupException($"There is a database at {data.DatabasePath} already: name an empty directory with --data, or move the old one away.");
        }

        if (!File.Exists(path))
        {
            throw new BackupException($"There is no file {path}: name the ZIP file of a backup.");
        }

        try
        {
            await using var archive = await ZipFile.OpenReadAsync(path, cancellationToken);
            var database = archive.GetEntry(DatabaseEntry) ?? throw new BackupException($"{path} is no backup of Sair: it holds no {DatabaseEntry}.");
            var count = 0;
            foreach (var entry in archive.Entries.Where(entry => entry.FullName.StartsWith(BlobFolder, StringComparison.Ordinal)))
            {
                await UnpackAsync(entry, data, cancellationToken);
                count++;
            }

            await UnpackDatabaseAsync(database, data.DatabasePath, cancellationToken);
            return count;
        }
        catch (InvalidDataException exception)
        {
            throw new BackupException($"{path} is no ZIP file or cut off: use another copy of it.", exception);
        }
        catch (IOException exception) when (exception is not StorageException && StorageFullException.IsCauseOf(exception))
        {
            throw new StorageFullException(data.Directory, exception);
        }
    }

    // The database appears whole or not at all, so that an interrupted restoring can be repeated.
    private static async Task UnpackDatabaseAsync(ZipArchiveEntry entry, string path, CancellationToken cancellationToken)
    {
        PrivateFiles.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = $"{path}.partial";
        try
        {
            await using (var target = PrivateFiles.Open(partial, FileMode.Create))
            {
                await using var content = await entry.OpenAsync(cancellationToken);
                await content.CopyToAsync(target, cancellationToken);
            }

            File.Move(partial, path);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static async Task CopyDatabaseAsync(string source, string target, CancellationToken cancellationToken)
    {
        var builder = new DbContextOptionsBuilder<SairDbContext>();
        builder.UseSairSqlite(source);
        await using var context = new SairDbContext(builder.Options);
        await context.Database.ExecuteSqlAsync($"VACUUM INTO {target}", cancellationToken);
    }

    private static async Task<int> PackAsync(DataOptions data, string snapshot, string path, CancellationToken cancellationToken)
    {
        var store = new BlobStore(data);
        var count = 0;
        await using var file = PrivateFiles.Open(path);
        await using var archive = await ZipArchive.CreateAsync(file, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        await archive.CreateEntryFromFileAsync(snapshot, DatabaseEntry, CompressionLevel.Fastest, cancellationToken);
        foreach (var id in store.List())
        {
            try
            {
                // Pictures are compressed already.
                await archive.CreateEntryFromFileAsync(store.PathOf(id), BlobFolder + id, CompressionLevel.NoCompression, cancellationToken);
                count++;
            }
            catch (FileNotFoundException)
            {
                continue;
            }
        }

        return count;
    }

    private static async Task UnpackAsync(ZipArchiveEntry entry, DataOptions data, CancellationToken cancellationToken)
    {
        if (!BlobId.TryParse(entry.FullName[BlobFolder.Length..], null, out var id))
        {
            throw new BackupException($"The backup holds {entry.FullName}, which Sair never writes: use another copy of it.");
        }

        await using var stream = await entry.OpenAsync(cancellationToken);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, cancellationToken);
        if (BlobId.Of(content.GetBuffer().AsSpan(0, (int)content.Length)) != id)
        {
            throw new BackupException($"A picture of the backup is damaged ({entry.FullName}): use another copy of it.");
        }

        await new BlobStore(data).WriteAsync(id, content.GetBuffer().AsMemory(0, (int)content.Length), cancellationToken);
    }
}
