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

    public RequestSubmissionTests() => _worker = new WorkerFixture(_engine);

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
    public async Task SubmitAsync_UnknownEngine_ListsTheEngines()
    {
        var photo = (await _worker.Get<PhotoIntake>().AddAsync("a.png", WorkerFixture.Picture(1))).Photo;

        var exception = await Assert.ThrowsAsync<InvalidOptionsException>(() => _worker.Get<RequestSubmission>().SubmitAsync(
            new NewRequest { FaceId = photo.Faces[0].Id, EngineId = "other", Options = new FakeOptions() }));

        Assert.Contains("fake", exception.Message, StringComparison.Ordinal);
    }
}
