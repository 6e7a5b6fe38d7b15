using Microsoft.EntityFrameworkCore;
using Sair.Data.Accounts;
using Sair.Data.Photos;
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
    public async Task ListOpenAsync_SeveralUsers_TheirPlacesTakeTurns()
    {
        await using var data = await DataFixture.CreateAsync();
        var photo = await data.AddPhotoAsync("degraded");
        var member = await data.AddUserAsync("anna");
        for (var position = 0; position < 4; position++)
        {
            await data.AddRequestAsync(photo, photo, priority: 1, position: position);
        }

        var queries = data.Get<HistoryQueries>();
        Assert.Equal(4, await queries.CountBeforeAsync(Owners.Local));
        Assert.Equal(1, await queries.CountBeforeAsync(member.Id));
        await data.AddRequestAsync(photo, photo, position: 8, ownerId: member.Id);
        await data.AddRequestAsync(photo, photo, position: 9, ownerId: member.Id);

        Assert.Equal([1, 3], (await queries.ListOpenAsync(member.Id)).Select(entry => entry.WaitingBefore));
        Assert.Equal([0, 2, 4, 5], (await queries.ListOpenAsync(Owners.Local)).Select(entry => entry.WaitingBefore));
        Assert.Equal(1, (await queries.ListAsync(member.Id)).Min(entry => entry.WaitingBefore));
    }

    [Fact]
    public async Task FindAsync_UnknownRequest_ReturnsNull()
    {
        await using var data = await DataFixture.CreateAsync();

        Assert.Null(await data.Get<HistoryQueries>().FindAsync(Guid.CreateVersion7()));
    }

    [Fact]
    public async Task Batches_SeveralWithAFaceTriedAgain_AreCountedAndShowTheNewestTry()
    {
        await using var data = await DataFixture.CreateAsync();
        var (one, two) = (await data.AddPhotoAsync("one"), await data.AddPhotoAsync("two"));
        var (old, batch) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var first = await AddAsync(one, old, 1, RequestStatus.Succeeded);
        await AddAsync(one, batch, 2, RequestStatus.Failed);
        var waiting = await AddAsync(two, batch, 3, RequestStatus.Queued);
        var again = await AddAsync(one, batch, 4, RequestStatus.Succeeded);
        var queries = data.Get<HistoryQueries>();

        Assert.Equal([again, waiting], (await queries.ListBatchAsync(Owners.Local, batch)).Select(entry => entry.RequestId));
        Assert.Equal([first], (await queries.ListBatchAsync(Owners.Local, old)).Select(entry => entry.RequestId));
        Assert.Empty(await queries.ListBatchAsync(Guid.NewGuid(), batch));
        Assert.Empty(await queries.ListBatchesAsync(Guid.NewGuid(), 3));
        var batches = await queries.ListBatchesAsync(Owners.Local, 3);
        Assert.Equal(
            [(old, 1, 1, 0), (batch, 2, 1, 1)],
            batches.Select(entry => (entry.Id, entry.Photos, entry.Done, entry.Open)).OrderBy(entry => entry.Photos)
        );
        Assert.Single(await queries.ListBatchesAsync(Owners.Local, 1));

        async Task<Guid> AddAsync(Photo photo, Guid batchId, long position, RequestStatus status)
        {
            var request = await data.AddRequestAsync(photo, photo, position: position);
            await using var context = await data.Contexts.CreateDbContextAsync();
            await context
                .Requests.Where(r => r.Id == request.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.BatchId, batchId).SetProperty(r => r.Status, status));
            return request.Id;
        }
    }
}
