using Microsoft.EntityFrameworkCore;
using Sair.Data.Accounts;

namespace Sair.Data.Restorations;

/// <summary>Reads and changes what users do with results; every call sees one owner's data only.</summary>
/// <param name="contexts">Opens the database.</param>
public sealed class ResultStore(IDbContextFactory<SairDbContext> contexts)
{
    /// <summary>Lists the iterations of which a picture was kept, ascending.</summary>
    public async Task<IReadOnlyList<int>> ListFramesAsync(Guid ownerId, Guid requestId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        return await context
            .Requests.Where(request => request.Id == requestId)
            .SelectMany(request => request.Restoration!.Frames)
            .Select(frame => frame.Iteration)
            .Order()
            .ToListAsync(cancellationToken);
    }

    /// <summary>Stores how much of the result is shown over the face as it was.</summary>
    /// <param name="ownerId">Whose result it must be.</param>
    /// <param name="requestId">The request of the result.</param>
    /// <param name="strength">0–1.</param>
    /// <param name="cancellationToken">Ends the call; nothing is changed then.</param>
    /// <returns>False where there is no such result.</returns>
    public async Task<bool> SetBlendAsync(Guid ownerId, Guid requestId, double strength, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(strength, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(strength, 1);
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        return await context.Requests.AnyAsync(request => request.Id == requestId, cancellationToken)
            && await context
                .Restorations.Where(result => result.RequestId == requestId)
                .ExecuteUpdateAsync(set => set.SetProperty(result => result.BlendStrength, strength), cancellationToken) > 0;
    }

    /// <summary>Stores what the user thinks of a result.</summary>
    /// <param name="ownerId">Whose result it must be.</param>
    /// <param name="requestId">The request of the result.</param>
    /// <param name="rating">1–5, or null to take it back.</param>
    /// <param name="cancellationToken">Ends the call; nothing is changed then.</param>
    /// <returns>False where there is no such request.</returns>
    public async Task<bool> RateAsync(Guid ownerId, Guid requestId, int? rating, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rating ?? 1, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rating ?? 1, 5);
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        return await context
                .Requests.Where(request => request.Id == requestId)
                .ExecuteUpdateAsync(set => set.SetProperty(request => request.Rating, rating), cancellationToken) > 0;
    }
}
