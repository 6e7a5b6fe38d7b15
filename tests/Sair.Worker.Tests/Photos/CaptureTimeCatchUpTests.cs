using Microsoft.EntityFrameworkCore;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.TestKit;
using Sair.Worker.Photos;
using Sair.Worker.Tests.Fakes;

namespace Sair.Worker.Tests.Photos;

public sealed class CaptureTimeCatchUpTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task ExecuteAsync_PhotosThatWereNeverAsked_GetTheirDateOnceAndTheOthersStayAsTheyAre()
    {
        using var engine = new FakeEngine();
        await using var worker = new WorkerFixture(engine);
        await worker.InitializeAsync();
        var lost = await AddAsync(worker, "described.webp");
        var dated = await AddAsync(worker, "described.heic");
        var undated = await AddAsync(worker, null);
        File.Delete(worker.Get<BlobStore>().PathOf(lost.OriginalBlob));
        await using (var context = await worker.OpenAsync())
        {
            await context.Photos.ExecuteUpdateAsync(set => set.SetProperty(photo => photo.TakenUtc, (DateTime?)null).SetProperty(photo => photo.TakenRead, false));
        }

        var known = await AddAsync(worker, "xmp.avif");

        await worker.StartAsync();

        var photos = await WaitAsync(worker, undated.Id);
        Assert.Equal((new DateTime(2009, 6, 7, 18, 30, 5, 250, DateTimeKind.Utc), true), (photos[dated.Id].TakenUtc, photos[dated.Id].TakenRead));
        Assert.Null(photos[undated.Id].TakenUtc);
        Assert.False(photos[lost.Id].TakenRead);
        Assert.Equal(known.TakenUtc, photos[known.Id].TakenUtc);
    }

    private static async Task<Dictionary<Guid, Photo>> WaitAsync(WorkerFixture worker, Guid last)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (true)
        {
            await using var context = await worker.OpenAsync();
            var photos = await context.Photos.AsNoTracking().ToDictionaryAsync(photo => photo.Id, patience.Token);
            if (photos[last].TakenRead)
            {
                return photos;
            }

            await Task.Delay(20, patience.Token);
        }
    }

    private static async Task<Photo> AddAsync(WorkerFixture worker, string? fixture) =>
        (await worker.Get<PhotoIntake>().AddAsync("a", fixture is null ? WorkerFixture.Picture(1) : await File.ReadAllBytesAsync(Fixtures.Locate("metadata", fixture)))).Photo;
}
