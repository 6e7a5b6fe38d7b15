using Microsoft.EntityFrameworkCore;
using Sair.Data.Accounts;
using Sair.Engine;
using Sair.Engine.Faces;
using Sair.Worker.Photos;
using Sair.Worker.Queue;
using Sair.Worker.Tests.Fakes;

namespace Sair.Worker.Tests.Queue;

public sealed class RequestSubmissionTests : IAsyncLifetime
{
    private readonly FakeEngine _engine = new();
    private readonly WorkerFixture _worker;

    public RequestSubmissionTests() => _worker = new WorkerFixture(_engine, new WorkerOptions { Host = "here", WaitingPerUser = 3 });

    public Task InitializeAsync() => _worker.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        _engine.Dispose();
    }

    [Fact]
    public async Task SubmitAsync_OptionOutOfRange_SaysSoAndStoresNothing()
    {
        await Assert.ThrowsAsync<InvalidOptionsException>(() => _worker.SubmitAsync(iterations: 0));

        Assert.Null(await _worker.Queue.ClaimAsync());
    }

    [Fact]
    public async Task SubmitAsync_FaceOfTwelvePixels_SaysWhatIsNeeded()
    {
        _worker.Faces.Boxes[0] = new FaceBox(0, 0, 12, 12);

        var exception = await Assert.ThrowsAsync<InvalidOptionsException>(() => _worker.SubmitAsync());

        Assert.Contains("12 pixels", exception.Message, StringComparison.Ordinal);
        Assert.Contains("larger copy", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, null, 0)]
    [InlineData(true, null, -1)]
    [InlineData(true, 0, 0)]
    [InlineData(false, 1, 1)]
    public async Task SubmitAsync_PriorityOpen_IsLowWhereTheOptionsGiveWay(bool isLong, int? asked, int stored)
    {
        var photo = (await _worker.Get<PhotoIntake>().AddAsync("a.png", WorkerFixture.Picture(1))).Photo;

        var id = await _worker.Get<RequestSubmission>().SubmitAsync(
            new NewRequest { FaceId = photo.Faces[0].Id, EngineId = "fake", Options = new FakeOptions { IsLong = isLong }, Priority = asked });

        await using var context = await _worker.OpenAsync();
        Assert.Equal(stored, (await context.Requests.FindAsync(id))!.Priority);
    }

    [Fact]
    public async Task SubmitAsync_AsManyWaitAsMay_IsRefusedUntilOneRuns()
    {
        var waiting = await _worker.SubmitAsync(1);
        await _worker.SubmitAsync(2);
        await _worker.SubmitAsync(3);
        await _worker.Control.PauseAsync(waiting);

        var exception = await Assert.ThrowsAsync<QueueFullException>(() => _worker.SubmitAsync(4));

        Assert.Equal("3 of your restorations wait already, as many as may wait at once: cancel some in the queue, or try again when some are done.", exception.Message);
        await using var context = await _worker.OpenAsync();
        Assert.Equal(3, await context.Requests.CountAsync());
        Assert.NotNull(await _worker.Queue.ClaimAsync());
        await _worker.SubmitAsync(4);
    }

    [Fact]
    public async Task CheckRoomAsync_MoreThanMayWait_SaysHowManyMay()
    {
        await _worker.SubmitAsync(1);
        var submission = _worker.Get<RequestSubmission>();

        await submission.CheckRoomAsync(Owners.Local, 2);
        await submission.CheckRoomAsync(Guid.NewGuid(), 3);
        var exception = await Assert.ThrowsAsync<QueueFullException>(() => submission.CheckRoomAsync(Owners.Local, 3));

        Assert.Equal("These are 3 restorations, and only 2 more may wait at once: begin with fewer, or try again when some are done.", exception.Message);
    }

    [Fact]
    public async Task SubmitAsync_SeveralAtOnce_NoneSlipsPastTheLimit()
    {
        await _worker.PrepareAsync(1);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            try
            {
                await _worker.SubmitAsync(1);
                return true;
            }
            catch (QueueFullException)
            {
                return false;
            }
        })));

        Assert.Equal(3, outcomes.Count(done => done));
    }

    [Fact]
    public async Task SubmitAsync_UnknownEngine_ListsTheEngines()
    {
        var photo = (await _worker.Get<PhotoIntake>().AddAsync("a.png", WorkerFixture.Picture(1))).Photo;

        var exception = await Assert.ThrowsAsync<InvalidOptionsException>(() => _worker.Get<RequestSubmission>().SubmitAsync(
            new NewRequest { FaceId = photo.Faces[0].Id, EngineId = "other", Options = new FakeOptions() }));

        Assert.Contains("fake", exception.Message, StringComparison.Ordinal);
    }
}
