using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Sair.Data.Sqlite;

/// <summary>Points a context at a SQLite file.</summary>
public static class SqliteSetup
{
    /// <summary>Configures a context for the database file at the given path.</summary>
    /// <param name="builder">The options to configure.</param>
    /// <param name="databasePath">Path of the database file; created by the migrations where it is missing.</param>
    public static DbContextOptionsBuilder UseSairSqlite(this DbContextOptionsBuilder builder, string databasePath)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(databasePath);
        SystemSqlite.Register();
        var connection = new SqliteConnectionStringBuilder { DataSource = databasePath, ForeignKeys = true };
        return builder
            .UseSqlite(connection.ConnectionString)
            .AddInterceptors(new SqlitePragmas(), new SqliteFailures())
            // A migration that is cut off begins again from the copy that was made before it, so nothing must be reverted by hand.
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.NonTransactionalMigrationOperationWarning));
    }
}

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
    public override async Task ConnectionOpenedAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
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

/// <summary>Keeps times as UTC <see cref="DateTime"/>: SQLite cannot order by <see cref="DateTimeOffset"/> and forgets the kind.</summary>
internal sealed class UtcDateTimeConverter()
    : ValueConverter<DateTime, DateTime>(value => RequireUtc(value), value => DateTime.SpecifyKind(value, DateTimeKind.Utc))
{
    private static DateTime RequireUtc(DateTime value) =>
        value.Kind == DateTimeKind.Utc ? value : throw new ArgumentException("Only UTC times are stored.", nameof(value));
}
