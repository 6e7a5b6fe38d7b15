using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sair.Application.Models;
using Sair.Data;
using Sair.Data.Blobs;
using Sair.Data.Requests;
using Sair.Data.Restorations;
using Sair.Engine.Imaging;
using Sair.Worker.Queue;

namespace Sair.Worker.Runs;

/// <summary>Stores how a run ended, as long as this host holds the lease; each outcome in one transaction.</summary>
/// <param name="collector">Stores pictures, changes rows, and deletes what they let go.</param>
/// <param name="queue">Knows the lease.</param>
/// <param name="time">The clock.</param>
internal sealed class RunRecorder(BlobCollector collector, RequestQueue queue, TimeProvider time)
{
    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Stores a result.</summary>
    /// <returns>False where the request was cancelled or deleted meanwhile, or another host has it; nothing is stored then.</returns>
    /// <exception cref="StorageFullException">The disk is full; nothing is stored.</exception>
    public async Task<bool> SucceedAsync(Guid requestId, FinishedRun run, CancellationToken cancellationToken)
    {
        var restoration = run.Result;
        var side = restoration.Image.Width;
        var aligned = ImageResizer.Resize(run.Degraded, side, restoration.Image.Height);
        await using var batch = collector.BeginBatch();
        var row = new Restoration
        {
            RequestId = requestId,
            ResultBlob = await batch.AddAsync(ImageEncoder.Encode(restoration.Image, ImageFormat.Png), cancellationToken),
            AlignedBlob = await batch.AddAsync(ImageEncoder.Encode(aligned, ImageFormat.Png), cancellationToken),
            StateBlob = restoration.State is { } state ? await batch.AddAsync(state, cancellationToken) : null,
            Side = side,
            OptionsJson = EngineOptionsJson.Write(restoration.Options),
            OptionsVersion = EngineOptionsJson.CurrentVersion,
            Seed = restoration.Options.Seed,
            ModelHashesJson = JsonSerializer.Serialize(restoration.ModelHashes),
            LibraryVersionsJson = JsonSerializer.Serialize(LibraryVersions.With(run.Attempt)),
            LossCurveJson = run.Curve.ToJson(),
            Iterations = run.Curve.Index.Count,
            Notice = run.Notice,
            KeptEarly = run.KeptEarly,
            IdentityBefore = restoration.IdentityBefore,
            IdentityAfter = restoration.IdentityAfter,
            QualityBefore = run.Quality?.Before,
            QualityAfter = run.Quality?.After,
            Verdict = run.Evidence?.Verdict,
            EvidenceJson = run.Evidence?.ToJson(),
            HeatmapBlob = run.Map is { } map
                ? await batch.AddAsync(ImageEncoder.Encode(map.Picture, ImageFormat.Png), cancellationToken)
                : null,
            DurationSeconds = run.Duration.TotalSeconds,
            SecondsPerIteration = run.PerIteration.TotalSeconds,
            CreatedUtc = Now,
        };
        foreach (var frame in run.Frames)
        {
            row.Frames.Add(new RestorationFrame { Iteration = frame.Index, Blob = await batch.AddAsync(frame.Jpeg, cancellationToken) });
        }

        var (stored, _) = await collector.ChangeAsync(
            async context =>
            {
                var held = queue.Held(context, requestId).Where(r => !r.CancelRequested && r.DeletedUtc == null);
                if (await EndAsync(held, RequestStatus.Succeeded, null, null, row.Iterations, cancellationToken, run.Total) == 0)
                {
                    return false;
                }

                context.Add(row);
                await context.SaveChangesAsync(cancellationToken);
                return true;
            },
            cancellationToken
        );
        return stored;
    }

    /// <summary>
    /// Stores that a running request was cancelled, with its last preview; where the user took that back meanwhile, it waits again.
    /// </summary>
    /// <returns>Where the request stands; null where it was deleted meanwhile or another host has it, and nothing is stored.</returns>
    public async Task<RequestStatus?> CancelAsync(Guid requestId, byte[]? lastPreview, int iterations, CancellationToken cancellationToken)
    {
        await using var batch = collector.BeginBatch();
        BlobId? preview = lastPreview is null ? null : await batch.AddAsync(lastPreview, cancellationToken);
        var (status, _) = await collector.ChangeAsync(
            async context =>
            {
                var held = queue.Held(context, requestId);
                return
                    await EndAsync(
                        held.Where(RestorationRequest.IsUnwanted),
                        RequestStatus.Cancelled,
                        null,
                        preview,
                        iterations,
                        cancellationToken
                    ) > 0
                    ? RequestStatus.Cancelled
                    : await MoveAsync(held, RequestStatus.Queued, null, cancellationToken);
            },
            cancellationToken
        );
        return status;
    }

