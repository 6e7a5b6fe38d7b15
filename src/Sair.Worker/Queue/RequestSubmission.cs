using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Data.Requests;
using Sair.Engine;
using Sair.Worker.Engines;

namespace Sair.Worker.Queue;

/// <summary>Checks what a user asks for and puts it into the queue.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="engines">The engines there are.</param>
/// <param name="queue">Is woken.</param>
/// <param name="options">The least width of a face, and how many requests of one user may wait.</param>
/// <param name="time">The clock.</param>
public sealed class RequestSubmission(
    IDbContextFactory<SairDbContext> contexts, EngineRegistry engines, RequestQueue queue, WorkerOptions options, TimeProvider time)
{
    /// <summary>Stores a request; it runs when its turn comes, also after a restart.</summary>
    /// <returns>The id of the request.</returns>
    /// <exception cref="InvalidOptionsException">An option, the number of references or the size of the face is out of range; the message says what to do.</exception>
    /// <exception cref="QueueFullException">As many requests of the user wait as may wait at once.</exception>
    public async Task<Guid> SubmitAsync(NewRequest wish, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(wish);
        var descriptor = engines.Get(wish.EngineId).Descriptor;
        if (wish.Options.GetType() != descriptor.OptionsType)
        {
            throw new InvalidOptionsException($"{descriptor.DisplayName} takes {descriptor.OptionsType.Name}, not {wish.Options.GetType().Name}.");
        }

        wish.Options.Validate();
        if (wish.ReferenceFaceIds.Count < descriptor.MinimumReferences)
        {
            throw new InvalidOptionsException($"{descriptor.DisplayName} needs at least {descriptor.MinimumReferences} reference photo(s): add a good photo of the person.");
        }

        await using var context = await contexts.OpenForAsync(wish.OwnerId, cancellationToken);
        await CheckBranchAsync(context, wish, cancellationToken);
        await CheckPersonAsync(context, wish, cancellationToken);
        var face = await FindFaceAsync(context, wish.FaceId, cancellationToken);
        var notes = await NotesAsync(context, wish, face, cancellationToken);
        var now = time.GetUtcNow();
        var request = new RestorationRequest
        {
            OwnerId = wish.OwnerId,
            PersonId = wish.PersonId,
            PhotoId = face.PhotoId,
            FaceId = face.Id,
            ReferencesAsked = wish.ReferenceFaceIds.Distinct().Count(),
            MarksBlob = notes.Marks,
            DegradationJson = notes.Degradation,
            EngineId = descriptor.Id,
            OptionsJson = EngineOptionsJson.Write(wish.Options),
            OptionsVersion = EngineOptionsJson.CurrentVersion,
            Preset = wish.Preset,
            BatchId = wish.BatchId,
            ParentRequestId = wish.Branch?.ParentRequestId,
            BranchIteration = wish.Branch?.Iteration,
            Priority = wish.Priority ?? (wish.Options.GivesWay ? QueueOrder.Lowest : 0),
            Position = now.UtcTicks,
            CreatedUtc = now.UtcDateTime,
        };
        foreach (var (position, id) in wish.ReferenceFaceIds.Distinct().Index())
        {
            request.References.Add(new RequestReference { Position = position, FaceId = (await FindFaceAsync(context, id, cancellationToken)).Id });
        }

        // A transaction that may write keeps other writers out, so that nothing else begins to wait between the count and the row.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await CheckRoomAsync(context, wish.OwnerId, 1, cancellationToken);
        context.Add(request);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        queue.Wake();
        return request.Id;
    }

    /// <summary>Looks before a batch begins whether all of it may wait.</summary>
    /// <param name="ownerId">Who asks.</param>
    /// <param name="count">How many requests there will be, from 1.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <exception cref="QueueFullException">Not so many more requests of the user may wait at once.</exception>
    public async Task CheckRoomAsync(Guid ownerId, int count, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await CheckRoomAsync(context, ownerId, count, cancellationToken);
    }

    private async Task CheckRoomAsync(SairDbContext context, Guid ownerId, int count, CancellationToken cancellationToken)
    {
        var waiting = await context.Requests.IgnoreQueryFilters().CountAsync(
            r => r.OwnerId == ownerId && (r.Status == RequestStatus.Queued || r.Status == RequestStatus.Paused), cancellationToken);
        if (waiting + count > options.WaitingPerUser)
        {
            throw new QueueFullException(Math.Max(0, options.WaitingPerUser - waiting), count, options.WaitingPerUser);
        }
    }

    private static async Task CheckBranchAsync(SairDbContext context, NewRequest wish, CancellationToken cancellationToken)
    {
        if (wish.Branch is { } branch
            && !await context.Requests.AnyAsync(r => r.Id == branch.ParentRequestId && r.EngineId == wish.EngineId && r.FaceId == wish.FaceId, cancellationToken))
        {
            throw new InvalidOptionsException("The restoration to go on from was deleted or is of another engine or face: start anew instead.");
        }
    }

    private static async Task CheckPersonAsync(SairDbContext context, NewRequest wish, CancellationToken cancellationToken)
    {
        if (wish.PersonId is { } personId && !await context.People.AnyAsync(person => person.Id == personId, cancellationToken))
        {
            throw new InvalidOptionsException("The person was deleted meanwhile: choose another one, or good photos by hand.");
        }
    }

    private static async Task<(BlobId? Marks, string? Degradation)> NotesAsync(SairDbContext context, NewRequest wish, Face face, CancellationToken cancellationToken)
    {
        var source = wish.RepeatsRequestId ?? wish.Branch?.ParentRequestId;
        var earlier = source is { } id
            ? await context.Requests.AsNoTracking().Where(r => r.Id == id && r.FaceId == face.Id).Select(r => new { r.MarksBlob, r.DegradationJson }).SingleOrDefaultAsync(cancellationToken)
            : null;
        return earlier is null ? (face.MarksBlob, face.DegradationJson) : (earlier.MarksBlob, earlier.DegradationJson);
    }

    private async Task<Face> FindFaceAsync(SairDbContext context, Guid id, CancellationToken cancellationToken)
    {
        var face = await context.Faces.AsNoTracking().SingleOrDefaultAsync(f => f.Id == id, cancellationToken)
            ?? throw new InvalidOptionsException("One of the chosen photos was deleted meanwhile: choose another one.");
        return face.BoxWidth >= options.MinimumFaceWidth
            ? face
            : throw new InvalidOptionsException(FaceSentences.TooSmall(face.BoxWidth, options.MinimumFaceWidth));
    }
}

/// <summary>More requests of one user would wait than may wait at once; nothing of what was asked for waits.</summary>
/// <param name="room">How many more may wait.</param>
/// <param name="asked">How many were asked for.</param>
/// <param name="most">How many may wait at once.</param>
public sealed class QueueFullException(int room, int asked, int most) : SairException(
    room == 0
        ? $"{most} of your restorations wait already, as many as may wait at once: cancel some in the queue, or try again when some are done."
        : $"These are {asked} restorations, and only {room} more may wait at once: begin with fewer, or try again when some are done.");
