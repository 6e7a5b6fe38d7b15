using System.Text;
using Microsoft.EntityFrameworkCore;
using Sair.Data.Accounts;
using Sair.Data.Blobs;

namespace Sair.Data.Photos;

/// <summary>Deletes photos to the last byte, and knows which ones nothing uses.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="collector">Deletes files that nothing refers to any more.</param>
public sealed class PhotoStore(IDbContextFactory<SairDbContext> contexts, BlobCollector collector)
{
    /// <summary>How long a photo is kept that no album and no restoration uses, from its upload or from when it was last opened.</summary>
    public static readonly TimeSpan UnusedLifetime = TimeSpan.FromDays(1);

    // A photo that is looked at is not written to at each look.
    private static readonly TimeSpan s_usePrecision = TimeSpan.FromHours(1);

    private const int Chunk = 200;

    /// <summary>
    /// Deletes a photo, its faces, the requests that restore one of them with their outcomes, and every file that nothing
    /// else refers to. Requests that only use it as reference stay, without that reference and without what they learned from it.
    /// </summary>
    /// <returns>False where there is no such photo.</returns>
    public async Task<bool> DeleteAsync(Guid photoId, CancellationToken cancellationToken = default) =>
        (await collector.EraseAsync(context => DeleteRowsAsync(context, [photoId], cancellationToken), cancellationToken)).Result > 0;

    /// <summary>Deletes those of an owner's photos that no album and no request uses: faces are not kept without a purpose.</summary>
    /// <returns>How many were deleted.</returns>
    public async Task<int> DeleteUnusedAsync(
        Guid ownerId,
        IReadOnlyCollection<Guid> photoIds,
        CancellationToken cancellationToken = default
    ) =>
        (
            await collector.EraseAsync(
                async context =>
                {
                    var own = await context
                        .Photos.Where(photo => photo.OwnerId == ownerId && photoIds.Contains(photo.Id))
                        .Select(photo => photo.Id)
                        .ToListAsync(cancellationToken);
                    return await DeleteUnusedRowsAsync(context, own, cancellationToken);
                },
                cancellationToken
            )
        ).Result;

    /// <summary>Deletes all photos that nothing uses and nobody opened for a while, whatever way they came.</summary>
    /// <param name="usedBefore">Only what was uploaded and last opened before this moment, UTC.</param>
    /// <param name="cancellationToken">Ends the work between two portions.</param>
    /// <returns>How many were deleted.</returns>
    public async Task<int> PurgeUnusedAsync(DateTime usedBefore, CancellationToken cancellationToken = default)
    {
        var deleted = 0;
        while (await FindUnusedAsync(usedBefore, cancellationToken) is { Count: > 0 } ids)
        {
            // Asked again inside of the transaction: one may have been used meanwhile.
            var (portion, _) = await collector.EraseAsync(
                context => DeleteUnusedRowsAsync(context, ids, cancellationToken),
                cancellationToken
            );
            deleted += portion;
            if (portion == 0)
            {
                break;
            }
        }

        return deleted;
    }

