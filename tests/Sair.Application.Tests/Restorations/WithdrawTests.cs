using Sair.Application.Restorations;
using Sair.Data.Accounts;
using Sair.Data.Requests;
using Sair.Worker.Tests.Fakes;

namespace Sair.Application.Tests.Restorations;

/// <summary>Cancelling that can be taken back.</summary>
public sealed class WithdrawTests : IAsyncLifetime
{
    private static readonly Guid s_stranger = Guid.NewGuid();

    private readonly FakeEngine _engine = new() { IsGated = true };
    private readonly WorkerFixture _worker;

    public WithdrawTests() => _worker = new WorkerFixture(_engine);

    private RequestControl Control => _worker.Control;

    public Task InitializeAsync() => _worker.StartAsync();

    public async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        _engine.Dispose();
    }

    [Fact]
    public async Task TakeBackAsync_WaitingRequest_RunsInItsOldPlace()
    {
        await _worker.PrepareAsync(1, 2, 3);
        var running = await _worker.SubmitAsync(1, iterations: 1);
        var second = await _worker.SubmitAsync(2, iterations: 1);
        var third = await _worker.SubmitAsync(3, iterations: 1);
        Assert.True(await Control.WithdrawAsync(Owners.Local, second));
        Assert.Equal(RequestStatus.Cancelled, (await _worker.FindAsync(second))!.Status);

        Assert.True(await Control.TakeBackAsync(Owners.Local, second));
        Assert.False(await Control.TakeBackAsync(Owners.Local, second));
        var end = _worker.WatchAsync(third);
        _engine.Allow(3);
        await end;

        Assert.Equal([1, 2, 3], _engine.StartedSeeds);
        Assert.Equal(RequestStatus.Succeeded, (await _worker.FindAsync(running))!.Status);
    }

    [Fact]
    public async Task TakeBackAsync_RunThatEnded_GoesOnFromItsState()
    {
        var request = await _worker.SubmitAsync(iterations: 4);
        _engine.Allow(1);
        await _worker.WaitForIterationAsync(request, 1);
        var end = _worker.WatchAsync(request);
        Assert.True(await Control.WithdrawAsync(Owners.Local, request));
        Assert.True((await _worker.FindAsync(request))!.IsEnding);
        _engine.Allow(1);
        Assert.Equal(RequestStatus.Cancelled, (await end)[^1].Status);
        var entry = await _worker.FindAsync(request);
        Assert.Equal((RequestStatus.Cancelled, true, 2), (entry!.Status, entry.HasState, entry.ProgressIndex));
        Assert.NotNull(entry.LastPreviewBlob);

        Assert.True(await Control.TakeBackAsync(Owners.Local, request));
        var again = _worker.WatchAsync(request);
        _engine.Allow(100);

        Assert.Equal(RequestStatus.Succeeded, (await again)[^1].Status);
        Assert.Equal([2, 1, 2], _engine.LastInput!.ResumeState);
    }

    [Fact]
    public async Task TakeBackAsync_RunThatStillEnds_WaitsAgainAndGoesOn()
    {
        var request = await _worker.SubmitAsync(iterations: 4);
        _engine.Allow(1);
        await _worker.WaitForIterationAsync(request, 1);
        await Control.WithdrawAsync(Owners.Local, request);

        Assert.True(await Control.TakeBackAsync(Owners.Local, request));
        _engine.Allow(100);

        var entry = await EndOfAsync(request);
        Assert.Equal(RequestStatus.Succeeded, entry.Status);
        Assert.Equal([2, 1, 2], _engine.LastInput!.ResumeState);
    }

    [Fact]
    public async Task WithdrawAsync_RunningRequest_AnnouncesNoMoreProgress()
    {
        var request = await _worker.SubmitAsync(iterations: 4);
        _engine.Allow(1);
        await _worker.WaitForIterationAsync(request, 1);
        var heard = _worker.WatchAsync(request);

        await Control.WithdrawAsync(Owners.Local, request);
        _engine.Allow(100);

        Assert.All(await heard, announcement => Assert.True(announcement.IsLast || announcement.Index <= 1));
    }

    [Fact]
    public async Task TakeBackAsync_PausedRequest_IsPausedAgain()
    {
        await _worker.PrepareAsync(1, 2);
        await _worker.SubmitAsync(1);
        var paused = await _worker.SubmitAsync(2);
        await Control.PauseAsync(Owners.Local, paused);

        Assert.True(await Control.WithdrawAsync(Owners.Local, paused));
        await Control.TakeBackAsync(Owners.Local, paused);

        Assert.Equal(RequestStatus.Paused, (await _worker.FindAsync(paused))!.Status);
    }

    [Fact]
    public async Task UndeleteAsync_WaitingRequest_RunsInItsOldPlace()
    {
        await _worker.PrepareAsync(1, 2, 3);
        await _worker.SubmitAsync(1, iterations: 1);
        var second = await _worker.SubmitAsync(2, iterations: 1);
        var third = await _worker.SubmitAsync(3, iterations: 1);
        Assert.True(await Control.HideAsync(Owners.Local, second));
        Assert.False(await Control.HideAsync(Owners.Local, second));
        Assert.Null(await _worker.FindAsync(second, Owners.Local));

        Assert.True(await Control.UndeleteAsync(Owners.Local, second));
        Assert.Equal(RequestStatus.Queued, (await _worker.FindAsync(second, Owners.Local))!.Status);
        var end = _worker.WatchAsync(third);
        _engine.Allow(3);
        await end;

        Assert.Equal([1, 2, 3], _engine.StartedSeeds);
    }

    [Fact]
    public async Task UndeleteAsync_RunThatEnded_GoesOnFromItsState()
    {
        var request = await _worker.SubmitAsync(iterations: 4);
        _engine.Allow(1);
        await _worker.WaitForIterationAsync(request, 1);
        var end = _worker.WatchAsync(request);
        Assert.True(await Control.HideAsync(Owners.Local, request));
        _engine.Allow(1);
        Assert.Equal(RequestStatus.Cancelled, (await end)[^1].Status);

        Assert.True(await Control.UndeleteAsync(Owners.Local, request));
        var again = _worker.WatchAsync(request);
        _engine.Allow(100);

        Assert.Equal(RequestStatus.Succeeded, (await again)[^1].Status);
        Assert.Equal([2, 1, 2], _engine.LastInput!.ResumeState);
    }

    [Fact]
    public async Task UndeleteAsync_RunThatStillEnds_WaitsAgainAndGoesOn()
    {
        var request = await _worker.SubmitAsync(iterations: 4);
        _engine.Allow(1);
        await _worker.WaitForIterationAsync(request, 1);
        await Control.HideAsync(Owners.Local, request);

        Assert.True(await Control.UndeleteAsync(Owners.Local, request));
        _engine.Allow(100);

        Assert.Equal(RequestStatus.Succeeded, (await EndOfAsync(request)).Status);
        Assert.Equal([2, 1, 2], _engine.LastInput!.ResumeState);
    }

    [Fact]
    public async Task UndeleteAsync_RunThatEndedWithTheProcess_WaitsAnew()
    {
        var request = await _worker.SubmitAsync(iterations: 4);
        _engine.Allow(1);
        await _worker.WaitForIterationAsync(request, 1);
        await Control.HideAsync(Owners.Local, request);
        await _worker.StopAsync();
        Assert.Null(await _worker.Queue.ClaimAsync());

        Assert.True(await Control.UndeleteAsync(Owners.Local, request));

        Assert.Equal(RequestStatus.Queued, (await _worker.FindAsync(request))!.Status);
    }

    [Fact]
    public async Task UndeleteAsync_PausedRequest_IsPausedAgain()
    {
        await _worker.PrepareAsync(1, 2);
        await _worker.SubmitAsync(1);
        var paused = await _worker.SubmitAsync(2);
        await Control.PauseAsync(Owners.Local, paused);
        await Control.HideAsync(Owners.Local, paused);

        await Control.UndeleteAsync(Owners.Local, paused);

        Assert.Equal(RequestStatus.Paused, (await _worker.FindAsync(paused))!.Status);
    }

    [Fact]
    public async Task UndeleteAsync_RequestThatWasCancelledBefore_StaysCancelled()
    {
        await _worker.PrepareAsync(1, 2);
        await _worker.SubmitAsync(1);
        var cancelled = await _worker.SubmitAsync(2);
        await Control.CancelAsync(Owners.Local, cancelled);
        await Control.HideAsync(Owners.Local, cancelled);

        Assert.True(await Control.UndeleteAsync(Owners.Local, cancelled));

        Assert.Equal(RequestStatus.Cancelled, (await _worker.FindAsync(cancelled, Owners.Local))!.Status);
    }

    [Fact]
    public async Task HideAndUndelete_OfSomebodyElse_DoNothing()
    {
        await _worker.PrepareAsync(1, 2);
        await _worker.SubmitAsync(1);
        var waiting = await _worker.SubmitAsync(2);

        Assert.False(await Control.HideAsync(s_stranger, waiting));
        Assert.Equal(RequestStatus.Queued, (await _worker.FindAsync(waiting, Owners.Local))!.Status);
        await Control.HideAsync(Owners.Local, waiting);
        Assert.False(await Control.UndeleteAsync(s_stranger, waiting));

        Assert.Null(await _worker.FindAsync(waiting, Owners.Local));
    }

    [Fact]
    public async Task TakeBackAsync_RunThatWasStoppedAtOnce_WaitsAnew()
    {
        var release = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _engine.OnIteration = i =>
        {
            if (i == 2 && entered.TrySetResult())
            {
                release.Wait();
            }
        };
        var request = await _worker.SubmitAsync(iterations: 4);
        _engine.Allow(100);
        await entered.Task;
        await Control.CancelAsync(Owners.Local, request);

        Assert.True(await Control.TakeBackAsync(Owners.Local, request));
        release.Set();

        Assert.Equal(RequestStatus.Succeeded, (await EndOfAsync(request)).Status);
        release.Dispose();
    }

    [Fact]
    public async Task WithdrawAndTakeBack_OfSomebodyElse_DoNothing()
    {
        await _worker.PrepareAsync(1, 2);
        await _worker.SubmitAsync(1);
        var waiting = await _worker.SubmitAsync(2);

        Assert.False(await Control.WithdrawAsync(s_stranger, waiting));
        Assert.Equal(RequestStatus.Queued, (await _worker.FindAsync(waiting))!.Status);
        await Control.WithdrawAsync(Owners.Local, waiting);
        Assert.False(await Control.TakeBackAsync(s_stranger, waiting));

        Assert.Equal(RequestStatus.Cancelled, (await _worker.FindAsync(waiting))!.Status);
    }

    [Fact]
    public async Task WithdrawAsync_FinishedRequest_IsNothing()
    {
        var request = await _worker.SubmitAsync(iterations: 1);
        _engine.Allow(1);
        await EndOfAsync(request);

        Assert.False(await Control.WithdrawAsync(Owners.Local, request));
        Assert.False(await Control.TakeBackAsync(Owners.Local, request));
    }

    private async Task<HistoryEntry> EndOfAsync(Guid request)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            if (
                await _worker.FindAsync(request) is
                { Status: RequestStatus.Succeeded or RequestStatus.Failed or RequestStatus.Cancelled } entry
            )
            {
                return entry;
            }

            await Task.Delay(5, patience.Token);
        }
    }
}
