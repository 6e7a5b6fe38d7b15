using Microsoft.Data.Sqlite;

namespace Sair.Data;

/// <summary>The disk under the data directory has no room; nothing that was stored before is lost.</summary>
public sealed class StorageFullException : StorageException
{
    private const int NoSpaceLeftOnDevice = 28;
    private const int DiskQuotaExceeded = 122;
    private const int SqliteFull = 13;

    // SQLite could not make its shared memory file larger.
    private const int SqliteNoSharedMemory = 4874;

    /// <summary>Creates the exception for the given directory.</summary>
    /// <param name="directory">The data directory whose disk is full.</param>
    /// <param name="inner">What the system reported.</param>
    public StorageFullException(string? directory, Exception inner)
        : base($"The disk{(directory is null ? string.Empty : $" under {directory}")} is full: free some space and try again; nothing that was stored is lost.", inner)
    {
    }

    /// <summary>Tells whether an exception, or one inside it, says that the disk or the quota is full.</summary>
    /// <param name="exception">The exception to look into.</param>
    public static bool IsCauseOf(Exception? exception) => exception switch
    {
        null => false,
        StorageFullException => true,
        SqliteException { SqliteErrorCode: SqliteFull } or SqliteException { SqliteExtendedErrorCode: SqliteNoSharedMemory } => true,
        IOException { HResult: NoSpaceLeftOnDevice or DiskQuotaExceeded } => true,
        _ => IsCauseOf(exception.InnerException),
    };
}
