using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Sair.Data.Accounts;

namespace Sair.Data.Blobs;

/// <summary>
/// Answers which blobs the database refers to. A reference is every column of type <see cref="BlobId"/> in the model: none can be
/// forgotten.
/// </summary>
internal static class BlobReferences
{
    private const string Dropped = "DroppedBlobs";
    private const string Noted = $"SELECT DISTINCT \"Value\" FROM \"{Dropped}\"";

    /// <summary>Lists the columns that refer to blobs, by table.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<BlobColumn>> Columns(IModel model) =>
        (
            from entity in model.GetEntityTypes()
            from property in entity.GetProperties()
            where (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) == typeof(BlobId)
            group new BlobColumn(property.GetColumnName(), property.IsNullable) by entity.GetTableName()!
        ).ToDictionary(group => group.Key, group => (IReadOnlyList<BlobColumn>)[.. group]);

    /// <summary>Tells whether any row refers to the blob.</summary>
    public static async Task<bool> ExistsAsync(SairDbContext context, BlobId id, CancellationToken cancellationToken)
    {
        var hex = id.ToString();
        foreach (var (table, column) in Pairs(context.Model))
        {
            var sql = $"SELECT EXISTS (SELECT 1 FROM \"{table}\" WHERE \"{column.Name}\" = {{0}}) AS \"Value\"";
            if (await context.Database.SqlQueryRaw<bool>(sql, hex).SingleAsync(cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads all blobs that rows refer to.</summary>
    public static async Task<HashSet<BlobId>> ReadAllAsync(SairDbContext context, CancellationToken cancellationToken)
    {
        var ids = new HashSet<BlobId>();
        foreach (var (table, column) in Pairs(context.Model))
        {
            var sql = $"SELECT DISTINCT \"{column.Name}\" AS \"Value\" FROM \"{table}\" WHERE \"{column.Name}\" IS NOT NULL";
            await ReadAsync(context.Database.SqlQueryRaw<string>(sql), ids, cancellationToken);
        }

        return ids;
    }

    /// <summary>
    /// Reads all blobs that rows of a database of any version refer to: columns that it does not have yet are passed over.
    /// </summary>
    public static async Task<HashSet<BlobId>> ReadAnyVersionAsync(SairDbContext context, CancellationToken cancellationToken)
    {
        var ids = new HashSet<BlobId>();
        foreach (var (table, column) in await ExistingAsync(context, cancellationToken))
        {
            var sql = $"SELECT DISTINCT \"{column.Name}\" AS \"Value\" FROM \"{table}\" WHERE \"{column.Name}\" IS NOT NULL";
            await ReadAsync(context.Database.SqlQueryRaw<string>(sql), ids, cancellationToken);
        }

        return ids;
    }

    /// <summary>
    /// Takes every reference to a blob out of a database of any version: the row goes that cannot do without it, with what hangs on
    /// it.
    /// </summary>
    public static async Task DropAsync(SairDbContext context, BlobId id, CancellationToken cancellationToken)
    {
        var hex = id.ToString();
        foreach (var (table, column) in await ExistingAsync(context, cancellationToken))
        {
            var sql = column.IsNullable
                ? $"UPDATE \"{table}\" SET \"{column.Name}\" = NULL WHERE \"{column.Name}\" = {{0}}"
                : $"DELETE FROM \"{table}\" WHERE \"{column.Name}\" = {{0}}";
            await context.Database.ExecuteSqlRawAsync(sql, [hex], cancellationToken);
        }
    }

    /// <summary>
    /// Reads all blobs that rows of one owner refer to: the owner of a row is its own, or that of the row that it hangs on.
    /// </summary>
    public static async Task<HashSet<BlobId>> ReadOfOwnerAsync(SairDbContext context, Guid ownerId, CancellationToken cancellationToken)
    {
        var ids = new HashSet<BlobId>();
        foreach (var (table, columns) in Columns(context.Model))
        {
            var (from, owner) = JoinOwner(context.Model.GetEntityTypes().Single(entity => entity.GetTableName() == table));
            foreach (var column in columns)
            {
                var sql =
                    $"SELECT DISTINCT t0.\"{column.Name}\" AS \"Value\" FROM {from} WHERE t0.\"{column.Name}\" IS NOT NULL AND "
                    + $"{owner} = {{0}}";
                await ReadAsync(context.Database.SqlQueryRaw<string>(sql, ownerId), ids, cancellationToken);
            }
        }

        return ids;
    }

    /// <summary>
    /// Notes from now on, within the open transaction, each reference that a statement takes away, also through a deletion that
    /// cascades.
    /// </summary>
    public static async Task WatchAsync(SairDbContext context, CancellationToken cancellationToken)
    {
        var sql = new StringBuilder($"CREATE TEMP TABLE \"{Dropped}\" (\"Value\" TEXT NOT NULL);");
        foreach (var (table, columns) in Columns(context.Model))
        {
            var notes = string.Concat(
                columns.Select(column =>
                    $"INSERT INTO \"{Dropped}\" SELECT OLD.\"{column.Name}\" WHERE OLD.\"{column.Name}\" IS NOT NULL; "
                )
            );
            var names = string.Join(", ", columns.Select(column => $"\"{column.Name}\""));
            sql.Append($"CREATE TEMP TRIGGER \"Deleted{table}\" AFTER DELETE ON main.\"{table}\" BEGIN {notes}END;");
            sql.Append($"CREATE TEMP TRIGGER \"Changed{table}\" AFTER UPDATE OF {names} ON main.\"{table}\" BEGIN {notes}END;");
        }

        await ExecuteAsync(context, sql.ToString(), cancellationToken);
    }

    /// <summary>Ends <see cref="WatchAsync"/>.</summary>
    /// <returns>What was noted; some of it may be referred to elsewhere.</returns>
    public static async Task<IReadOnlyCollection<BlobId>> EndWatchAsync(SairDbContext context, CancellationToken cancellationToken)
    {
        var ids = new HashSet<BlobId>();
        await ReadAsync(context.Database.SqlQueryRaw<string>(Noted), ids, cancellationToken);
        var sql = string.Concat(
            Columns(context.Model).Keys.Select(table => $"DROP TRIGGER \"Deleted{table}\"; DROP TRIGGER \"Changed{table}\"; ")
        );
        await ExecuteAsync(context, $"{sql}DROP TABLE temp.\"{Dropped}\";", cancellationToken);
        return ids;
    }

    private static async Task<List<(string Table, BlobColumn Column)>> ExistingAsync(
        SairDbContext context,
        CancellationToken cancellationToken
    )
    {
        const string Sql =
            "SELECT m.name || '.' || c.name AS \"Value\" FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = "
            + "'table'";
        var there = await context.Database.SqlQueryRaw<string>(Sql).ToHashSetAsync(cancellationToken);
        return [.. Pairs(context.Model).Where(pair => there.Contains($"{pair.Table}.{pair.Column.Name}"))];
    }

    private static IEnumerable<(string Table, BlobColumn Column)> Pairs(IModel model) =>
        Columns(model).SelectMany(table => table.Value.Select(column => (table.Key, column)));

    private static Task<int> ExecuteAsync(SairDbContext context, string sql, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlRawAsync(sql, cancellationToken);

    private static async Task ReadAsync(IQueryable<string> query, HashSet<BlobId> ids, CancellationToken cancellationToken)
    {
        await foreach (var hex in query.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            ids.Add(BlobId.Parse(hex));
        }
    }

    // From the table to the nearest one that names its owner.
    private static (string From, string Owner) JoinOwner(IEntityType entity)
    {
        var from = new StringBuilder($"\"{entity.GetTableName()}\" AS t0");
        var depth = 0;
        for (; !entity.ClrType.IsAssignableTo(typeof(IOwned)); depth++)
        {
            var key = entity.GetForeignKeys().First(candidate => candidate.DeleteBehavior == DeleteBehavior.Cascade);
            entity = key.PrincipalEntityType;
            from.Append(
                $" JOIN \"{entity.GetTableName()}\" AS t{depth + 1} ON "
                    + $"t{depth + 1}.\"{key.PrincipalKey.Properties[0].GetColumnName()}\" = "
                    + $"t{depth}.\"{key.Properties[0].GetColumnName()}\""
            );
        }

        return (from.ToString(), $"t{depth}.\"{nameof(IOwned.OwnerId)}\"");
    }
}

/// <summary>A column that refers to a blob.</summary>
/// <param name="Name">The name in its table.</param>
/// <param name="IsNullable">Whether the row can do without the blob.</param>
internal sealed record BlobColumn(string Name, bool IsNullable);
