using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sair.Application;
using Sair.Application.Restorations;
using Sair.Data;
using Sair.Data.Requests;
using Sair.Engine;
using Sair.Worker.Gpu;
using Sair.Worker.Previews;
using Sair.Worker.Queue;
using Sair.Worker.Runs;

namespace Sair.Worker;

/// <summary>The loops that take requests from the queue and run them, one after another on each lane.</summary>
internal sealed partial class RestorationWorker(
    RequestQueue queue,
    QueueSignal signal,
    RestorationRunner runner,
    RunLanes lanes,
    RunRecorder recorder,
    PreviewBroker broker,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<RestorationWorker> logger
) : ResilientBackgroundService(time, logger)
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await base.ExecuteAsync(stoppingToken);
        await Task.WhenAll(lanes.All.Select(lane => WorkAsync(lane, stoppingToken)));
    }

    /// <inheritdoc/>
    /// <remarks>Puts back what an earlier process left, before any lane takes something.</remarks>
    protected override async Task<bool> StepAsync(CancellationToken stoppingToken)
    {
        await queue.RecoverAsync(stoppingToken);
        return false;
    }

    private async Task WorkAsync(RunLane lane, CancellationToken stopping)
    {
        var work = new Work();
        await RepeatAsync(
            async token =>
            {
                await WorkAsync(lane, work, token);
                return true;
            },
            stopping
        );
        await PutBackAsync(work);
    }

    private async Task WorkAsync(RunLane lane, Work work, CancellationToken stopping)
    {
        // A failure that cannot be stored, on a full disk for example, is tried again until it can.
        if (work is { Request: { } failed, Failure: { } failure })
        {
            await StoreFailureAsync(failed, failure, stopping);
            (work.Request, work.Failure) = (null, null);
        }

        work.Request = lane.HasRoom() ? await queue.ClaimAsync(stopping) : null;
        if (work.Request is not { } request)
        {
            await signal.WaitAsync(stopping);
            return;
        }

        if (lanes.All.Count > 1)
        {
            // One signal may stand for several requests, and wakes one lane.
            signal.Wake();
        }

        try
        {
            await runner.RunAsync(request, lane, stopping);
            work.Request = null;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            LogFailure(exception, request.Id);
            work.Failure = exception;
        }
    }

    private async Task StoreFailureAsync(RestorationRequest request, Exception failure, CancellationToken cancellationToken)
    {
        var sentence = FailureSentences.For(failure);
        await recorder.FailAsync(request.Id, sentence, cancellationToken);
        broker.Finish(request.Id, RequestStatus.Failed, sentence);
        if (failure is TorchException { IsFatal: true })
        {
            // The device is unusable for the rest of this process; the supervisor starts a new one.
            lifetime.StopApplication();
        }
    }

    // What cannot be stored at the end is put back by the next start.
    private async Task PutBackAsync(Work work)
    {
        try
        {
            if (work is { Request: { } running, Failure: null })
            {
                await queue.ReleaseAsync(running.Id, CancellationToken.None);
            }
            else if (work is { Request: { } failed, Failure: { } failure })
            {
                await StoreFailureAsync(failed, failure, CancellationToken.None);
            }
        }
        catch (Exception exception)
        {
            LogFailure(exception, work.Request?.Id);
        }
    }

    [LoggerMessage(LogLevel.Error, "Request {RequestId} failed.")]
    private partial void LogFailure(Exception exception, Guid? requestId);

    /// <summary>What a lane has in hand: a request, and why it failed where that is not stored yet.</summary>
    private sealed class Work
    {
        public RestorationRequest? Request { get; set; }

        public Exception? Failure { get; set; }
    }
}

/// <summary>Turns an exception into the sentence that is stored with a failed request.</summary>
internal static class FailureSentences
{
    private const string OutOfMemory =
        "There was not enough memory for this restoration: close other programs or choose a smaller size, then try again.";
    private const string Unknown =
        "The restoration failed because of an error in the program: the log has the details; try again, and if it fails again, try "
        + "other options.";

    /// <summary>Gets the sentence for the user.</summary>
    public static string For(Exception exception) =>
        exception switch
        {
            SairException or StorageException => exception.Message,
            OutOfDeviceMemoryException or OutOfMemoryException => OutOfMemory,
            _ when StorageFullException.IsCauseOf(exception) => new StorageFullException(null, exception).Message,
            _ => Unknown,
        };
}
