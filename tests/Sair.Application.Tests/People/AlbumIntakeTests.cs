using Microsoft.EntityFrameworkCore;
using Sair.Application.People;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.People;
using Sair.Engine;
using Sair.Engine.Faces;
using Sair.Worker.Tests.Fakes;

namespace Sair.Application.Tests.People;

public sealed class AlbumIntakeTests : IAsyncLifetime
{
    private readonly FakeEngine _engine = new();
    private readonly WorkerFixture _worker;
    private Guid _person;

    public AlbumIntakeTests() => _worker = new WorkerFixture(_engine);

    private AlbumIntake Intake => _worker.Get<AlbumIntake>();

    public async Task InitializeAsync()
    {
        await _worker.InitializeAsync();
        _person = (await _worker.Get<PeopleStore>().AddAsync(Owners.Local, "Rosa")).Id;
    }

    public async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        _engine.Dispose();
    }

    [Fact]
    public async Task AddAsync_OneFace_ProposesItWithItsFacts()
    {
        var added = await Intake.AddAsync(Owners.Local, _person, "a.png", WorkerFixture.Picture(1));

        var entry = Assert.Single(await _worker.Get<PeopleStore>().ReadPhotosAsync(Owners.Local, _person, [added!.PhotoId]));
        var face = Assert.Single(entry.Photo!.Faces);
        Assert.Equal(face.Id, entry.FaceId);
        Assert.False(entry.Confirmed);
        Assert.InRange(face.Quality!.Value, 0.001, 1);
        Assert.InRange(face.Sharpness!.Value, 0.001, 1);
        Assert.NotNull(face.ThumbnailBlob);
        Assert.NotNull(entry.Photo.DifferenceHash);
    }

    [Fact]
    public async Task AddAsync_SameFileTwice_IsTakenOnce()
    {
        var first = await Intake.AddAsync(Owners.Local, _person, "a.png", WorkerFixture.Picture(1));

        var second = await Intake.AddAsync(Owners.Local, _person, "b.png", WorkerFixture.Picture(1));

        Assert.False(first!.IsCopy);
        Assert.Equal(new AlbumIntakeResult(first.PhotoId, IsCopy: true), second);
        await using var context = await _worker.OpenAsync();
        Assert.Equal(1, await context.Photos.CountAsync());
    }

    [Fact]
    public async Task AddAsync_PersonDeletedMeanwhile_StoresNothing()
    {
        _worker.Faces.FailsOn = _ =>
        {
            using var context = _worker.Get<IDbContextFactory<SairDbContext>>().CreateDbContext();
            context.People.ExecuteDelete();
            return false;
        };

        Assert.Null(await Intake.AddAsync(Owners.Local, _person, "a.png", WorkerFixture.Picture(1)));

        await using var after = await _worker.OpenAsync();
        Assert.Equal(0, await after.Photos.CountAsync());
        Assert.Equal(0, _worker.CountFiles());
    }

    [Fact]
    public async Task AddAsync_SeveralFacesInAnEmptyAlbum_LeavesTheChoiceOpen()
    {
        _worker.Faces.Boxes.Add(new FaceBox(8, 8, 16, 16));

        var added = await Intake.AddAsync(Owners.Local, _person, "a.png", WorkerFixture.Picture(1));

        var entry = Assert.Single(await _worker.Get<PeopleStore>().ReadPhotosAsync(Owners.Local, _person, [added!.PhotoId]));
        Assert.Null(entry.FaceId);
        Assert.True(await _worker.Get<PeopleStore>().ChooseFaceAsync(Owners.Local, _person, added.PhotoId, entry.Photo!.Faces[1].Id));
    }

    [Fact]
    public async Task AddAsync_NotAPicture_LeavesNothing()
    {
        await Assert.ThrowsAsync<InvalidImageException>(() => Intake.AddAsync(Owners.Local, _person, "a.png", new byte[] { 1, 2, 3 }));

        Assert.Equal(0, _worker.CountFiles());
    }

    [Fact]
    public async Task AddAsync_SomebodyElsesPerson_IsNotFound() =>
        Assert.Null(await Intake.AddAsync(Guid.NewGuid(), _person, "a.png", WorkerFixture.Picture(1)));
}
