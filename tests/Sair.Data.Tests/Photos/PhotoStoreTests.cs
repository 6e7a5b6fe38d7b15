using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Sair.Data.People;
using Sair.Data.Photos;

namespace Sair.Data.Tests.Photos;

public sealed class PhotoStoreTests
{
    [Fact]
    public async Task DeleteAsync_PhotoWithRestoration_RemovesEveryRowAndFileOfIt()
    {
        await using var data = await DataFixture.CreateAsync();
        var photo = await data.AddPhotoAsync("degraded");
        var reference = await data.AddPhotoAsync("reference");
        await data.AddRestorationAsync(await data.AddRequestAsync(photo, reference), "outcome");
        Assert.Equal(9, data.CountFiles());

        Assert.True(await data.Get<PhotoStore>().DeleteAsync(photo.Id));

        await using var context = await data.Contexts.CreateDbContextAsync();
        Assert.Equal(3, data.CountFiles());
        Assert.Equal(reference.Id, (await context.Photos.SingleAsync()).Id);
        Assert.Equal(1, await context.Faces.CountAsync());
        Assert.Equal(0, await context.Requests.CountAsync());
        Assert.Equal(0, await context.Restorations.CountAsync());
        Assert.Equal(0, await context.Database.SqlQueryRaw<int>("SELECT count(*) AS Value FROM RequestReferences").SingleAsync());
    }

    [Fact]
    public async Task DeleteAsync_Face_LeavesNoDescriptorInTheDatabaseFiles()
    {
        await using var data = await DataFixture.CreateAsync();
        var photo = await data.AddPhotoAsync("degraded", descriptorByte: 0xB7);
        Assert.True(DatabaseHolds(data, 0xB7));

        await data.Get<PhotoStore>().DeleteAsync(photo.Id);

        Assert.False(DatabaseHolds(data, 0xB7));
    }

    [Fact]
    public async Task DeleteAsync_SamePictureUploadedTwice_KeepsTheOthersFiles()
    {
        await using var data = await DataFixture.CreateAsync();
        var first = await data.AddPhotoAsync("twin");
        var second = await data.AddPhotoAsync("twin");

        await data.Get<PhotoStore>().DeleteAsync(first.Id);
        Assert.Equal(3, data.CountFiles());

        await data.Get<PhotoStore>().DeleteAsync(second.Id);
        Assert.Equal(0, data.CountFiles());
    }

    [Fact]
    public async Task DeleteAsync_Reference_KeepsTheRequestWithoutIt()
    {
        await using var data = await DataFixture.CreateAsync();
        var photo = await data.AddPhotoAsync("degraded");
        var reference = await data.AddPhotoAsync("reference");
        var request = await data.AddRequestAsync(photo, reference);

        await data.Get<PhotoStore>().DeleteAsync(reference.Id);

        await using var context = await data.Contexts.CreateDbContextAsync();
        var kept = await context.Requests.Include(r => r.References).SingleAsync();
        Assert.Equal(request.Id, kept.Id);
        Assert.Empty(kept.References);
    }

    [Fact]
    public async Task DeleteAsync_UnknownPhoto_ReturnsFalse()
    {
        await using var data = await DataFixture.CreateAsync();

        Assert.False(await data.Get<PhotoStore>().DeleteAsync(Guid.CreateVersion7()));
    }

    [Fact]
    public async Task PurgeUnusedAsync_OldPhotos_DeletesOnlyWhatNothingUses()
    {
        await using var data = await DataFixture.CreateAsync();
        var (degraded, reference, inAlbum, left) = (
            await data.AddPhotoAsync("a"),
            await data.AddPhotoAsync("b"),
            await data.AddPhotoAsync("c"),
            await data.AddPhotoAsync("d")
        );
        await data.AddRequestAsync(degraded, reference);
        await AddToAlbumAsync(data, inAlbum);
        var photos = data.Get<PhotoStore>();

        Assert.Equal(0, await photos.PurgeUnusedAsync(left.CreatedUtc));
        Assert.Equal(1, await photos.PurgeUnusedAsync(left.CreatedUtc.AddSeconds(1)));

        await using var context = await data.Contexts.CreateDbContextAsync();
        Assert.Equal(
            new[] { degraded.Id, reference.Id, inAlbum.Id }.Order(),
            await context.Photos.OrderBy(photo => photo.Id).Select(photo => photo.Id).ToListAsync()
        );
        Assert.Equal(9, data.CountFiles());
    }

