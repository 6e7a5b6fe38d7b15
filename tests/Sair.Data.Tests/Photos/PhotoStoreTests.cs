using Microsoft.EntityFrameworkCore;
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
        Assert.Equal(11, data.CountFiles());

        Assert.True(await data.Get<PhotoStore>().DeleteAsync(photo.Id));

        await using var context = await data.Contexts.CreateDbContextAsync();
        Assert.Equal(4, data.CountFiles());
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
        Assert.Equal(4, data.CountFiles());

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

    private static bool DatabaseHolds(DataFixture data, byte value)
    {
        var pattern = Enumerable.Repeat(value, 64).ToArray();
        return Directory.EnumerateFiles(data.Options.Directory, "sair.db*").Any(file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes.AsSpan().IndexOf(pattern) >= 0;
        });
    }
}
