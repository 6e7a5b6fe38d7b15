using Microsoft.EntityFrameworkCore;
using Sair.Data.Blobs;

namespace Sair.Data.Requests;

/// <summary>Deletes requests with their outcomes.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="collector">Deletes files that nothing refers to any more.</param>
public sealed class RequestStore(IDbContextFactory<SairDbContext> contexts, BlobCollector collector)
{
    /// <summary>Deletes a request, its restoration, and every file that nothing else refers to; the photos stay.</summary>
    /// <returns>False where there is no such request.</returns>
    public async Task<bool> DeleteAsync(Guid requestId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var row = context.Requests.Where(r => r.Id == requestId);
        var blobs = await RequestBlobs.ReadAsync(row, cancellationToken);
        var deleted = await row.ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await collector.CollectAsync(blobs, CancellationToken.None);
        await context.TruncateLogAsync();
        return deleted > 0;
    }
}
