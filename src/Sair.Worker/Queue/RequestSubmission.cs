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
/// <param name="options">The least width of a face.</param>
/// <param name="time">The clock.</param>
public sealed class RequestSubmission(
    IDbContextFactory<SairDbContext> contexts, EngineRegistry engines, RequestQueue queue, WorkerOptions options, TimeProvider time)
{
    /// <summary>Stores a request; it runs when its turn comes, also after a restart.</summary>
    /// <returns>The id of the request.</returns>
    /// <exception cref="InvalidOptionsException">An option, the number of references or the size of the face is out of range; the message says what to do.</exception>
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

        context.Add(request);
        await context.SaveChangesAsync(cancellationToken);
        queue.Wake();
        return request.Id;
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