    /// <summary>Lists an owner's photos, the newest first.</summary>
    /// <param name="ownerId">Whose photos.</param>
    /// <param name="isUnused">Only those that no album and no restoration uses.</param>
    /// <param name="before">Only photos older than this id, for the next page; null for the first page.</param>
    /// <param name="take">The most rows to return, 1–200.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<IReadOnlyList<StoredPhoto>> ListAsync(
        Guid ownerId,
        bool isUnused = false,
        Guid? before = null,
        int take = 100,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, 200);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var photos = (isUnused ? Unused(context) : context.Photos.AsNoTracking()).Where(photo => photo.OwnerId == ownerId);
        if (before is { } id)
        {
            photos = photos.Where(photo => photo.Id.CompareTo(id) < 0);
        }

        var rows = await photos
            .OrderByDescending(photo => photo.Id)
            .Take(take)
            .Select(photo => new
            {
                photo.Id,
                photo.FileName,
                photo.Width,
                photo.Height,
                photo.OriginalBytes,
                photo.CreatedUtc,
                photo.UsedUtc,
                photo.TakenUtc,
                Faces = photo.Faces.Count(face => !face.Superseded),
            })
            .ToListAsync(cancellationToken);
        var ids = rows.ConvertAll(row => row.Id);
        var unused = await Unused(context)
            .Where(photo => ids.Contains(photo.Id))
            .Select(photo => photo.Id)
            .ToHashSetAsync(cancellationToken);
        return rows.ConvertAll(row => new StoredPhoto(
            row.Id,
            row.FileName,
            row.Width,
            row.Height,
            row.OriginalBytes,
            row.Faces,
            row.CreatedUtc,
            row.TakenUtc,
            unused.Contains(row.Id) ? (row.UsedUtc ?? row.CreatedUtc) + UnusedLifetime : null
        ));
    }

    /// <summary>
    /// Reads photos with their faces, and notes that they were opened, so that those that nothing uses yet are kept for longer.
    /// </summary>
    /// <param name="contexts">Opens the database.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ownerId">Whose photos they must be.</param>
    /// <param name="photoIds">The photos.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>Those that are there, in the order asked for.</returns>
    public static async Task<IReadOnlyList<Photo>> OpenAsync(
        IDbContextFactory<SairDbContext> contexts,
        TimeProvider time,
        Guid ownerId,
        IReadOnlyCollection<Guid> photoIds,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(contexts);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(photoIds);
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        var found = await context
            .Photos.AsNoTracking()
            .Include(photo => photo.Faces.Where(face => !face.Superseded).OrderBy(face => face.Position))
            .Where(photo => photoIds.Contains(photo.Id))
            .ToDictionaryAsync(photo => photo.Id, cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var noted = found
            .Values.Where(photo => now - (photo.UsedUtc ?? photo.CreatedUtc) > s_usePrecision)
            .Select(photo => photo.Id)
            .ToList();
        if (noted.Count > 0)
        {
            try
            {
                await context
                    .Photos.Where(photo => noted.Contains(photo.Id))
                    .ExecuteUpdateAsync(set => set.SetProperty(photo => photo.UsedUtc, now), cancellationToken);
            }
            catch (StorageException)
            {
                // A full disk keeps nobody from looking.
            }
        }

        return [.. photoIds.Distinct().Where(found.ContainsKey).Select(id => found[id])];
    }

    /// <summary>Deletes photos with all that hangs on them, within an open change.</summary>
    internal static async Task<int> DeleteRowsAsync(
        SairDbContext context,
        IReadOnlyCollection<Guid> ids,
        CancellationToken cancellationToken
    )
    {
        var learners = context.Requests.Where(r =>
            ids.Contains(r.PhotoId) || r.References.Any(reference => ids.Contains(reference.Face!.PhotoId))
        );
        await context.PersonalModels.Where(model => learners.Any(r => r.Id == model.RequestId)).ExecuteDeleteAsync(cancellationToken);
        return await context.Photos.Where(photo => ids.Contains(photo.Id)).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Deletes those of the photos that nothing uses, within an open change.</summary>
    internal static async Task<int> DeleteUnusedRowsAsync(
        SairDbContext context,
        IReadOnlyCollection<Guid> ids,
        CancellationToken cancellationToken
    )
    {
        var unused = await Unused(context).Where(photo => ids.Contains(photo.Id)).Select(photo => photo.Id).ToListAsync(cancellationToken);
        return unused.Count == 0 ? 0 : await DeleteRowsAsync(context, unused, cancellationToken);
    }

    // A use is every foreign key to a photo or one of its faces: what is added later counts by having one.
    private static IQueryable<Photo> Unused(SairDbContext context)
    {
        var sql = new StringBuilder("SELECT p.* FROM \"Photos\" AS p WHERE 1");
        foreach (
            var key in context
                .Model.GetEntityTypes()
                .SelectMany(entity => entity.GetForeignKeys())
                .Where(key => key.DeclaringEntityType.ClrType != typeof(Face))
        )
        {
            var (table, column) = (key.DeclaringEntityType.GetTableName(), key.Properties[0].GetColumnName());
            if (key.PrincipalEntityType.ClrType == typeof(Photo))
            {
                sql.Append($" AND NOT EXISTS (SELECT 1 FROM \"{table}\" AS u WHERE u.\"{column}\" = p.\"Id\")");
            }
            else if (key.PrincipalEntityType.ClrType == typeof(Face))
            {
                sql.Append(
                    $" AND NOT EXISTS (SELECT 1 FROM \"Faces\" AS f JOIN \"{table}\" AS u ON u.\"{column}\" = f.\"Id\" WHERE "
                        + "f.\"PhotoId\" = p.\"Id\")"
                );
            }
        }

        return context.Photos.FromSqlRaw(sql.ToString()).IgnoreQueryFilters().AsNoTracking();
    }

    private async Task<List<Guid>> FindUnusedAsync(DateTime usedBefore, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Unused(context)
            .Where(photo => (photo.UsedUtc ?? photo.CreatedUtc) < usedBefore)
            .OrderBy(photo => photo.Id)
            .Select(photo => photo.Id)
            .Take(Chunk)
            .ToListAsync(cancellationToken);
    }
}

/// <summary>A photo as lists show it.</summary>
/// <param name="Id">The photo.</param>
/// <param name="FileName">The name of the uploaded file as the user knows it.</param>
/// <param name="Width">Width of the upright photo in pixels.</param>
/// <param name="Height">Height of the upright photo in pixels.</param>
/// <param name="Bytes">Size of the upload in bytes.</param>
/// <param name="Faces">How many faces it has.</param>
/// <param name="CreatedUtc">When it was uploaded, UTC.</param>
/// <param name="TakenUtc">When it was taken by the camera's own clock; null where the file does not say.</param>
/// <param name="DeletedAfterUtc">When it will be deleted unless an album or a restoration uses it until then, UTC; null where one
/// does.</param>
public sealed record StoredPhoto(
    Guid Id,
    string FileName,
    int Width,
    int Height,
    long Bytes,
    int Faces,
    DateTime CreatedUtc,
    DateTime? TakenUtc,
    DateTime? DeletedAfterUtc
);
