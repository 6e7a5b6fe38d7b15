using System.Text.Json;

namespace Sair.Data.Backups;

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
