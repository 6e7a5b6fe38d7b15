using Microsoft.EntityFrameworkCore;
using Sair.Application.Models;
using Sair.Application.Photos;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Data.Requests;
using Sair.Engine;
using Sair.Engine.Preparation;

namespace Sair.Application.Restorations;

/// <summary>Checks what a user asks for and puts it into the queue.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="engines">The engines there are.</param>
/// <param name="queue">Is woken.</param>
/// <param name="patterns">Tells copies of a photo.</param>
/// <param name="options">The least width of a face, and how many requests of one user may wait.</param>
/// <param name="time">The clock.</param>
public sealed class RequestSubmission(
    IDbContextFactory<SairDbContext> contexts,
    EngineRegistry engines,
    QueueSignal queue,
    FacePatterns patterns,
    ApplicationOptions options,
    TimeProvider time
)
{
    /// <summary>
    /// Stores a request; it runs when its turn comes, also after a restart. A wish whose key came before is not stored again.
    /// </summary>
    /// <remarks>Good photos that are the photo itself are left out.</remarks>
    /// <returns>The id of the request, of the earlier one where the key came before.</returns>
    /// <exception cref="InvalidOptionsException">An option, the number of references or the size of the face is out of range, or
    /// the only good photo is the photo itself; the message says what to do.</exception>
    /// <exception cref="SomebodyElseException">The face looks like somebody else than the good photos, and
    /// <see cref="NewRequest.EvenIfSomebodyElse"/> was not said.</exception>
    /// <exception cref="KeyTakenException">The key came before with another wish.</exception>
    /// <exception cref="QueueFullException">As many requests of the user wait as may wait at once.</exception>
    public async Task<Guid> SubmitAsync(NewRequest wish, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(wish);
        await using var context = await contexts.OpenForAsync(wish.OwnerId, cancellationToken);
        if (await FindSameAsync(context, wish, cancellationToken) is { } same)
        {
            return same;
        }

        var descriptor = engines.Get(wish.EngineId).Descriptor;
        if (wish.Options.GetType() != descriptor.OptionsType)
        {
            throw new InvalidOptionsException(
                $"{descriptor.DisplayName} takes {descriptor.OptionsType.Name}, not {wish.Options.GetType().Name}."
            );
        }

        wish.Options.Validate();
        if (wish.Priority is < QueueOrder.Lowest or > QueueOrder.Highest)
        {
            throw new InvalidOptionsException(QueueOrder.PrioritySentence);
        }

        await CheckBranchAsync(context, wish, cancellationToken);
        var name = await NameOfPersonAsync(context, wish, cancellationToken);
        var face = await FindFaceAsync(context, wish.FaceId, cancellationToken);
        var check = await CheckAsync(context, face, wish.ReferenceFaceIds, wish.IsForLearning, cancellationToken);
        var earlier = await EarlierAsync(context, wish, face, cancellationToken);
        var isConfirmed = wish.EvenIfSomebodyElse || earlier is { EvenIfSomebodyElse: true };
        await RequireThePersonAsync(context, wish, check, isConfirmed, name, cancellationToken);
        if (check.Used.Count < descriptor.MinimumReferences)
        {
            throw new InvalidOptionsException(
                $"{descriptor.DisplayName} needs at least {descriptor.MinimumReferences} reference photo(s): add a good photo of the "
                    + "person."
            );
        }

        var now = time.GetUtcNow();
        var request = new RestorationRequest
        {
            OwnerId = wish.OwnerId,
            PersonId = wish.PersonId,
            PhotoId = face.PhotoId,
            FaceId = face.Id,
            ReferencesAsked = check.Used.Count,
            MarksBlob = earlier is null ? face.MarksBlob : earlier.Marks,
            DegradationJson = earlier is null ? FaceNotes.ForRequest(face, wish.RealSize) : earlier.Degradation,
            EngineId = descriptor.Id,
            OptionsJson = EngineOptionsJson.Write(wish.Options),
            OptionsVersion = EngineOptionsJson.CurrentVersion,
            Preset = wish.IsForLearning ? RestorationRequest.LearningPreset : wish.Preset,
            BatchId = wish.BatchId,
            ParentRequestId = wish.Branch?.ParentRequestId,
            BranchIteration = wish.Branch?.Iteration,
            Priority = wish.Priority ?? (wish.Options.GivesWay ? QueueOrder.Lowest : 0),
            Position = now.UtcTicks,
            CreatedUtc = now.UtcDateTime,
            EvenIfSomebodyElse = isConfirmed,
            SubmissionKey = wish.SubmissionKey,
        };
        request.References.AddRange(
            check.Used.Select((reference, position) => new RequestReference { Position = position, FaceId = reference.Face.Id })
        );

        // A transaction that may write keeps other writers out, so that nothing else begins to wait between the count and the row,
        // and the same wish is not stored between the question and the row.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await FindSameAsync(context, wish, cancellationToken) is { } stored)
        {
            return stored;
        }

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

    /// <summary>Holds a face against good photos as <see cref="SubmitAsync"/> does, to show it before the wish is made.</summary>
    /// <param name="ownerId">Whose faces they must be.</param>
    /// <param name="faceId">The face to restore.</param>
    /// <param name="referenceFaceIds">The good photos.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="InvalidOptionsException">A face was deleted or is too small.</exception>
    public async Task<ReferenceCheck> CheckAsync(
        Guid ownerId,
        Guid faceId,
        IReadOnlyList<Guid> referenceFaceIds,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(referenceFaceIds);
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        return await CheckAsync(
            context,
            await FindFaceAsync(context, faceId, cancellationToken),
            referenceFaceIds,
            isForLearning: false,
            cancellationToken
        );
    }

    private static async Task<Guid?> FindSameAsync(SairDbContext context, NewRequest wish, CancellationToken cancellationToken)
    {
        if (wish.SubmissionKey is not { } key)
        {
            return null;
        }

        if (key.Length is 0 or > RestorationRequest.LongestKey)
        {
            throw new InvalidOptionsException($"The key of a wish has 1 to {RestorationRequest.LongestKey} characters.");
        }

        // A deleted request stays one: what was asked once is not asked again by the same key.
        var earlier = await context
            .Requests.IgnoreQueryFilters()
            .AsNoTracking()
            .Include(r => r.References)
            .SingleOrDefaultAsync(r => r.OwnerId == wish.OwnerId && r.SubmissionKey == key, cancellationToken);
        return earlier is null || AsksTheSame(earlier, wish) ? earlier?.Id : throw new KeyTakenException();
    }

    // Of a person's album the good photos may be others by now, and of chosen ones some may be deleted: then it is the same wish still.
    private static bool AsksTheSame(RestorationRequest earlier, NewRequest wish) =>
        earlier.FaceId == wish.FaceId
        && earlier.PersonId == wish.PersonId
        && earlier.EngineId == wish.EngineId
        && earlier.ParentRequestId == wish.Branch?.ParentRequestId
        && earlier.BranchIteration == wish.Branch?.Iteration
        && (earlier.OptionsVersion != EngineOptionsJson.CurrentVersion || earlier.OptionsJson == EngineOptionsJson.Write(wish.Options))
        && (wish.PersonId is not null || earlier.References.All(reference => wish.ReferenceFaceIds.Contains(reference.FaceId)));

    private async Task CheckRoomAsync(SairDbContext context, Guid ownerId, int count, CancellationToken cancellationToken)
    {
        var waiting = await context
            .Requests.IgnoreQueryFilters()
            .CountAsync(
                r => r.OwnerId == ownerId && (r.Status == RequestStatus.Queued || r.Status == RequestStatus.Paused),
                cancellationToken
            );
        if (waiting + count > options.WaitingPerUser)
        {
            throw new QueueFullException(Math.Max(0, options.WaitingPerUser - waiting), count, options.WaitingPerUser);
        }
    }

    private static async Task CheckBranchAsync(SairDbContext context, NewRequest wish, CancellationToken cancellationToken)
    {
        if (wish.Branch is not { } branch)
        {
            return;
        }

        var parent =
            await context
                .Requests.Where(r => r.Id == branch.ParentRequestId && r.EngineId == wish.EngineId && r.FaceId == wish.FaceId)
                .Select(r => new { CanGoOn = r.Restoration == null || r.Restoration.StateBlob != null })
                .SingleOrDefaultAsync(cancellationToken)
            ?? throw new InvalidOptionsException(
                "The restoration to go on from was deleted or is of another engine or face: start anew instead."
            );
        if (!parent.CanGoOn)
        {
            throw new InvalidOptionsException(
                "This picture was made in one go, so that there is no iteration to go on from: start anew with other options instead."
            );
        }
    }

    private static async Task<string?> NameOfPersonAsync(SairDbContext context, NewRequest wish, CancellationToken cancellationToken) =>
        wish.PersonId is { } personId
            ? await context
                .People.Where(person => person.Id == personId)
                .Select(person => person.Name)
                .SingleOrDefaultAsync(cancellationToken)
                ?? throw new InvalidOptionsException("The person was deleted meanwhile: choose another one, or good photos by hand.")
            : null;

    // What the user said of the person in the album needs not be said again.
    private static async Task RequireThePersonAsync(
        SairDbContext context,
        NewRequest wish,
        ReferenceCheck check,
        bool isConfirmed,
        string? name,
        CancellationToken cancellationToken
    )
    {
        if (check.HasOnlyItself)
        {
            throw new InvalidOptionsException(ReferenceCheck.OnlyItselfSentence);
        }

        if (
            !isConfirmed
            && !wish.IsForLearning
            && check.Who is { IsDoubtful: true } who
            && !await context.PersonPhotos.AnyAsync(
                entry => entry.PersonId == wish.PersonId && entry.FaceId == wish.FaceId && entry.Confirmed,
                cancellationToken
            )
        )
        {
            throw new SomebodyElseException(
                who.IsToBeTurned
                    ? who.Sentence(name)
                    : $"{who.Sentence(name)} Choose another photo, or good photos of the person whom it shows.",
                wish.FaceId
            );
        }
    }

    private static async Task<Earlier?> EarlierAsync(
        SairDbContext context,
        NewRequest wish,
        Face face,
        CancellationToken cancellationToken
    ) =>
        (wish.RepeatsRequestId ?? wish.Branch?.ParentRequestId) is { } id
            ? await context
                .Requests.AsNoTracking()
                .Where(r => r.Id == id && r.FaceId == face.Id)
                .Select(r => new Earlier(r.MarksBlob, r.DegradationJson, r.EvenIfSomebodyElse))
                .SingleOrDefaultAsync(cancellationToken)
            : null;

    private async Task<ReferenceCheck> CheckAsync(
        SairDbContext context,
        Face face,
        IReadOnlyList<Guid> referenceIds,
        bool isForLearning,
        CancellationToken cancellationToken
    )
    {
        var references = new List<PhotoFace>();
        foreach (var id in referenceIds.Distinct())
        {
            var reference = await FindFaceAsync(context, id, cancellationToken);
            references.Add(new PhotoFace(reference.Photo!, reference));
        }

        if (isForLearning)
        {
            return new ReferenceCheck(null, references, []);
        }

        await patterns.LoadAsync(references.Select(reference => reference.Face).Append(face), cancellationToken);
        return ReferenceCheck.Of(new PhotoFace(face.Photo!, face), references, patterns);
    }

    private async Task<Face> FindFaceAsync(SairDbContext context, Guid id, CancellationToken cancellationToken)
    {
        var face =
            await context.Faces.AsNoTracking().Include(f => f.Photo).SingleOrDefaultAsync(f => f.Id == id, cancellationToken)
            ?? throw new InvalidOptionsException("One of the chosen photos was deleted meanwhile: choose another one.");
        return face.BoxWidth >= options.MinimumFaceWidth
            ? face
            : throw new InvalidOptionsException(FaceSentences.TooSmall(face.BoxWidth, options.MinimumFaceWidth));
    }

    private sealed record Earlier(BlobId? Marks, string? Degradation, bool EvenIfSomebodyElse);
}

/// <summary>A key stands for another wish already.</summary>
public sealed class KeyTakenException()
    : SairException("This key came before with another face, person, engine or options: send a new key for a new restoration.");

/// <summary>More requests of one user would wait than may wait at once; nothing of what was asked for waits.</summary>
/// <param name="room">How many more may wait.</param>
/// <param name="asked">How many were asked for.</param>
/// <param name="most">How many may wait at once.</param>
public sealed class QueueFullException(int room, int asked, int most)
    : SairException(
        room == 0
            ? $"{most} of your restorations wait already, as many as may wait at once: cancel some in the queue, or try again when "
                + "some are done."
            : $"These are {asked} restorations, and only {room} more may wait at once: begin with fewer, or try again when some are done."
    );
