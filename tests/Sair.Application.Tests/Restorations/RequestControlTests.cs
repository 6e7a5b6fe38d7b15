using Microsoft.EntityFrameworkCore;
using Sair.Application.Restorations;
using Sair.Data.Accounts;
using Sair.Data.Requests;
using Sair.Worker.Tests.Fakes;

namespace Sair.Application.Tests.Restorations;

public sealed class RequestControlTests : IAsyncLifetime
{
    private readonly FakeEngine _engine = new() { IsGated = true };
    private readonly WorkerFixture _worker;

    public RequestControlTests() => _worker = new WorkerFixture(_engine);

    public Task InitializeAsync() => _worker.StartAsync();

    public async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        _engine.Dispose();
    }

    [Fact]
    public async Task CancelAsync_WaitingRequest_LeavesTheRunningOneAlone()
    {
        await _worker.PrepareAsync(1, 2);
        var running = await _worker.SubmitAsync(1);
        _engine.Allow(1);
        await _worker.WaitForIterationAsync(running, 1);
        var waiting = await _worker.SubmitAsync(2);
        var end = _worker.WatchAsync(running);

        Assert.True(await _worker.Control.CancelAsync(Owners.Local, waiting));
        Assert.Equal(RequestStatus.Cancelled, (await _worker.FindAsync(waiting))?.Status);
        Assert.Equal(RequestStatus.Running, (await _worker.FindAsync(running))?.Status);
        _engine.Allow(100);

        Assert.Equal(RequestStatus.Succeeded, (await end)[^1].Status);
        Assert.Equal(RequestStatus.Succeeded, (await _worker.FindAsync(running))?.Status);
        Assert.Equal([1], _engine.StartedSeeds);
    }

    [Fact]
    public async Task CancelAsync_RunningRequest_KeepsItsLastPreviewAndRunsTheNext()
    {
        await _worker.PrepareAsync(1, 2);
        var running = await _worker.SubmitAsync(1);
        _engine.Allow(1);
        await _worker.WaitForPreviewAsync(running);
        var next = await _worker.SubmitAsync(2);
        var end = _worker.WatchAsync(running);
        var endOfNext = _worker.WatchAsync(next);

        Assert.True(await _worker.Control.CancelAsync(Owners.Local, running));
        Assert.Equal(RequestStatus.Cancelled, (await end)[^1].Status);
        var entry = await _worker.FindAsync(running);
        Assert.Equal(RequestStatus.Cancelled, entry?.Status);
        Assert.NotNull(entry?.LastPreviewBlob);
        Assert.Null(entry?.Restoration);
        _engine.Allow(100);

        Assert.Equal(RequestStatus.Succeeded, (await endOfNext)[^1].Status);
        Assert.Equal(2, _engine.Released);
    }

    [Fact]
    public async Task CancelAsync_IterationFinishesAfterwards_AnnouncesNoProgress()
    {
        var release = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _engine.OnIteration = i =>
        {
            if (i == 2)
            {
                entered.SetResult();
                release.Wait();
            }
        };
        var running = await _worker.SubmitAsync();
        _engine.Allow(100);
        await entered.Task;
        await _worker.WaitForIterationAsync(running, 1);
        using var subscription = _worker.Broker.Subscribe(running);

        await _worker.Control.CancelAsync(Owners.Local, running);
        release.Set();
        var announcements = new List<Sair.Worker.Previews.RunAnnouncement>();
        await foreach (var announcement in subscription.ReadAllAsync())
        {
            announcements.Add(announcement);
        }

        // A preview of iteration 1 may still have been on its way before the cancellation; iteration 2 must not show.
        Assert.All(announcements, announcement => Assert.Equal(1, announcement.Index));
        Assert.Equal(RequestStatus.Cancelled, announcements[^1].Status);
        Assert.Single(announcements, announcement => announcement.IsLast);
        release.Dispose();
    }

    [Fact]
    public async Task CancelAsync_FinishedRequest_ReturnsFalseAndKeepsTheResult()
    {
        var request = await _worker.SubmitAsync();
        var end = _worker.WatchAsync(request);
        _engine.Allow(100);
        await end;

        Assert.False(await _worker.Control.CancelAsync(Owners.Local, request));
        Assert.NotNull((await _worker.FindAsync(request))?.Restoration);
    }

    [Fact]
    public async Task KeepAsync_RunningRequest_EndsEarlyWithAResult()
    {
        var request = await _worker.SubmitAsync(iterations: 50);
        _engine.Allow(3);
        await _worker.WaitForIterationAsync(request, 3);
        var end = _worker.WatchAsync(request);

        Assert.True(await _worker.Control.KeepAsync(Owners.Local, request));
        _engine.Allow(2);

        Assert.Equal(RequestStatus.Succeeded, (await end)[^1].Status);
        var restoration = (await _worker.FindAsync(request))?.Restoration;
        Assert.True(restoration?.KeptEarly);
        Assert.InRange(restoration!.Iterations, 3, 5);
    }

    [Fact]
    public async Task KeepAsync_WaitingRequest_ReturnsFalse()
    {
        await _worker.PrepareAsync(1, 2);
        await _worker.SubmitAsync(1);
        var waiting = await _worker.SubmitAsync(2);

        Assert.False(await _worker.Control.KeepAsync(Owners.Local, waiting));
    }

    [Fact]
    public async Task DeleteAsync_RunningRequest_LeavesOnlyThePhoto()
    {
        var request = await _worker.SubmitAsync();
        var before = _worker.CountFiles();
        _engine.Allow(2);
        await _worker.WaitForIterationAsync(request, 2);

        Assert.True(await _worker.Control.DeleteAsync(Owners.Local, request));
        await _worker.StopAsync();

        Assert.Equal(before, _worker.CountFiles());
        Assert.Null(await _worker.FindAsync(request));
        Assert.Null(_worker.Broker.FindPreview(request));
    }

    [Fact]
    public async Task DeletePhotoAsync_PhotoOfFinishedAndRunningRequests_LeavesNoFileAndNoRow()
    {
        var finished = await _worker.SubmitAsync();
        var end = _worker.WatchAsync(finished);
        _engine.Allow(4);
        await end;
        await using var context = await _worker.OpenAsync();
        var photo = await context.Photos.AsNoTracking().Include(p => p.Faces).SingleAsync(p => p.FileName == "photo.png");
        var good = await context.Photos.AsNoTracking().SingleAsync(p => p.Id != photo.Id);
        var running = await _worker
            .Get<RequestSubmission>()
            .SubmitAsync(
                new NewRequest
                {
                    OwnerId = Owners.Local,
                    FaceId = photo.Faces[0].Id,
                    EngineId = "fake",
                    Options = new FakeOptions(),
                }
            );
        _engine.Allow(1);
        await _worker.WaitForIterationAsync(running, 1);

        Assert.True(await _worker.Control.DeletePhotoAsync(Owners.Local, photo.Id));
        Assert.True(await _worker.Control.DeletePhotoAsync(Owners.Local, good.Id));
        await _worker.StopAsync();

        Assert.Equal(0, _worker.CountFiles());
        Assert.Equal(0, await context.Requests.CountAsync());
        Assert.Equal(0, await context.Restorations.CountAsync());
        Assert.Equal(0, await context.Faces.CountAsync());
    }

    [Fact]
    public async Task Any_RequestsOfAnotherUser_AreNotFoundAndGoOn()
    {
        await _worker.PrepareAsync(1, 2);
        var running = await _worker.SubmitAsync(1);
        _engine.Allow(1);
        await _worker.WaitForIterationAsync(running, 1);
        var waiting = await _worker.SubmitAsync(2);
        await using var context = await _worker.OpenAsync();
        var photo = (await context.Photos.FirstAsync(p => p.FileName == "photo.png")).Id;
        var (control, stranger) = (_worker.Control, Guid.NewGuid());

        foreach (var request in (Guid[])[running, waiting])
        {
            Assert.False(await control.CancelAsync(stranger, request));
            Assert.False(await control.WithdrawAsync(stranger, request));
            Assert.False(await control.TakeBackAsync(stranger, request));
            Assert.False(await control.PauseAsync(stranger, request));
            Assert.False(await control.ResumeAsync(stranger, request));
            Assert.False(await control.KeepAsync(stranger, request));
            Assert.False(await control.HideAsync(stranger, request));
            Assert.False(await control.UndeleteAsync(stranger, request));
            Assert.False(await control.DeleteAsync(stranger, request));
        }

        Assert.False(await control.DeletePhotoAsync(stranger, photo));
        var ends = (_worker.WatchAsync(running), _worker.WatchAsync(waiting));
        _engine.Allow(100);
        Assert.Equal(RequestStatus.Succeeded, (await ends.Item1)[^1].Status);
        Assert.Equal(RequestStatus.Succeeded, (await ends.Item2)[^1].Status);
        Assert.Equal(4, (await _worker.FindAsync(running))?.Restoration?.Iterations);
    }
}
