using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Sair.Data.Accounts;

namespace Sair.Data.Galleries;

/// <summary>Reads and changes galleries and their links; every call sees one owner's data only.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="time">The clock.</param>
public sealed class GalleryStore(IDbContextFactory<SairDbContext> contexts, TimeProvider time)
{
    private const int TokenBytes = 32;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Lists the galleries with items and links, newest first.</summary>
    public async Task<IReadOnlyList<Gallery>> ListAsync(Guid ownerId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        return await context
            .Galleries.AsNoTracking()
            .Include(gallery => gallery.Items.OrderBy(item => item.Position))
            .Include(gallery => gallery.Links)
            .AsSplitQuery()
            .OrderByDescending(gallery => gallery.Id)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Reads a gallery with items, results and links; null where there is none.</summary>
    public async Task<Gallery?> FindAsync(Guid ownerId, Guid galleryId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        return await context
            .Galleries.AsNoTracking()
            .Include(gallery => gallery.Items.OrderBy(item => item.Position))
                .ThenInclude(item => item.Request!.Restoration)
            .Include(gallery => gallery.Links.OrderByDescending(link => link.Id))
            .AsSplitQuery()
            .SingleOrDefaultAsync(gallery => gallery.Id == galleryId, cancellationToken);
    }

    /// <summary>Makes a gallery of results; requests of others and those without a result are left out.</summary>
    /// <param name="ownerId">Whom it belongs to.</param>
    /// <param name="title">1–120 characters.</param>
    /// <param name="requestIds">The requests in their order.</param>
    /// <param name="id">The gallery's id, of version 7, by which a wish that arrives twice makes one gallery; null makes a new one
    /// each time.</param>
    /// <param name="cancellationToken">Ends the call; nothing is stored then.</param>
    public async Task<Gallery> AddAsync(
        Guid ownerId,
        string title,
        IReadOnlyList<Guid> requestIds,
        Guid? id = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(requestIds);
        var usable = UsableTitle(title);
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        if (id is { } wanted && await FindAsync(ownerId, wanted, cancellationToken) is { } same)
        {
            return same;
        }

        var known = await context
            .Requests.Where(request => requestIds.Contains(request.Id) && request.Restoration != null)
            .Select(request => request.Id)
            .ToListAsync(cancellationToken);
        var gallery = new Gallery
        {
            Id = id ?? Guid.CreateVersion7(),
            OwnerId = ownerId,
            Title = usable,
            CreatedUtc = Now,
        };
        foreach (var (position, requestId) in requestIds.Distinct().Where(known.Contains).Index())
        {
            gallery.Items.Add(
                new GalleryItem
                {
                    GalleryId = gallery.Id,
                    RequestId = requestId,
                    Position = position,
                }
            );
        }

        context.Add(gallery);
        await context.SaveChangesAsync(cancellationToken);
        return gallery;
    }

    /// <summary>Changes the title that visitors read; a blank one becomes the default.</summary>
    /// <returns>False where there is no such gallery.</returns>
    public async Task<bool> RenameAsync(Guid ownerId, Guid galleryId, string title, CancellationToken cancellationToken = default)
    {
        var usable = UsableTitle(title);
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        return await context
                .Galleries.Where(gallery => gallery.Id == galleryId)
                .ExecuteUpdateAsync(set => set.SetProperty(gallery => gallery.Title, usable), cancellationToken) > 0;
    }

    /// <summary>Says whether visitors see the faces as they were too.</summary>
    /// <returns>False where there is no such gallery.</returns>
    public async Task<bool> ShowOriginalsAsync(Guid ownerId, Guid galleryId, bool show, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        return await context
                .Galleries.Where(gallery => gallery.Id == galleryId)
                .ExecuteUpdateAsync(set => set.SetProperty(gallery => gallery.ShowOriginals, show), cancellationToken) > 0;
    }

    /// <summary>Adds a result at the end; one that is in it already stays where it is.</summary>
    /// <returns>False where there is no such gallery or no such result.</returns>
    public async Task<bool> AddItemAsync(Guid ownerId, Guid galleryId, Guid requestId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        if (
            !await context.Galleries.AnyAsync(gallery => gallery.Id == galleryId, cancellationToken)
            || !await context.Requests.AnyAsync(request => request.Id == requestId && request.Restoration != null, cancellationToken)
        )
        {
            return false;
        }

        var places = await context
            .Set<GalleryItem>()
            .IgnoreQueryFilters()
            .Where(item => item.GalleryId == galleryId)
            .Select(item => new { item.RequestId, item.Position })
            .ToListAsync(cancellationToken);
        if (!places.Exists(place => place.RequestId == requestId))
        {
            context.Add(
                new GalleryItem
                {
                    GalleryId = galleryId,
                    RequestId = requestId,
                    Position = places.Select(place => place.Position + 1).DefaultIfEmpty().Max(),
                }
            );
            await context.SaveChangesAsync(cancellationToken);
        }

        return true;
    }

    /// <summary>Takes a result out, with the votes for it; the result itself stays.</summary>
    /// <returns>What <see cref="PutBackAsync"/> needs; null where there is no such gallery or it does not hold the result.</returns>
    public async Task<RemovedItem?> TakeOutAsync(
        Guid ownerId,
        Guid galleryId,
        Guid requestId,
        CancellationToken cancellationToken = default
    )
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        if (!await context.Galleries.AnyAsync(gallery => gallery.Id == galleryId, cancellationToken))
        {
            return null;
        }

        var votes = context.Votes.Where(vote => vote.GalleryId == galleryId && vote.RequestId == requestId);
        var items = context.Set<GalleryItem>().Where(item => item.GalleryId == galleryId && item.RequestId == requestId);
        if (await items.AsNoTracking().SingleOrDefaultAsync(cancellationToken) is not { } item)
        {
            return null;
        }

        var removed = new RemovedItem(item, await votes.AsNoTracking().ToListAsync(cancellationToken));
        await votes.ExecuteDeleteAsync(cancellationToken);
        await items.ExecuteDeleteAsync(cancellationToken);
        return removed;
    }

