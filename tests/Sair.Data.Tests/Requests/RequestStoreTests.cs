using Sair.Data.Requests;

namespace Sair.Data.Tests.Requests;

public sealed class RequestStoreTests
{
    [Fact]
    public async Task DeleteAsync_RequestWithOutcome_KeepsOnlyThePhotos()
    {
        await using var data = await DataFixture.CreateAsync();
        var photo = await data.AddPhotoAsync("degraded");
        var request = await data.AddRequestAsync(photo, photo);
        await data.AddRestorationAsync(request, "outcome");

        Assert.True(await data.Get<RequestStore>().DeleteAsync(request.Id));

        Assert.Equal(4, data.CountFiles());
        Assert.Null(await data.Get<HistoryQueries>().FindAsync(request.Id));
        Assert.False(await data.Get<RequestStore>().DeleteAsync(request.Id));
    }
}
