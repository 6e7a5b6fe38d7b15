using Microsoft.EntityFrameworkCore;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Requests;

namespace Sair.Data.Tests.Requests;

public sealed class RequestStoreTests
{
    [Fact]
    public async Task SetToldAsync_SomeOfWhatEnded_LeavesTheRestNews()
    {
        await using var data = await DataFixture.CreateAsync();
        var photo = await data.AddPhotoAsync("degraded");
        var (first, second) = (
            await data.AddRequestAsync(photo, photo, position: 1),
            await data.AddRequestAsync(photo, photo, position: 2)
        );
        await using (var context = await data.Contexts.CreateDbContextAsync())
        {
            await context.Requests.ExecuteUpdateAsync(set => set.SetProperty(r => r.IsNews, true));
        }

        await data.Get<RequestStore>().SetToldAsync(Guid.NewGuid(), [first.Id, second.Id]);
        await data.Get<RequestStore>().SetToldAsync(Owners.Local, [first.Id]);

        Assert.Equal([second.Id], await data.Get<HistoryQueries>().ListNewsAsync(Owners.Local));
        Assert.Empty(await data.Get<HistoryQueries>().ListNewsAsync(Guid.NewGuid()));
    }

    [Fact]
    public async Task DeleteAsync_RequestWithOutcome_KeepsOnlyThePhotos()
    {
        await using var data = await DataFixture.CreateAsync();
        var photo = await data.AddPhotoAsync("degraded");
        var request = await data.AddRequestAsync(photo, photo);
        await data.AddRestorationAsync(request, "outcome");

        Assert.True(await data.Get<RequestStore>().DeleteAsync(request.Id));

        Assert.Equal(3, data.CountFiles());
        Assert.Null(await data.Get<HistoryQueries>().FindAsync(request.Id));
        Assert.False(await data.Get<RequestStore>().DeleteAsync(request.Id));
    }

    [Fact]
    public async Task ForgetStatesAsync_CancelledRunWithAState_DeletesItOnceItIsOldEnough()
    {
        await using var data = await DataFixture.CreateAsync();
        var photo = await data.AddPhotoAsync("degraded");
        var request = await data.AddRequestAsync(photo, photo);
        var ended = new DateTime(2030, 1, 3, 0, 0, 0, DateTimeKind.Utc);
        await using (var batch = data.Collector.BeginBatch())
        {
            BlobId? state = await batch.AddAsync(new byte[] { 1, 2, 3 });
            await using var context = await data.Contexts.CreateDbContextAsync();
            await context
                .Requests.Where(r => r.Id == request.Id)
                .ExecuteUpdateAsync(set =>
                    set.SetProperty(r => r.Status, RequestStatus.Cancelled)
                        .SetProperty(r => r.FinishedUtc, ended)
                        .SetProperty(r => r.ResumeStateBlob, state)
                );
        }

        Assert.Equal(0, await data.Get<RequestStore>().ForgetStatesAsync(ended));
        Assert.True((await data.Get<HistoryQueries>().FindAsync(request.Id))!.HasState);
        Assert.Equal(1, await data.Get<RequestStore>().ForgetStatesAsync(ended.AddMinutes(1)));

        Assert.False((await data.Get<HistoryQueries>().FindAsync(request.Id))!.HasState);
        Assert.Equal(3, data.CountFiles());
    }

    [Fact]
    public async Task FindAsync_FaceOfAGroupAndAPerson_NamesThem()
    {
        await using var data = await DataFixture.CreateAsync();
        var photo = await data.AddPhotoAsync("degraded");
        var request = await data.AddRequestAsync(photo, photo);

        var entry = await data.Get<HistoryQueries>().FindAsync(request.Id);

        Assert.Equal((1, 1, photo.Id, null), (entry!.FaceNumber, entry.FaceCount, entry.PhotoId, entry.PersonName));
    }
}
