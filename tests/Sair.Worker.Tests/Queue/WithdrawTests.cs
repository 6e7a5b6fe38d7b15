using Sair.Data.Accounts;
using Sair.Data.Requests;
using Sair.Worker.Queue;
using Sair.Worker.Tests.Fakes;

namespace Sair.Worker.Tests.Queue;

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
        Assert.Equal(RequestStatus.Queued, await Control.WithdrawAsync(Owners.Local, second));
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
        Assert.Equal(RequestStatus.Running, await Control.WithdrawAsync(Owners.Local, request));
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
        await Control.PauseAsync(paused);

        var stood = await Control.WithdrawAsync(Owners.Local, paused);
        Assert.Equal(RequestStatus.Paused, stood);
        await Control.TakeBackAsync(Owners.Local, paused, stood!.Value);

        Assert.Equal(RequestStatus.Paused, (await _worker.FindAsync(paused))!.Status);
    }

    [Fact]
    public async Task WithdrawAndTakeBack_OfSomebodyElse_DoNothing()
    {
        await _worker.PrepareAsync(1, 2);
        await _worker.SubmitAsync(1);
        var waiting = await _worker.SubmitAsync(2);

        Assert.Null(await Control.WithdrawAsync(s_stranger, waiting));
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

        Assert.Null(await Control.WithdrawAsync(Owners.Local, request));
        Assert.False(await Control.TakeBackAsync(Owners.Local, request));
    }

    private async Task<HistoryEntry> EndOfAsync(Guid request)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            if (await _worker.FindAsync(request) is { Status: RequestStatus.Succeeded or RequestStatus.Failed or RequestStatus.Cancelled } entry)
            {
                return entry;
            }

            await Task.Delay(5, patience.Token);
        }
    }
}