    /// <summary>
    /// Stores a run that ended before its time, with its last picture and what it goes on from: cancelled, paused, or waiting again
    /// where the user took the cancelling back.
    /// </summary>
    /// <returns>Where the request stands; null where it was deleted meanwhile or another host has it, and nothing is stored.</returns>
    /// <exception cref="StorageFullException">The disk is full; nothing is stored.</exception>
    public async Task<RequestStatus?> SetAsideAsync(Guid requestId, PausedRun run, CancellationToken cancellationToken)
    {
        await using var batch = collector.BeginBatch();
        var preview = await batch.AddAsync(run.Jpeg, cancellationToken);
        BlobId? state = run.State is null ? null : await batch.AddAsync(run.State, cancellationToken);
        var curve = state is null ? null : run.Curve.ToJson();
        var seconds = run.Elapsed.TotalSeconds;
        var (status, _) = await collector.ChangeAsync(
            async context =>
            {
                var held = queue.Held(context, requestId);
                var stored = await held.ExecuteUpdateAsync(
                    set =>
                        set.SetProperty(r => r.LastPreviewBlob, preview)
                            .SetProperty(r => r.ResumeStateBlob, state)
                            .SetProperty(r => r.EarlierCurveJson, curve)
                            .SetProperty(r => r.EarlierSeconds, r => r.EarlierSeconds + seconds)
                            .SetProperty(r => r.ProgressIndex, run.Index)
                            .SetProperty(r => r.ProgressTotal, run.Total),
                    cancellationToken
                );
                return stored == 0
                    ? null
                    : await MoveAsync(held.Where(RestorationRequest.IsUnwanted), RequestStatus.Cancelled, Now, cancellationToken)
                        ?? await MoveAsync(held.Where(r => r.PauseRequested), RequestStatus.Paused, null, cancellationToken)
                        ?? await MoveAsync(held, RequestStatus.Queued, null, cancellationToken);
            },
            cancellationToken
        );
        return status;
    }

    /// <summary>Stores that a request failed and why.</summary>
    public async Task FailAsync(Guid requestId, string sentence, CancellationToken cancellationToken)
    {
        await collector.ChangeAsync(
            context => EndAsync(queue.Held(context, requestId), RequestStatus.Failed, sentence, null, null, cancellationToken),
            cancellationToken
        );
    }

    private static async Task<RequestStatus?> MoveAsync(
        IQueryable<RestorationRequest> held,
        RequestStatus status,
        DateTime? finished,
        CancellationToken cancellationToken
    )
    {
        var moved = await held.ExecuteUpdateAsync(
            set =>
                set.SetProperty(r => r.Status, status)
                    .SetProperty(r => r.FinishedUtc, finished)
                    .SetProperty(r => r.PauseRequested, r => status == RequestStatus.Cancelled && r.PauseRequested)
                    .SetProperty(r => r.Attempts, r => status == RequestStatus.Queued ? 0 : r.Attempts)
                    .SetProperty(r => r.LeaseOwner, (string?)null)
                    .SetProperty(r => r.LeaseExpiresUtc, (DateTime?)null),
            cancellationToken
        );
        return moved > 0 ? status : null;
    }

    private Task<int> EndAsync(
        IQueryable<RestorationRequest> held,
        RequestStatus status,
        string? message,
        BlobId? preview,
        int? iterations,
        CancellationToken cancellationToken,
        int? total = null
    )
    {
        var now = Now;
        return held.ExecuteUpdateAsync(
            set =>
                set.SetProperty(r => r.Status, status)
                    .SetProperty(r => r.FinishedUtc, now)
                    .SetProperty(r => r.FailureMessage, message)
                    .SetProperty(r => r.IsNews, status != RequestStatus.Cancelled)
                    .SetProperty(r => r.LastPreviewBlob, preview)
                    .SetProperty(r => r.ProgressIndex, r => iterations ?? r.ProgressIndex)
                    .SetProperty(r => r.ProgressTotal, r => total ?? r.ProgressTotal)
                    .SetProperty(r => r.LeaseOwner, (string?)null)
                    .SetProperty(r => r.LeaseExpiresUtc, (DateTime?)null),
            cancellationToken
        );
    }
}
