using Microsoft.EntityFrameworkCore;
using Sair.Data.Blobs;

namespace Sair.Data.Galleries;

/// <summary>What visitors of a link see: results by their place, never an id, a reference or a file's name.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="time">The clock.</param>
public sealed class SharedGalleries(IDbContextFactory<SairDbContext> contexts, TimeProvider time)
{
    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Finds the gallery of a link that works; null where it is unknown, expired, revoked or its gallery was deleted.</summary>
    public async Task<ShareLink?> FindAsync(string token, CancellationToken cancellationToken = default)
    {
        var now = Now;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context
            .ShareLinks.AsNoTracking()
            .Include(link => link.Gallery!.Items.OrderBy(item => item.Position))
                .ThenInclude(item => item.Request!.Restoration)
            .SingleOrDefaultAsync(
                link =>
                    link.Token == token
                    && link.RevokedUtc == null
                    && link.Gallery!.DeletedUtc == null
                    && (link.ExpiresUtc == null || link.ExpiresUtc > now),
                cancellationToken
            );
    }

    /// <summary>Counts a look at the gallery.</summary>
    public async Task CountViewAsync(Guid linkId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context
            .ShareLinks.Where(link => link.Id == linkId)
            .ExecuteUpdateAsync(set => set.SetProperty(link => link.Views, link => link.Views + 1), cancellationToken);
    }

    /// <summary>Gets the shown picture of one place of a gallery; null where there is none or originals are not shown.</summary>
    /// <param name="gallery">A gallery that <see cref="FindAsync"/> returned.</param>
    /// <param name="place">0-based place among the shown results.</param>
    /// <param name="before">Whether the face as it was is asked for.</param>
    public static (BlobId Before, BlobId After, double Strength)? PictureAt(Gallery gallery, int place, bool before)
    {
        ArgumentNullException.ThrowIfNull(gallery);
        return Shown(gallery).ElementAtOrDefault(place)?.Request?.Restoration is { } result && (!before || gallery.ShowOriginals)
            ? (result.AlignedBlob, result.ResultBlob, before ? 0 : result.BlendStrength)
            : null;
    }

    /// <summary>Lists the results that are there, in their order.</summary>
    public static IReadOnlyList<GalleryItem> Shown(Gallery gallery)
    {
        ArgumentNullException.ThrowIfNull(gallery);
        return [.. gallery.Items.Where(item => item.Request is { Restoration: not null, DeletedUtc: null }).OrderBy(item => item.Position)];
    }

    /// <summary>Stores or changes a visitor's vote.</summary>
    /// <param name="gallery">A gallery that <see cref="FindAsync"/> returned.</param>
    /// <param name="visitor">The value that the visitor's browser keeps.</param>
    /// <param name="place">0-based place among the shown results.</param>
    /// <param name="cancellationToken">Ends the call; nothing is stored then.</param>
    /// <returns>False where there is no such place.</returns>
    public async Task<bool> VoteAsync(Gallery gallery, string visitor, int place, CancellationToken cancellationToken = default)
    {
        if (Shown(gallery).ElementAtOrDefault(place) is not { } item)
        {
            return false;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var vote = await context.Votes.SingleOrDefaultAsync(v => v.GalleryId == gallery.Id && v.Visitor == visitor, cancellationToken);
        if (vote is null)
        {
            context.Add(
                new Vote
                {
                    GalleryId = gallery.Id,
                    Visitor = visitor,
                    RequestId = item.RequestId,
                    CastUtc = Now,
                }
            );
        }
        else
        {
            (vote.RequestId, vote.CastUtc) = (item.RequestId, Now);
        }

        await context.SaveChangesAsync(cancellationToken);
        return true;
    }
}
