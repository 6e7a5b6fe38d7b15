using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Sair.Data.Sqlite;

/// <summary>Sets on every connection what SQLite does not keep in the file.</summary>
/// <remarks>
/// <c>busy_timeout</c> (milliseconds) makes writers wait for each other; <c>secure_delete</c> overwrites deleted rows with
/// zeros, because face descriptors must not stay in free pages.
/// </remarks>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    private const string Pragmas = "PRAGMA busy_timeout = 10000; PRAGMA secure_delete = ON;";

    /// <inheritdoc/>
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        try
        {
            command.ExecuteNonQuery();
        }
        catch (DbException exception) when (StorageException.From(exception) is { } sentence)
        {
            throw sentence;
        }
    }

    /// <inheritdoc/>
    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (DbException exception) when (StorageException.From(exception) is { } sentence)
        {
            throw sentence;
        }
    }
}
