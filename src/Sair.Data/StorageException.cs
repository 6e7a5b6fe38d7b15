using Microsoft.Data.Sqlite;

namespace Sair.Data;

/// <summary>A failure of the data directory that the user can act on; its message is one clear sentence that says what to do.</summary>
public abstract class StorageException : IOException
{
    private const int AccessDenied = 13;
    private const int ReadOnlyFileSystem = 30;

    /// <summary>Creates the exception with a message meant for the user.</summary>
    protected StorageException(string message, Exception? inner = null)
        : base(message, inner) { }

    /// <summary>Puts what SQLite or the system reports of the data directory into a sentence.</summary>
    /// <param name="exception">What was caught.</param>
    /// <param name="directory">The directory, where it is known and may be named.</param>
    /// <returns>Null where the exception says nothing about the disk, a violated constraint for example.</returns>
    public static StorageException? From(Exception? exception, string? directory = null) =>
        exception switch
        {
            null => null,
            StorageException known => known,
            _ when StorageFullException.IsCauseOf(exception) => new StorageFullException(directory, exception),
            SqliteException failure => FromSqlite(failure, directory),
            UnauthorizedAccessException or IOException { HResult: AccessDenied or ReadOnlyFileSystem } => Unwritable(directory, exception),
            _ => From(exception.InnerException, directory),
        };

    private static StorageException? FromSqlite(SqliteException failure, string? directory) =>
        (Result)failure.SqliteErrorCode switch
        {
            Result.Busy or Result.Locked => new StorageBusyException(failure),
            Result.NotPermitted or Result.ReadOnly or Result.CannotOpen => Unwritable(directory, failure),
            Result.InputOutput => new StorageUnavailableException(
                $"The disk{Under(directory)} cannot be read or written: check it, then try again.",
                failure
            ),
            Result.Damaged or Result.NoDatabase => new StorageUnavailableException(
                $"The database{Under(directory)} is damaged: move the data directory away and bring a backup back with sair backup "
                    + "restore.",
                failure
            ),
            _ => null,
        };

    private static StorageUnavailableException Unwritable(string? directory, Exception failure) =>
        new(
            $"The data directory{(directory is null ? string.Empty : $" {directory}")} cannot be written to: let Sair write there, "
                + "then try again; nothing that was stored is lost.",
            failure
        );

    private static string Under(string? directory) => directory is null ? string.Empty : $" under {directory}";

    // https://www.sqlite.org/rescode.html
    private enum Result
    {
        NotPermitted = 3,
        Busy = 5,
        Locked = 6,
        ReadOnly = 8,
        InputOutput = 10,
        Damaged = 11,
        CannotOpen = 14,
        NoDatabase = 26,
    }
}

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
        : base(
            $"The disk{(directory is null ? string.Empty : $" under {directory}")} is full: free some space and try again; nothing "
                + "that was stored is lost.",
            inner
        ) { }

    /// <summary>Tells whether an exception, or one inside it, says that the disk or the quota is full.</summary>
    /// <param name="exception">The exception to look into.</param>
    public static bool IsCauseOf(Exception? exception) =>
        exception switch
        {
            null => false,
            StorageFullException => true,
            SqliteException { SqliteErrorCode: SqliteFull } or SqliteException { SqliteExtendedErrorCode: SqliteNoSharedMemory } => true,
            IOException { HResult: NoSpaceLeftOnDevice or DiskQuotaExceeded } => true,
            _ => IsCauseOf(exception.InnerException),
        };
}

/// <summary>The data directory cannot be read or written; nothing that was stored before is lost by it.</summary>
/// <param name="message">One sentence that says what to do.</param>
/// <param name="inner">What the system reported.</param>
public sealed class StorageUnavailableException(string message, Exception? inner = null) : StorageException(message, inner);

/// <summary>Another program keeps the database locked for longer than this one waits.</summary>
/// <param name="inner">What the system reported.</param>
public sealed class StorageBusyException(Exception inner)
    : StorageException(
        "Another program keeps the database locked: try again in a moment, and close what else opens the data directory.",
        inner
    );
