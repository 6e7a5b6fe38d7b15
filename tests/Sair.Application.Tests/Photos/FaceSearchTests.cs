using Microsoft.EntityFrameworkCore;
using Sair.Application.Photos;
using Sair.Data.Accounts;
using Sair.Data.Photos;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Worker.Tests.Fakes;

namespace Sair.Application.Tests.Photos;

public sealed class FaceSearchTests : IAsyncLifetime
{
    private readonly FakeEngine _engine = new();
    private readonly WorkerFixture _worker;

    public FaceSearchTests() => _worker = new WorkerFixture(_engine);

    public Task InitializeAsync() => _worker.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        _engine.Dispose();
    }

    [Fact]
    public async Task AddQuicklyAsync_LargePhoto_HasTheFirstFacesAtOnceAndTheOthersLater()
    {
        _worker.Faces.SmallBoxes.AddRange([new FaceBox(200, 200, 20, 20), new FaceBox(5, 5, 20, 20)]);

        var photo = await AddAsync(Picture(1200));

        Assert.True(photo.FaceSearchPending);
        Assert.Single(photo.Faces);
        await SearchAsync(photo.Id);
        await using var context = await _worker.OpenAsync();
        var searched = await context.Photos.Include(p => p.Faces).SingleAsync();
        Assert.False(searched.FaceSearchPending);

        // The second small box is the face that is known already.
        Assert.Equal([4, 200], searched.Faces.OrderBy(face => face.Position).Select(face => face.BoxX));
    }

    [Fact]
    public async Task AddQuicklyAsync_SmallPhoto_IsSearchedAtOnce()
    {
        _worker.Faces.SmallBoxes.Add(new FaceBox(60, 60, 20, 20));

        var photo = await AddAsync(Picture(100));

        Assert.False(photo.FaceSearchPending);
        Assert.Equal(2, photo.Faces.Count);
    }

    [Fact]
    public async Task Search_ModelsMissing_GoesOnWithTheNextPhoto()
    {
        var first = await AddAsync(Picture(1200));
        _worker.Faces.Missing = new Engine.ModelUnavailableException("face-detector", "detector.safetensors", "The model is missing.");

        await SearchAsync(first.Id);

        await using var context = await _worker.OpenAsync();
        Assert.False((await context.Photos.SingleAsync()).FaceSearchPending);
    }

    private static byte[] Picture(int side) =>
        ImageEncoder.Encode(new RgbImage(side, side, [.. Enumerable.Repeat((byte)90, side * side * 3)]), ImageFormat.Png);

    private async Task<Photo> AddAsync(byte[] content) =>
        (await _worker.Get<PhotoIntake>().AddQuicklyAsync(Owners.Local, "a.png", content)).Photo;

    private async Task SearchAsync(Guid photoId)
    {
        var done = new TaskCompletionSource();
        _worker.Get<FaceSearchSignal>().Finished += id =>
        {
            if (id == photoId)
            {
                done.TrySetResult();
            }
        };
        await _worker.StartAsync();
        await done.Task.WaitAsync(TimeSpan.FromMinutes(2));
    }
}
