using Microsoft.EntityFrameworkCore;
using Sair.Data.Accounts;
using Sair.Data.Blobs;

namespace Sair.Data.People;

/// <summary>Keeps what engines learned of people, as bytes that somebody else encrypts.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="collector">Stores and deletes files.</param>
/// <param name="blobs">Holds the files.</param>
/// <param name="time">The clock.</param>
public sealed class PersonalModels(IDbContextFactory<SairDbContext> contexts, BlobCollector collector, BlobStore blobs, TimeProvider time)
{
    /// <summary>How many models of one person are kept; the one that was written longest ago goes first.</summary>
    public const int MostPerPerson = 3;

    /// <summary>Lists the models of a person, finished or not, the newest first.</summary>
    public async Task<IReadOnlyList<PersonalModel>> ListAsync(Guid ownerId, Guid personId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        return await context
            .PersonalModels.AsNoTracking()
            .Where(model => model.PersonId == personId)
            .OrderByDescending(model => model.UpdatedUtc)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Tells whether faces of one owner were learned to the end.</summary>
    /// <param name="ownerId">Whose photos they are.</param>
    /// <param name="personId">The person whose album they are of; null where it is none.</param>
    /// <param name="faceIds">The faces, in any order.</param>
    /// <param name="baseModel">SHA-256 of the model that is tuned.</param>
    /// <param name="tuning">Name of the settings.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<bool> IsLearnedAsync(
        Guid ownerId,
        Guid? personId,
        IEnumerable<Guid> faceIds,
        string baseModel,
        string tuning,
        CancellationToken cancellationToken = default
    )
    {
        var ordered = faceIds.Order().ToList();
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        var learned = await context
            .PersonalModels.Where(model =>
                model.PersonId == personId && model.BaseModel == baseModel && model.Tuning == tuning && model.WeightsBlob != null
            )
            .Select(model => model.FaceIds)
            .ToListAsync(cancellationToken);
        return learned.Exists(faces => faces.SequenceEqual(ordered));
    }

    /// <summary>Reads what was learned, or the state of unfinished learning; null where there is none.</summary>
    public async Task<byte[]?> ReadAsync(PersonalModelKey key, bool isFinished, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        await using var context = await contexts.OpenForAsync(key.OwnerId, cancellationToken);
        var model = await Find(context, key).AsNoTracking().FirstOrDefaultAsync(cancellationToken);
        return (isFinished ? model?.WeightsBlob : model?.ProgressBlob) is { } blob && blobs.Contains(blob)
            ? await blobs.ReadAsync(blob, cancellationToken)
            : null;
    }

    /// <summary>
    /// Stores what was learned so far, in place of what there was; nothing where the request or the person was deleted meanwhile.
    /// </summary>
    /// <param name="key">What it is found by.</param>
    /// <param name="content">The encrypted bytes.</param>
    /// <param name="isFinished">Whether learning is over.</param>
    /// <param name="cancellationToken">Ends the work; nothing is stored then.</param>
    /// <exception cref="StorageFullException">The disk is full; nothing is stored.</exception>
    public async Task WriteAsync(PersonalModelKey key, byte[] content, bool isFinished, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(content);
        await using var batch = collector.BeginBatch();
        var blob = await batch.AddAsync(content, cancellationToken);
        await collector.ChangeAsync(
            async context =>
            {
                context.VisibleTo = key.OwnerId;
                return await SaveAsync(context, key, blob, content.Length, isFinished, cancellationToken);
            },
            cancellationToken
        );
    }

    /// <summary>Deletes everything that was learned of a person.</summary>
    /// <returns>How many models were deleted.</returns>
    public Task<int> DeleteAsync(Guid ownerId, Guid personId, CancellationToken cancellationToken = default) =>
        DeleteAsync(models => models.Where(model => model.OwnerId == ownerId && model.PersonId == personId), cancellationToken);

    /// <summary>Deletes everything that was learned from the photos with this content.</summary>
    /// <returns>How many models were deleted.</returns>
    public Task<int> DeleteAlbumAsync(string album, CancellationToken cancellationToken = default) =>
        DeleteAsync(models => models.Where(model => model.Album == album), cancellationToken);

    private async Task<int> DeleteAsync(
        Func<IQueryable<PersonalModel>, IQueryable<PersonalModel>> choose,
        CancellationToken cancellationToken
    ) =>
        (
            await collector.EraseAsync(context => choose(context.PersonalModels).ExecuteDeleteAsync(cancellationToken), cancellationToken)
        ).Result;

