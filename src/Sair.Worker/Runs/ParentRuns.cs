using Microsoft.EntityFrameworkCore;
using Sair.Application.Models;
using Sair.Data;
using Sair.Data.Blobs;
using Sair.Data.Requests;
using Sair.Data.Restorations;
using Sair.Engine;
using Sair.Engine.Engines;

namespace Sair.Worker.Runs;

/// <summary>Finds what a branched request goes on from.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="blobs">Holds states.</param>
internal sealed class ParentRuns(IDbContextFactory<SairDbContext> contexts, BlobStore blobs)
{
    /// <summary>Reads the run that a request branches from; null where it starts anew or its parent was deleted.</summary>
    /// <exception cref="InvalidOptionsException">The iteration cannot be returned to; the message says what to do.</exception>
    public async Task<ParentRun?> FindAsync(RestorationRequest request, EngineDescriptor engine, CancellationToken cancellationToken)
    {
        if (request is not { ParentRequestId: { } parentId, BranchIteration: { } iteration })
        {
            return null;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var parent = await context
            .Requests.AsNoTracking()
            .Include(r => r.Restoration)
            .SingleOrDefaultAsync(r => r.Id == parentId, cancellationToken);
        if (parent is null)
        {
            return null;
        }

        var options = EngineOptionsJson.Read(engine, parent.OptionsJson, parent.OptionsVersion);
        if (parent.Restoration is { StateBlob: { } state } restoration && restoration.Iterations == iteration)
        {
            return new ParentRun(
                options,
                iteration,
                await blobs.ReadAsync(state, cancellationToken),
                LossCurve.Parse(restoration.LossCurveJson),
                MemoryUse.Full
            );
        }

        return parent.ParentRequestId is null
            ? new ParentRun(
                options,
                iteration,
                null,
                null,
                parent.Restoration is { } repeated ? LibraryVersions.ReadMemory(repeated.LibraryVersionsJson) : MemoryUse.Full
            )
            : throw new InvalidOptionsException(
                "A branch of a branch can go on from its last iteration only: choose that one, or branch from the first run."
            );
    }
}

/// <summary>A run that another one goes on from.</summary>
/// <param name="Options">Its options.</param>
/// <param name="Iteration">The number of its iterations that count.</param>
/// <param name="State">The state there; null where the run has to be repeated up to there.</param>
/// <param name="Curve">The loss terms up to there; null where the run has to be repeated.</param>
/// <param name="Memory">How much it could keep, which a repetition must not exceed to end at the same place.</param>
internal sealed record ParentRun(EngineOptions Options, int Iteration, byte[]? State, LossCurve? Curve, MemoryUse Memory);
