using Microsoft.Data.Sqlite;

namespace Sair.Data;

/// <summary>A failure of the data directory that the user can act on; its message is one clear sentence that says what to do.</summary>
public abstract class StorageException : IOException
{
    private const int AccessDenied = 13;
    private const int ReadOnlyFileSystem = 30;

    /// <summary>Creates the exception with a message meant for the user.</summary>
    protected StorageException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Puts what SQLite or the system reports of the data directory into a sentence.</summary>
    /// <param name="exception">What was caught.</param>
    /// <param name="directory">The directory, where it is known and may be named.</param>
    /// <returns>Null where the exception says nothing about the disk, a violated constraint for example.</returns>
    public static StorageException? From(Exception? exception, string? directory = null) => exception switch
    {
        null => null,
        StorageException known => known,
        _ when StorageFullException.IsCauseOf(exception) => new StorageFullException(directory, exception),
        SqliteException failure => FromSqlite(failure, directory),
        UnauthorizedAccessException or IOException { HResult: AccessDenied or ReadOnlyFileSystem } => Unwritable(directory, exception),
        _ => From(exception.InnerException, directory),
    };

    private static StorageException? FromSqlite(SqliteException failure, string? directory) => (Result)failure.SqliteErrorCode switch
    {
        Result.Busy or Result.Locked => new StorageBusyException(failure),
        Result.NotPermitted or Result.ReadOnly or Result.CannotOpen => Unwritable(directory, failure),
        Result.InputOutput => new StorageUnavailableException($"The disk{Under(directory)} cannot be read or written: check it, then try again.", failure),
        Result.Damaged or Result.NoDatabase => new StorageUnavailableException(
            $"The database{Under(directory)} is damaged: move the data directory away and bring a backup back with sair backup restore.", failure),
        _ => null,
    };

    private static StorageUnavailableException Unwritable(string? directory, Exception failure) =>
        new($"The data directory{(directory is null ? string.Empty : $" {directory}")} cannot be written to: let Sair write there, then try again; nothing that was stored is lost.", failure);

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
