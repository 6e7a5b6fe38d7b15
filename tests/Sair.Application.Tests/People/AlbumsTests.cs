using Sair.Application.People;
using Sair.Data.Accounts;
using Sair.Data.People;
using Sair.Worker.Tests.Fakes;

namespace Sair.Application.Tests.People;

public sealed class AlbumsTests : IAsyncLifetime
{
    private readonly FakeEngine _engine = new();
    private readonly WorkerFixture _worker;
    private Guid _person;
    private Guid _photo;

    public AlbumsTests() => _worker = new WorkerFixture(_engine);

    private Albums Albums => _worker.Get<Albums>();

    private PeopleStore People => _worker.Get<PeopleStore>();

    public async Task InitializeAsync()
    {
        await _worker.InitializeAsync();
        _person = (await People.AddAsync(Owners.Local, "Rosa")).Id;
        _photo = await AddAsync(1);
    }

    public async Task DisposeAsync()
    {
        await _worker.DisposeAsync();
        _engine.Dispose();
    }

    [Fact]
    public async Task FindAsync_NothingChanged_JudgesOnce() => Assert.Same((await FindAsync()).Analysis, (await FindAsync()).Analysis);

    [Fact]
    public async Task FindAsync_Renamed_KeepsTheAnalysis()
    {
        var before = await FindAsync();
        await People.RenameAsync(Owners.Local, _person, "Rosa Maria");

        var after = await FindAsync();

        Assert.Equal("Rosa Maria", after.Name);
        Assert.Same(before.Analysis, after.Analysis);
    }

    [Fact]
    public async Task FindAsync_PhotoAddedExcludedOrTakenOut_JudgesAnew()
    {
        Assert.Single((await FindAsync()).Analysis.Places);
        await AddAsync(2);
        Assert.Equal(2, (await FindAsync()).Analysis.Places.Count);
        await People.JudgeAsync(Owners.Local, _person, _photo, confirmed: false, excluded: true);
        Assert.Single((await FindAsync()).Analysis.Places);
        Assert.Equal(2, (await FindAsync()).Rows.Count);
        await People.SetPhotoDeletedAsync(Owners.Local, _person, _photo, deleted: true);

        Assert.Single((await FindAsync()).Rows);
    }

    [Fact]
    public async Task FindAsync_SomebodyElsesOrDeleted_IsNotThere()
    {
        await FindAsync();
        Assert.Null(await Albums.FindAsync(Guid.NewGuid(), _person));
        await People.SetDeletedAsync(Owners.Local, _person, deleted: true);

        Assert.Null(await Albums.FindAsync(Owners.Local, _person));
    }

    private async Task<Album> FindAsync() => (await Albums.FindAsync(Owners.Local, _person))!;

    private async Task<Guid> AddAsync(int picture) =>
        (await _worker.Get<AlbumIntake>().AddAsync(Owners.Local, _person, $"{picture}.png", WorkerFixture.Picture(picture)))!.PhotoId;
}