    [Fact]
    public async Task PurgeUnusedAsync_MoreThanAPortion_DeletesAll()
    {
        await using var data = await DataFixture.CreateAsync();
        for (var i = 0; i < 201; i++)
        {
            await data.AddPhotoAsync("same");
        }

        Assert.Equal(201, await data.Get<PhotoStore>().PurgeUnusedAsync(DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc)));
        Assert.Equal(0, data.CountFiles());
    }

    [Fact]
    public async Task OpenAsync_PhotoOfADraft_IsKeptForLonger()
    {
        await using var data = await DataFixture.CreateAsync();
        var (opened, left) = (await data.AddPhotoAsync("opened"), await data.AddPhotoAsync("left"));
        var clock = new FakeTimeProvider(opened.CreatedUtc.AddHours(20));

        var read = await PhotoStore.OpenAsync(data.Contexts, clock, opened.OwnerId, [opened.Id]);

        Assert.Single(Assert.Single(read).Faces);
        Assert.Equal(1, await data.Get<PhotoStore>().PurgeUnusedAsync(opened.CreatedUtc.AddHours(10)));
        await using var context = await data.Contexts.CreateDbContextAsync();
        Assert.Equal(opened.Id, (await context.Photos.SingleAsync()).Id);
        Assert.NotEqual(left.Id, opened.Id);
    }

    [Fact]
    public async Task ListAsync_UsedAndUnused_SaysWhenTheUnusedGo()
    {
        await using var data = await DataFixture.CreateAsync();
        var (used, unused) = (await data.AddPhotoAsync("used"), await data.AddPhotoAsync("unused"));
        await AddToAlbumAsync(data, used);
        var photos = data.Get<PhotoStore>();

        var all = await photos.ListAsync(used.OwnerId);
        var left = await photos.ListAsync(used.OwnerId, isUnused: true);

        Assert.Equal([(unused.Id, unused.CreatedUtc.AddDays(1)), (used.Id, null)], all.Select(photo => (photo.Id, photo.DeletedAfterUtc)));
        Assert.Equal(unused.Id, Assert.Single(left).Id);
        Assert.Equal([used.Id], (await photos.ListAsync(used.OwnerId, before: unused.Id)).Select(photo => photo.Id));
        Assert.Empty(await photos.ListAsync(Guid.CreateVersion7()));
    }

    [Fact]
    public async Task DeleteUnusedAsync_OfSomebodyElse_DeletesNothing()
    {
        await using var data = await DataFixture.CreateAsync();
        var photo = await data.AddPhotoAsync("a");

        Assert.Equal(0, await data.Get<PhotoStore>().DeleteUnusedAsync(Guid.CreateVersion7(), [photo.Id]));
        Assert.Equal(1, await data.Get<PhotoStore>().DeleteUnusedAsync(photo.OwnerId, [photo.Id]));
    }

    private static async Task AddToAlbumAsync(DataFixture data, Photo photo)
    {
        var person = await data.Get<PeopleStore>().AddAsync(photo.OwnerId, "Anna");
        await using var context = await data.Contexts.CreateDbContextAsync();
        context.Add(
            new PersonPhoto
            {
                PersonId = person.Id,
                PhotoId = photo.Id,
                AddedUtc = photo.CreatedUtc,
            }
        );
        await context.SaveChangesAsync();
    }

    private static bool DatabaseHolds(DataFixture data, byte value)
    {
        var pattern = Enumerable.Repeat(value, 64).ToArray();
        return Directory
            .EnumerateFiles(data.Options.Directory, "sair.db*")
            .Any(file =>
            {
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                var bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
                return bytes.AsSpan().IndexOf(pattern) >= 0;
            });
    }
}
