using Sair.Data.Requests;

namespace Sair.Data.Tests.Requests;

public sealed class HistoryQueriesTests
{
    [Fact]
    public async Task ListAsync_SeveralRequests_ReturnsNewestFirstWithPlaceInTheQueue()
    {
        await using var data = await DataFixture.CreateAsync();
        var photo = await data.AddPhotoAsync("degraded");
        var done = await data.AddRequestAsync(photo, photo, position: 1);
        var restoration = await data.AddRestorationAsync(done, "outcome");
        var waiting = await data.AddRequestAsync(photo, photo, position: 2);
        var urgent = await data.AddRequestAsync(photo, photo, priority: 1, position: 3);

        var history = await data.Get<HistoryQueries>().ListAsync();

        Assert.Equal([urgent.Id, waiting.Id, done.Id], history.Select(entry => entry.RequestId));
        Assert.Equal([0, 1, 0], history.Select(entry => entry.WaitingBefore));
        Assert.Equal(restoration.ResultBlob, history[2].Restoration?.ResultBlob);
        Assert.Equal(DateTimeKind.Utc, history[0].CreatedUtc.Kind);
        Assert.Equal([done.Id], (await data.Get<HistoryQueries>().ListAsync(before: waiting.Id)).Select(entry => entry.RequestId));
    }

    [Fact]
    public async Task FindAsync_UnknownRequest_ReturnsNull()
    {
        await using var data = await DataFixture.CreateAsync();

        Assert.Null(await data.Get<HistoryQueries>().FindAsync(Guid.CreateVersion7()));
    }
}
