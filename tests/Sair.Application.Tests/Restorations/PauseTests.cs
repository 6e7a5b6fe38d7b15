using Microsoft.EntityFrameworkCore;
using Sair.Application.Restorations;
using Sair.Data.Accounts;
using Sair.Data.Requests;
using Sair.Data.Restorations;
using Sair.Engine;
using Sair.Worker.Tests.Fakes;

namespace Sair.Application.Tests.Restorations;

public sealed class PauseTests : IAsyncLifetime
{
    private readonly FakeEngine _engine = new() { IsGated = true };
    private readonly WorkerFixture _worker;

    public PauseTests() => _worker = new WorkerFixture(_engine);

    public Task InitializeAsync() => _worker.StartAsync();

    public async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        _engine.Dispose();
    }

    [Fact]
    public async Task PauseAsync_RunningRequest_KeepsItsStateAndGoesOnFromIt()
    {
        var request = await _worker.SubmitAsync(iterations: 4);
        _engine.Allow(1);
        await _worker.WaitForIterationAsync(request, 1);
        var pause = _worker.WatchAsync(request);

        Assert.True(await _worker.Control.PauseAsync(Owners.Local, request));
        _engine.Allow(1);

        Assert.Equal(RequestStatus.Paused, (await pause)[^1].Status);
        var entry = await _worker.FindAsync(request);
        Assert.Equal((RequestStatus.Paused, 2, 4), (entry!.Status, entry.ProgressIndex, entry.ProgressTotal));
        Assert.NotNull(entry.LastPreviewBlob);

        Assert.True(await _worker.Control.ResumeAsync(Owners.Local, request));
        var end = _worker.WatchAsync(request);
        _engine.Allow(100);

        Assert.Equal(RequestStatus.Succeeded, (await end)[^1].Status);
        Assert.Equal([2, 1, 2], _engine.LastInput!.ResumeState);
        var curve = LossCurve.Parse((await _worker.FindAsync(request))!.Restoration!.LossCurveJson);

        // This engine begins again at its first iteration: what it did before the pause counts once.
        Assert.Equal([1, 2, 3, 4], curve.Index);
        entry = await _worker.FindAsync(request);
        Assert.Equal((4, 4, 4), (entry!.Restoration!.Iterations, entry.ProgressIndex, entry.ProgressTotal));
    }

    [Fact]
    public async Task PauseAsync_RunThatGoesOn_CountsTheTimeOfBothParts()
    {
        var clock = new FakeClock();
        using var engine = new FakeEngine { IsGated = true, OnIteration = _ => clock.Advance(TimeSpan.FromSeconds(2)) };
        await using var worker = new WorkerFixture(engine, time: clock);
        await worker.StartAsync();
        var request = await worker.SubmitAsync(iterations: 4);
        engine.Allow(1);
        await worker.WaitForIterationAsync(request, 1);
        var pause = worker.WatchAsync(request);
        await worker.Control.PauseAsync(Owners.Local, request);
        engine.Allow(1);
        await pause;
        clock.Advance(TimeSpan.FromHours(3));
        await worker.Control.ResumeAsync(Owners.Local, request);
        var end = worker.WatchAsync(request);
        engine.Allow(100);

        Assert.Equal(RequestStatus.Succeeded, (await end)[^1].Status);
        var result = (await worker.FindAsync(request))!.Restoration!;
        Assert.Equal((12, 2), (result.DurationSeconds, result.SecondsPerIteration));
    }

    [Fact]
    public async Task PauseAsync_WaitingRequest_IsSkippedUntilItGoesOn()
    {
        await _worker.PrepareAsync(1, 2, 3);
        var running = await _worker.SubmitAsync(1, iterations: 1);
        var paused = await _worker.SubmitAsync(2, iterations: 1);
        var last = await _worker.SubmitAsync(3, iterations: 1);
        Assert.True(await _worker.Control.PauseAsync(Owners.Local, paused));
        var end = _worker.WatchAsync(last);
        _engine.Allow(2);
        await end;

        Assert.Equal([1, 3], _engine.StartedSeeds);
        Assert.Equal(RequestStatus.Succeeded, (await _worker.FindAsync(running))?.Status);
        Assert.True(await _worker.Control.ResumeAsync(Owners.Local, paused));
        var endOfPaused = _worker.WatchAsync(paused);
        _engine.Allow(1);

        Assert.Equal(RequestStatus.Succeeded, (await endOfPaused)[^1].Status);
    }

    [Fact]
    public async Task CancelAsync_PausedRequest_EndsItAndLeavesTheRunningOneAlone()
    {
        await _worker.PrepareAsync(1, 2);
        var running = await _worker.SubmitAsync(1);
        _engine.Allow(1);
        await _worker.WaitForIterationAsync(running, 1);
        var paused = await _worker.SubmitAsync(2);
        await _worker.Control.PauseAsync(Owners.Local, paused);

        Assert.True(await _worker.Control.CancelAsync(Owners.Local, paused));

        Assert.Equal(RequestStatus.Cancelled, (await _worker.FindAsync(paused))?.Status);
        Assert.Equal(RequestStatus.Running, (await _worker.FindAsync(running))?.Status);
        Assert.False(await _worker.Control.ResumeAsync(Owners.Local, paused));
    }

    [Fact]
    public async Task SubmitAsync_BranchOfAPictureThatWasMadeInOneGo_IsRefused()
    {
        (_engine.KeepsState, var parent) = (false, await _worker.SubmitAsync(1, iterations: 1));
        _engine.Allow(100);
        await _worker.WatchAsync(parent);
        await using var context = await _worker.OpenAsync();
        var row = await context.Requests.SingleAsync(r => r.Id == parent);

        var refusal = await Assert.ThrowsAsync<InvalidOptionsException>(() =>
            _worker
                .Get<RequestSubmission>()
                .SubmitAsync(
                    new NewRequest
                    {
                        OwnerId = Owners.Local,
                        FaceId = row.FaceId,
                        EngineId = "fake",
                        Options = new FakeOptions { Iterations = 6 },
                        Branch = new BranchPoint(parent, 1),
                    }
                )
        );

        Assert.StartsWith("This picture was made in one go", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, new[] { 1 })]
    [InlineData(2, new[] { 1, 1 })]
    public async Task SubmitAsync_BranchOfAFinishedRun_GoesOnFromThatIteration(int iteration, int[] startedSeedsBefore)
    {
        _engine.Allow(100);
        var parent = await _worker.SubmitAsync(1, iterations: 4);
        await _worker.WatchAsync(parent);
        await using var context = await _worker.OpenAsync();
        var row = await context.Requests.SingleAsync(r => r.Id == parent);
        var branch = await _worker
            .Get<RequestSubmission>()
            .SubmitAsync(
                new NewRequest
                {
                    OwnerId = Owners.Local,
                    FaceId = row.FaceId,
                    EngineId = "fake",
                    Options = new FakeOptions { Iterations = 6, Seed = 9 },
                    Branch = new BranchPoint(parent, iteration),
                }
            );

        await _worker.WatchAsync(branch);

        Assert.Equal((byte)iteration, _engine.LastInput!.ResumeState![0]);
        Assert.Equal([.. startedSeedsBefore, 9], _engine.StartedSeeds);
    }
}