    private async Task<bool> SaveAsync(
        SairDbContext context,
        PersonalModelKey key,
        BlobId blob,
        long bytes,
        bool isFinished,
        CancellationToken cancellationToken
    )
    {
        if (
            !await context.Requests.AnyAsync(
                request => request.Id == key.RequestId && request.PersonId == (key.PersonId ?? request.PersonId),
                cancellationToken
            )
        )
        {
            return false;
        }

        var row = await Find(context, key).FirstOrDefaultAsync(cancellationToken);
        if (row is null)
        {
            context.RemoveRange(
                await context
                    .PersonalModels.Where(model => model.PersonId == key.PersonId && model.PersonId != null)
                    .OrderByDescending(model => model.UpdatedUtc)
                    .Skip(MostPerPerson - 1)
                    .ToListAsync(cancellationToken)
            );
            row = await AddAsync(context, key, cancellationToken);
        }

        row.WeightsBlob = isFinished ? blob : null;
        row.ProgressBlob = isFinished ? null : blob;
        (row.Bytes, row.UpdatedUtc) = (bytes, time.GetUtcNow().UtcDateTime);
        await context.SaveChangesAsync(cancellationToken);
        return true;
    }

    // Without a person a model serves every request of its owner that learns from the same photos.
    private static IQueryable<PersonalModel> Find(SairDbContext context, PersonalModelKey key) =>
        context.PersonalModels.Where(model =>
            model.PersonId == key.PersonId && model.Album == key.Album && model.BaseModel == key.BaseModel && model.Tuning == key.Tuning
        );

    private static async Task<PersonalModel> AddAsync(SairDbContext context, PersonalModelKey key, CancellationToken cancellationToken)
    {
        var faces = await context
            .Requests.Where(request => request.Id == key.RequestId)
            .SelectMany(request => request.References)
            .Select(reference => reference.FaceId)
            .ToListAsync(cancellationToken);
        var model = new PersonalModel
        {
            OwnerId = key.OwnerId,
            PersonId = key.PersonId,
            RequestId = key.PersonId is null ? key.RequestId : null,
            Album = key.Album,
            BaseModel = key.BaseModel,
            Tuning = key.Tuning,
            FaceIds = [.. faces.Order()],
            UpdatedUtc = default,
        };
        context.Add(model);
        return model;
    }
}

/// <summary>What an engine learned of one face from a set of photos; belongs to a person, or else to the request that learned it.</summary>
/// <remarks>The files can show the person: whoever writes them encrypts them first.</remarks>
public sealed class PersonalModel : IOwned
{
    /// <summary>Gets the id; version 7, so that ids sort by creation.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Gets the id of the user whom the photos belong to.</summary>
    public Guid OwnerId { get; init; } = Owners.Local;

    /// <summary>Gets the id of the person whose album was learned; null where it was no album's.</summary>
    public Guid? PersonId { get; init; }

    /// <summary>Gets the id of the request that learned it; null where it belongs to a person.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>Gets the name of the photos by their content; a changed album has another one.</summary>
    public required string Album { get; init; }

    /// <summary>Gets the SHA-256 of the model that was tuned.</summary>
    public required string BaseModel { get; init; }

    /// <summary>Gets the name of the settings that it was tuned with.</summary>
    public required string Tuning { get; init; }

    /// <summary>Gets the faces that were learned, in ascending order.</summary>
    public List<Guid> FaceIds { get; init; } = [];

    /// <summary>Gets or sets what was learned, encrypted; null while it was not finished.</summary>
    public BlobId? WeightsBlob { get; set; }

    /// <summary>Gets or sets the state that unfinished learning goes on from, encrypted; null once it is finished.</summary>
    public BlobId? ProgressBlob { get; set; }

    /// <summary>Gets or sets the size of the file in bytes.</summary>
    public long Bytes { get; set; }

    /// <summary>Gets or sets when it was written last, UTC.</summary>
    public required DateTime UpdatedUtc { get; set; }
}

/// <summary>What a personal model is found by.</summary>
/// <param name="OwnerId">Whose photos were learned.</param>
/// <param name="PersonId">The person whose album was learned; null where it was no album's.</param>
/// <param name="RequestId">The request that learns, or asks.</param>
/// <param name="Album">Name of the photos by their content.</param>
/// <param name="BaseModel">SHA-256 of the model that is tuned.</param>
/// <param name="Tuning">Name of the settings.</param>
public sealed record PersonalModelKey(Guid OwnerId, Guid? PersonId, Guid RequestId, string Album, string BaseModel, string Tuning);
