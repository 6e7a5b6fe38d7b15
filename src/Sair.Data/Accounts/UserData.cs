using Microsoft.EntityFrameworkCore;
using Sair.Data.Blobs;
using Sair.Data.People;
using Sair.Data.Requests;

namespace Sair.Data.Accounts;

/// <summary>Deletes and measures everything of one user.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="collector">Deletes files that nothing refers to any more.</param>
/// <param name="blobs">Holds the files.</param>
public sealed class UserData(IDbContextFactory<SairDbContext> contexts, BlobCollector collector, BlobStore blobs)
{
    /// <summary>Deletes people, what was learned of them, photos, descriptors, requests, results, galleries, keys and every file that nobody else uses; the account stays.</summary>
    public Task<DeletionReceipt> DeleteAsync(Guid ownerId, CancellationToken cancellationToken = default) => DeleteAsync(ownerId, withAccount: false, cancellationToken);

    /// <summary>Removes a member with everything of theirs; from then on nothing can be stored for them, their sessions end, and their keys count no more.</summary>
    /// <returns>What was deleted; null where there is no such member, and for the owner, who cannot be removed.</returns>
    public async Task<DeletionReceipt?> RemoveAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Users.AnyAsync(user => user.Id == userId && user.Role == User.MemberRole, cancellationToken)
            ? await DeleteAsync(userId, withAccount: true, cancellationToken)
            : null;
    }

    private async Task<DeletionReceipt> DeleteAsync(Guid ownerId, bool withAccount, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (withAccount)
        {
            await context.Users.Where(user => user.Id == ownerId).ExecuteDeleteAsync(cancellationToken);
        }

        var files = await ListFilesAsync(context, ownerId, cancellationToken);
        var faces = await context.Faces.CountAsync(face => face.Photo!.OwnerId == ownerId, cancellationToken);
        var models = await context.PersonalModels.CountAsync(model => model.OwnerId == ownerId && model.WeightsBlob != null, cancellationToken);
        await context.PersonalModels.Where(model => model.OwnerId == ownerId).ExecuteDeleteAsync(cancellationToken);
        var receipt = new DeletionReceipt(
            Galleries: await context.Galleries.Where(gallery => gallery.OwnerId == ownerId).ExecuteDeleteAsync(cancellationToken),
            Restorations: await context.Requests.Where(request => request.OwnerId == ownerId).ExecuteDeleteAsync(cancellationToken),
            People: await context.People.Where(person => person.OwnerId == ownerId).ExecuteDeleteAsync(cancellationToken),
            PersonalModels: models,
            Photos: await context.Photos.Where(photo => photo.OwnerId == ownerId).ExecuteDeleteAsync(cancellationToken),
            ApiKeys: await context.ApiKeys.Where(key => key.OwnerId == ownerId).ExecuteDeleteAsync(cancellationToken),
            Faces: faces,
            Files: 0);
        await transaction.CommitAsync(cancellationToken);
        var deleted = await collector.CollectAsync(files, CancellationToken.None);
        await context.TruncateLogAsync();
        return receipt with { Files = deleted };
    }

    /// <summary>Measures the files that a user's photos and results take, in bytes.</summary>
    public async Task<long> MeasureAsync(Guid ownerId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var files = await ListFilesAsync(context, ownerId, cancellationToken);
        return files.Distinct().Select(id => new FileInfo(blobs.PathOf(id))).Where(file => file.Exists).Sum(file => file.Length);
    }

    private static async Task<List<BlobId>> ListFilesAsync(SairDbContext context, Guid ownerId, CancellationToken cancellationToken)
    {
        var files = await RequestBlobs.ReadAsync(context.Requests.Where(request => request.OwnerId == ownerId), cancellationToken);
        files.AddRange(await PersonalModels.ReadFilesAsync(context.PersonalModels.Where(model => model.OwnerId == ownerId), cancellationToken));
        foreach (var photo in await context.Photos.AsNoTracking().Where(photo => photo.OwnerId == ownerId)
            .Select(photo => new { photo.OriginalBlob, photo.WorkingBlob, photo.PreviewBlob }).ToListAsync(cancellationToken))
        {
            files.AddRange([photo.OriginalBlob, photo.WorkingBlob, photo.PreviewBlob]);
        }

        foreach (var face in await context.Faces.AsNoTracking().Where(face => face.Photo!.OwnerId == ownerId)
            .Select(face => new { face.SquareBlob, face.ThumbnailBlob }).ToListAsync(cancellationToken))
        {
            files.Add(face.SquareBlob);
            files.AddRange(face.ThumbnailBlob is { } thumbnail ? [thumbnail] : []);
        }

        return files;
    }
}