    /// <summary>Takes a result out for good, with the votes for it; the result itself stays.</summary>
    /// <returns>False where there is no such gallery or it does not hold the result.</returns>
    public async Task<bool> RemoveItemAsync(Guid ownerId, Guid galleryId, Guid requestId, CancellationToken cancellationToken = default) =>
        await TakeOutAsync(ownerId, galleryId, requestId, cancellationToken) is not null;

    /// <summary>Puts a result back to its place, with its votes; visitors who voted for another one meanwhile keep that vote.</summary>
    /// <returns>False where the gallery or the result is gone, or the result is in it again.</returns>
    public async Task<bool> PutBackAsync(Guid ownerId, RemovedItem removed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(removed);
        var (galleryId, requestId) = (removed.Item.GalleryId, removed.Item.RequestId);
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        if (
            !await context.Galleries.AnyAsync(gallery => gallery.Id == galleryId, cancellationToken)
            || !await context.Requests.AnyAsync(request => request.Id == requestId, cancellationToken)
            || await context
                .Set<GalleryItem>()
                .IgnoreQueryFilters()
                .AnyAsync(item => item.GalleryId == galleryId && item.RequestId == requestId, cancellationToken)
        )
        {
            return false;
        }

        var voters = await context
            .Votes.Where(vote => vote.GalleryId == galleryId)
            .Select(vote => vote.Visitor)
            .ToListAsync(cancellationToken);
        context.Add(removed.Item);
        context.AddRange(removed.Votes.Where(vote => !voters.Contains(vote.Visitor)));
        await context.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>
    /// Hides a gallery, so that its links stop working, or brings it back; <see cref="PurgeAsync"/> makes a deletion final. The
    /// results stay.
    /// </summary>
    /// <returns>False where there is no such gallery.</returns>
    public async Task<bool> SetDeletedAsync(Guid ownerId, Guid galleryId, bool deleted, CancellationToken cancellationToken = default)
    {
        DateTime? moment = deleted ? Now : null;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context
                .Galleries.Where(gallery => gallery.Id == galleryId && gallery.OwnerId == ownerId)
                .ExecuteUpdateAsync(set => set.SetProperty(gallery => gallery.DeletedUtc, moment), cancellationToken) > 0;
    }

    /// <summary>Deletes for good what was deleted before the given moment, with links and votes.</summary>
    /// <returns>How many galleries were deleted.</returns>
    public async Task<int> PurgeAsync(DateTime deletedBefore, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Galleries.Where(gallery => gallery.DeletedUtc < deletedBefore).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Makes a link to a gallery.</summary>
    /// <param name="ownerId">Whose gallery it must be.</param>
    /// <param name="galleryId">The gallery.</param>
    /// <param name="passwordHash">The salted hash of the password; null for none.</param>
    /// <param name="lifetime">How long it works; null for ever.</param>
    /// <param name="cancellationToken">Ends the call; nothing is stored then.</param>
    /// <returns>Null where there is no such gallery.</returns>
    public async Task<ShareLink?> ShareAsync(
        Guid ownerId,
        Guid galleryId,
        string? passwordHash,
        TimeSpan? lifetime,
        CancellationToken cancellationToken = default
    )
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        if (!await context.Galleries.AnyAsync(gallery => gallery.Id == galleryId, cancellationToken))
        {
            return null;
        }

        var link = new ShareLink
        {
            GalleryId = galleryId,
            Token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes)),
            PasswordHash = passwordHash,
            ExpiresUtc = Now + lifetime,
            CreatedUtc = Now,
        };
        context.Add(link);
        await context.SaveChangesAsync(cancellationToken);
        return link;
    }

    /// <summary>Stops a link at once.</summary>
    /// <returns>False where there is no such link.</returns>
    public async Task<bool> RevokeAsync(Guid ownerId, Guid linkId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        var now = Now;
        return await context.ShareLinks.AnyAsync(link => link.Id == linkId, cancellationToken)
            && await context
                .ShareLinks.IgnoreQueryFilters()
                .Where(link => link.Id == linkId)
                .ExecuteUpdateAsync(set => set.SetProperty(link => link.RevokedUtc, now), cancellationToken) > 0;
    }

    /// <summary>Lets a revoked link work again.</summary>
    /// <returns>False where there is no such link.</returns>
    public async Task<bool> AllowAgainAsync(Guid ownerId, Guid linkId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        return await context.ShareLinks.AnyAsync(link => link.Id == linkId, cancellationToken)
            && await context
                .ShareLinks.IgnoreQueryFilters()
                .Where(link => link.Id == linkId)
                .ExecuteUpdateAsync(set => set.SetProperty(link => link.RevokedUtc, (DateTime?)null), cancellationToken) > 0;
    }

    /// <summary>Counts the votes by request.</summary>
    public async Task<IReadOnlyDictionary<Guid, int>> CountVotesAsync(
        Guid ownerId,
        Guid galleryId,
        CancellationToken cancellationToken = default
    )
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        return await context.Galleries.AnyAsync(gallery => gallery.Id == galleryId, cancellationToken)
            ? await context
                .Votes.Where(vote => vote.GalleryId == galleryId)
                .GroupBy(vote => vote.RequestId)
                .Select(group => new { group.Key, Count = group.Count() })
                .ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken)
            : new Dictionary<Guid, int>();
    }

    private static string UsableTitle(string title)
    {
        var usable = GivenName.Clean(title, Gallery.LongestTitle);
        return usable.Length == 0 ? "Gallery" : usable;
    }
}

/// <summary>A result that was taken out of a gallery.</summary>
/// <param name="Item">Its place.</param>
/// <param name="Votes">The votes for it.</param>
public sealed record RemovedItem(GalleryItem Item, IReadOnlyList<Vote> Votes);
