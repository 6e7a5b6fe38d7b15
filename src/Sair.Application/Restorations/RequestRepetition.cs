using Microsoft.EntityFrameworkCore;
using Sair.Application.Models;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Requests;

namespace Sair.Application.Restorations;

/// <summary>Asks once more for what an earlier request asked for.</summary>
public sealed class RequestRepetition(IDbContextFactory<SairDbContext> contexts, EngineRegistry engines, RequestSubmission submission)
{
    /// <summary>Asks.</summary>
    /// <param name="ownerId">Whose request it must be.</param>
    /// <param name="requestId">The earlier request.</param>
    /// <param name="inBatch">Whether the new one takes its place in its batch.</param>
    /// <param name="evenIfSomebodyElse">Whether the user said that the face is meant although it looks like somebody else.</param>
    /// <param name="key">What is the same when one wish arrives twice; null asks each time.</param>
    /// <returns>The id of the new request; null where the old one is gone.</returns>
    /// <exception cref="Engine.InvalidOptionsException">It cannot be repeated; the message says why.</exception>
    /// <exception cref="Engine.SomebodyElseException">The face looks like somebody else, and nobody said that it is meant.</exception>
    public async Task<Guid?> RepeatAsync(
        Guid ownerId,
        Guid requestId,
        bool inBatch = false,
        bool evenIfSomebodyElse = false,
        string? key = null
    )
    {
        await using var context = await contexts.OpenForAsync(ownerId);
        var old = await context
            .Requests.AsNoTracking()
            .Include(request => request.References)
            .SingleOrDefaultAsync(request => request.Id == requestId);
        if (old is null)
        {
            return null;
        }

        return await submission.SubmitAsync(
            new NewRequest
            {
                OwnerId = ownerId,
                PersonId = await context.People.AnyAsync(person => person.Id == old.PersonId) ? old.PersonId : null,
                FaceId = old.FaceId,
                ReferenceFaceIds = [.. old.References.OrderBy(reference => reference.Position).Select(reference => reference.FaceId)],
                EngineId = old.EngineId,
                Options = EngineOptionsJson.Read(engines.Get(old.EngineId).Descriptor, old.OptionsJson, old.OptionsVersion),
                RepeatsRequestId = old.Id,
                BatchId = inBatch ? old.BatchId : null,
                Preset = old.Preset,
                IsForLearning = old.Preset == RestorationRequest.LearningPreset,
                Priority = old.Priority,
                EvenIfSomebodyElse = evenIfSomebodyElse,
                SubmissionKey = key,
            }
        );
    }
}
