using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Sair.Data.Blobs;

/// <summary>Answers which blobs the database refers to, from every column of type <see cref="BlobId"/> in the model.</summary>
internal static class BlobReferences
{
    /// <summary>Tells whether any row refers to the blob.</summary>
    public static async Task<bool> ExistsAsync(SairDbContext context, BlobId id, CancellationToken cancellationToken)
    {
        var hex = id.ToString();
        foreach (var (table, column) in Columns(context.Model))
        {
            var sql = $"SELECT EXISTS (SELECT 1 FROM \"{table}\" WHERE \"{column}\" = {{0}}) AS \"Value\"";
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
        foreach (var (table, column) in Columns(context.Model))
        {
            var sql = $"SELECT DISTINCT \"{column}\" AS \"Value\" FROM \"{table}\" WHERE \"{column}\" IS NOT NULL";
            await foreach (var hex in context.Database.SqlQueryRaw<string>(sql).AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                ids.Add(BlobId.Parse(hex));
            }
        }

        return ids;
    }

    private static IEnumerable<(string Table, string Column)> Columns(IModel model) =>
        from entity in model.GetEntityTypes()
        from property in entity.GetProperties()
        where (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) == typeof(BlobId)
        select (entity.GetTableName()!, property.GetColumnName());
}
