using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Sair.Data.Sqlite;

/// <summary>
/// Turns what SQLite reports of a full, locked, read-only or damaged disk into a <see cref="StorageException"/>, whatever was being
/// done.
/// </summary>
/// <remarks>
/// Saving, statements that change many rows at once, queries, and the beginning and end of transactions each fail in a place of
/// their own.
/// </remarks>
internal sealed class SqliteFailures : IDbCommandInterceptor, IDbTransactionInterceptor, IDbConnectionInterceptor
{
    /// <inheritdoc/>
    public void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Throw(eventData.Exception);

    /// <inheritdoc/>
    public Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Throw(eventData.Exception);
        return Task.CompletedTask;
    }

    // A transaction that cannot begin has no event of its own failure.
    /// <inheritdoc/>
    public InterceptionResult<DbTransaction> TransactionStarting(
        DbConnection connection,
        TransactionStartingEventData eventData,
        InterceptionResult<DbTransaction> result
    )
    {
        try
        {
            return result.HasResult
                ? result
                : InterceptionResult<DbTransaction>.SuppressWithResult(connection.BeginTransaction(eventData.IsolationLevel));
        }
        catch (DbException exception)
        {
            Throw(exception);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection,
        TransactionStartingEventData eventData,
        InterceptionResult<DbTransaction> result,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            return result.HasResult
                ? result
                : InterceptionResult<DbTransaction>.SuppressWithResult(
                    await connection.BeginTransactionAsync(eventData.IsolationLevel, cancellationToken)
                );
        }
        catch (DbException exception)
        {
            Throw(exception);
            throw;
        }
    }

    /// <inheritdoc/>
    public void TransactionFailed(DbTransaction transaction, TransactionErrorEventData eventData) => Throw(eventData.Exception);

    /// <inheritdoc/>
    public Task TransactionFailedAsync(
        DbTransaction transaction,
        TransactionErrorEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Throw(eventData.Exception);
        return Task.CompletedTask;
    }

    // Whether there is a database is asked by trying to open it, which is expected to fail.
    /// <inheritdoc/>
    public void ConnectionFailed(DbConnection connection, ConnectionErrorEventData eventData)
    {
        if (eventData.LogLevel > LogLevel.Debug)
        {
            Throw(eventData.Exception);
        }
    }

    /// <inheritdoc/>
    public Task ConnectionFailedAsync(
        DbConnection connection,
        ConnectionErrorEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        ConnectionFailed(connection, eventData);
        return Task.CompletedTask;
    }

    private static void Throw(Exception exception)
    {
        if (StorageException.From(exception) is { } sentence)
        {
            throw sentence;
        }
    }
}
