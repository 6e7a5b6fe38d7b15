using Microsoft.EntityFrameworkCore;
using Sair.Data.Blobs;

namespace Sair.Data.Accounts;

/// <summary>Deletes and measures everything of one user.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="collector">Deletes files that nothing refers to any more.</param>
/// <param name="blobs">Holds the files.</param>
public sealed class UserData(IDbContextFactory<SairDbContext> contexts, BlobCollector collector, BlobStore blobs)
{
    /// <summary>
    /// Deletes people, what was learned of them, photos, descriptors, requests, results, galleries, keys and every file that nobody
    /// else uses; the account stays.
    /// </summary>
    public Task<DeletionReceipt> DeleteAsync(Guid ownerId, CancellationToken cancellationToken = default) =>
        DeleteAsync(ownerId, withAccount: false, cancellationToken);

    /// <summary>
    /// Removes a member with everything of theirs; from then on nothing can be stored for them, their sessions end, and their keys
    /// count no more.
    /// </summary>
    /// <returns>What was deleted; null where there is no such member, and for the owner, who cannot be removed.</returns>
    public async Task<DeletionReceipt?> RemoveAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Users.AnyAsync(user => user.Id == userId && user.Role == User.MemberRole, cancellationToken)
            ? await DeleteAsync(userId, withAccount: true, cancellationToken)
            : null;
    }

    /// <summary>Measures the files that a user's photos and results take, in bytes.</summary>
    public async Task<long> MeasureAsync(Guid ownerId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var files = await BlobReferences.ReadOfOwnerAsync(context, ownerId, cancellationToken);
        return files.Select(id => new FileInfo(blobs.PathOf(id))).Where(file => file.Exists).Sum(file => file.Length);
    }

    private async Task<DeletionReceipt> DeleteAsync(Guid ownerId, bool withAccount, CancellationToken cancellationToken)
    {
        var (receipt, files) = await collector.EraseAsync(
            context => DeleteRowsAsync(context, ownerId, withAccount, cancellationToken),
            cancellationToken
        );
        return receipt with { Files = files };
    }

    private static async Task<DeletionReceipt> DeleteRowsAsync(
        SairDbContext context,
        Guid ownerId,
        bool withAccount,
        CancellationToken cancellationToken
    )
    {
        if (withAccount)
        {
            await context.Users.Where(user => user.Id == ownerId).ExecuteDeleteAsync(cancellationToken);
        }

        var faces = await context.Faces.CountAsync(face => face.Photo!.OwnerId == ownerId, cancellationToken);
        var models = await context.PersonalModels.CountAsync(
            model => model.OwnerId == ownerId && model.WeightsBlob != null,
            cancellationToken
        );
        await context.PersonalModels.Where(model => model.OwnerId == ownerId).ExecuteDeleteAsync(cancellationToken);
        return new DeletionReceipt(
            Galleries: await context.Galleries.Where(gallery => gallery.OwnerId == ownerId).ExecuteDeleteAsync(cancellationToken),
            Restorations: await context.Requests.Where(request => request.OwnerId == ownerId).ExecuteDeleteAsync(cancellationToken),
            People: await context.People.Where(person => person.OwnerId == ownerId).ExecuteDeleteAsync(cancellationToken),
            PersonalModels: models,
            Photos: await context.Photos.Where(photo => photo.OwnerId == ownerId).ExecuteDeleteAsync(cancellationToken),
            ApiKeys: await context.ApiKeys.Where(key => key.OwnerId == ownerId).ExecuteDeleteAsync(cancellationToken),
            Faces: faces,
            Files: 0
        );
    }
}

/// <summary>What was deleted of a user.</summary>
/// <param name="People">Albums.</param>
/// <param name="PersonalModels">What engines had learned of people.</param>
/// <param name="Photos">Photos.</param>
/// <param name="Faces">Faces with their descriptors.</param>
/// <param name="Restorations">Requests with their results.</param>
/// <param name="Galleries">Galleries with their links and votes.</param>
/// <param name="ApiKeys">Keys of programs.</param>
/// <param name="Files">Files of the data directory.</param>
public sealed record DeletionReceipt(
    int People,
    int PersonalModels,
    int Photos,
    int Faces,
    int Restorations,
    int Galleries,
    int ApiKeys,
    int Files
);
