using Sair.Data.Accounts;
using Sair.Data.Requests;
using Sair.Engine;
using Sair.Engine.Engines.Iqpfr;
using Sair.Worker.Tests.Fakes;

namespace Sair.Worker.Tests.Runs;

public sealed class InstantPreviewTests : IDisposable
{
    private readonly FakeEngine _search = new() { IsGated = true };
    private readonly FakeEngine _instant = new() { Id = IqpfrEngine.Id };

    public void Dispose()
    {
        _search.Dispose();
        _instant.Dispose();
    }

    [Fact]
    public async Task RunAsync_InstantEngineThere_ShowsItsPictureFirstAndStoresItNowhere()
    {
        await using var worker = Worker();
        await worker.StartAsync();
        var request = await worker.SubmitAsync(iterations: 2);

        await worker.WaitForPreviewAsync(request);
        Assert.True(worker.Broker.FindPreview(request)!.IsInstant);
        Assert.Empty(_instant.LastInput!.References);
        _search.Allow(2);
        var end = await worker.WatchAsync(request);

        Assert.Equal(RequestStatus.Succeeded, end[^1].Status);
        Assert.Equal(1, _instant.Released);
        Assert.DoesNotContain(worker.Broker.Frames(request), frame => frame.IsInstant);
        Assert.Equal(2, (await worker.FindAsync(request))!.Restoration!.Iterations);
    }

    [Fact]
    public async Task RunAsync_CancelledBeforeTheFirstIteration_DoesNotKeepTheInstantPicture()
    {
        await using var worker = Worker();
        await worker.StartAsync();
        var request = await worker.SubmitAsync();
        await worker.WaitForPreviewAsync(request);

        await worker.Control.CancelAsync(Owners.Local, request);
        await worker.WatchAsync(request);
        await worker.StopAsync();

        await using var context = await worker.OpenAsync();
        Assert.Null((await context.Requests.FindAsync(request))!.LastPreviewBlob);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task RunAsync_SwitchedOffOrUnavailable_BeginsWithTheFirstIteration(bool isWanted, bool isAvailable)
    {
        _instant.OnIteration = _ =>
            throw (
                isAvailable
                    ? new InvalidOperationException("asked")
                    : new ModelUnavailableException("instant", "file", "It is not installed.")
            );
        await using var worker = Worker(isWanted);
        await worker.StartAsync();
        var request = await worker.SubmitAsync(iterations: 1);
        _search.Allow(1);

        var end = await worker.WatchAsync(request);

        Assert.Equal(RequestStatus.Succeeded, end[^1].Status);
        Assert.Equal(isWanted ? 1 : 0, _instant.Released);
    }

    private WorkerFixture Worker(bool isWanted = true) =>
        new(_search, new WorkerOptions { Host = "here", InstantPreview = isWanted }) { OtherEngines = [_instant] };
}
