using Microsoft.EntityFrameworkCore;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.People;
using Sair.Data.Photos;

namespace Sair.Data.Tests.People;

public sealed class PeopleStoreTests : IAsyncLifetime
{
    private static readonly Guid s_stranger = new("11111111-2222-3333-4444-555555555555");

    private static readonly DateTime s_later = new(2999, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private DataFixture _data = null!;

    private PeopleStore People => _data.Get<PeopleStore>();

    public async Task InitializeAsync() => _data = await DataFixture.CreateAsync();

    public async Task DisposeAsync() => await _data.DisposeAsync();

    [Fact]
    public async Task ListAsync_TwoOwners_ShowsEachOnlyTheirOwn()
    {
        await _data.AddUserAsync("Stefan", id: s_stranger);
        await People.AddAsync(Owners.Local, "Rosa");
        await People.AddAsync(Owners.Local, " anna ");
        await People.AddAsync(s_stranger, "Berta");

        Assert.Equal(["anna", "Rosa"], (await People.ListAsync(Owners.Local)).Select(person => person.Name));
        Assert.Equal(["Berta"], (await People.ListAsync(s_stranger)).Select(person => person.Name));
    }

    [Fact]
    public async Task Everything_AsAStranger_FindsAndChangesNothing()
    {
        var person = await People.AddAsync(Owners.Local, "Rosa");
        var photo = await _data.AddPhotoAsync("a");
        await AddToAlbumAsync(person.Id, photo.Id, photo.Faces[0].Id);

        Assert.Empty(await People.ReadPhotosAsync(s_stranger, person.Id, [photo.Id]));
        Assert.False(await People.RenameAsync(s_stranger, person.Id, "Mine"));
        Assert.False(await People.JudgeAsync(s_stranger, person.Id, photo.Id, confirmed: true, excluded: true));
        Assert.False(await People.ChooseFaceAsync(s_stranger, person.Id, photo.Id, photo.Faces[0].Id));
        Assert.False(await People.SetPhotoDeletedAsync(s_stranger, person.Id, photo.Id, deleted: true));
        Assert.False(await People.SetDeletedAsync(s_stranger, person.Id, deleted: true));
        Assert.Single(await People.ReadPhotosAsync(Owners.Local, person.Id, [photo.Id]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public async Task AddAsync_NoName_IsRefused(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(() => People.AddAsync(Owners.Local, name));

    [Fact]
    public async Task SetPhotoDeletedAsync_ThenUndone_PutsThePhotoBack()
    {
        var (person, photo) = await AddAlbumAsync();

        Assert.True(await People.SetPhotoDeletedAsync(Owners.Local, person.Id, photo.Id, deleted: true));
        Assert.Empty(await People.ReadPhotosAsync(Owners.Local, person.Id, [photo.Id]));
        Assert.Equal(0, (await People.ListAsync(Owners.Local))[0].PhotoCount);
        Assert.True(await People.SetPhotoDeletedAsync(Owners.Local, person.Id, photo.Id, deleted: false));

        Assert.Single(await People.ReadPhotosAsync(Owners.Local, person.Id, [photo.Id]));
    }

    [Fact]
    public async Task PurgeAsync_RemovedUnusedPhoto_DeletesItsFiles()
    {
        var (person, photo) = await AddAlbumAsync();
        await People.SetPhotoDeletedAsync(Owners.Local, person.Id, photo.Id, deleted: true);

        Assert.Equal(0, await People.PurgeAsync(s_later));

        Assert.Equal(0, _data.CountFiles());
        Assert.False(await People.SetPhotoDeletedAsync(Owners.Local, person.Id, photo.Id, deleted: false));
    }

    [Fact]
    public async Task PurgeAsync_RemovedPhotoOfARequest_KeepsThePhoto()
    {
        var (person, photo) = await AddAlbumAsync();
        await _data.AddRequestAsync(await _data.AddPhotoAsync("b"), photo);
        await People.SetPhotoDeletedAsync(Owners.Local, person.Id, photo.Id, deleted: true);

        await People.PurgeAsync(s_later);

        Assert.True(_data.Store.Contains(photo.OriginalBlob));
        Assert.Equal(0, (await People.ListAsync(Owners.Local))[0].PhotoCount);
    }

    [Fact]
    public async Task SetDeletedAsync_ThenUndone_BringsTheAlbumBack()
    {
        var person = await People.AddAsync(Owners.Local, "Rosa");
        var photo = await _data.AddPhotoAsync("a");
        await AddToAlbumAsync(person.Id, photo.Id, null);

        await People.SetDeletedAsync(Owners.Local, person.Id, deleted: true);
        Assert.Empty(await People.ListAsync(Owners.Local));
        await People.SetDeletedAsync(Owners.Local, person.Id, deleted: false);

        Assert.Equal(1, (await People.ListAsync(Owners.Local))[0].PhotoCount);
    }

    [Fact]
    public async Task PurgeAsync_DeletedLongAgo_LeavesNothing()
    {
        var person = await People.AddAsync(Owners.Local, "Rosa");
        await AddToAlbumAsync(person.Id, (await _data.AddPhotoAsync("a")).Id, null);
        await People.SetDeletedAsync(Owners.Local, person.Id, deleted: true);

        Assert.Equal(0, await People.PurgeAsync(DateTime.UnixEpoch));
        Assert.Equal(1, await People.PurgeAsync(s_later));

        Assert.Equal(0, _data.CountFiles());
        await using var context = await _data.Contexts.CreateDbContextAsync();
        Assert.Equal(0, await context.People.CountAsync() + await context.Photos.CountAsync() + await context.Faces.CountAsync());
    }

    [Theory]
    [InlineData("DELETE FROM \"People\"")]
    [InlineData("DELETE FROM \"Photos\"")]
    [InlineData("DELETE FROM \"PersonPhotos\"")]
    [InlineData("DROP TRIGGER")]
    public async Task PurgeAsync_ProcessEndsInTheMiddle_NextOneLeavesNothing(string statement)
    {
        var (person, _) = await AddAlbumAsync();
        await People.SetDeletedAsync(Owners.Local, person.Id, deleted: true);
        var contexts = new FailingContexts(_data.Options) { EndsAt = sql => sql.Contains(statement, StringComparison.Ordinal) };
        using var collector = new BlobCollector(contexts, _data.Store);

        await Assert.ThrowsAsync<ProcessEndedException>(() =>
            new PeopleStore(contexts, collector, TimeProvider.System).PurgeAsync(s_later)
        );

        Assert.Equal(1, await People.PurgeAsync(s_later));
        Assert.Equal(0, _data.CountFiles());
        await using var context = await _data.Contexts.CreateDbContextAsync();
        Assert.Equal(0, await context.Photos.CountAsync());
    }

    [Fact]
    public async Task PurgeAsync_ProcessEndsBeforeTheFilesAreDeleted_NextStartDeletesThem()
    {
        var (person, _) = await AddAlbumAsync();
        await People.SetDeletedAsync(Owners.Local, person.Id, deleted: true);
        var isCommitted = false;
        var contexts = new FailingContexts(_data.Options)
        {
            EndsAt = sql =>
            {
                var ends = isCommitted && sql.Contains("EXISTS", StringComparison.Ordinal);
                isCommitted |= sql.Contains("DROP TRIGGER", StringComparison.Ordinal);
                return ends;
            },
        };
        using var collector = new BlobCollector(contexts, _data.Store);
        await Assert.ThrowsAsync<ProcessEndedException>(() =>
            new PeopleStore(contexts, collector, TimeProvider.System).PurgeAsync(s_later)
        );
        Assert.Equal(3, _data.CountFiles());

        using var restarted = new RestartedInitializer(_data);
        await restarted.InitializeAsync();

        Assert.Equal(0, _data.CountFiles());
    }

    private async Task<(Person Person, Photo Photo)> AddAlbumAsync()
    {
        var person = await People.AddAsync(Owners.Local, "Rosa");
        var photo = await _data.AddPhotoAsync("a");
        await AddToAlbumAsync(person.Id, photo.Id, photo.Faces[0].Id);
        return (person, photo);
    }

    private async Task AddToAlbumAsync(Guid personId, Guid photoId, Guid? faceId)
    {
        await using var context = await _data.Contexts.CreateDbContextAsync();
        context.Add(
            new PersonPhoto
            {
                PersonId = personId,
                PhotoId = photoId,
                FaceId = faceId,
                AddedUtc = DateTime.UnixEpoch,
            }
        );
        await context.SaveChangesAsync();
    }
}
