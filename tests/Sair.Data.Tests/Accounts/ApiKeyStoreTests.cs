using Microsoft.EntityFrameworkCore;
using Sair.Data.Accounts;
using Sair.Data.Photos;

namespace Sair.Data.Tests.Accounts;

public sealed class ApiKeyStoreTests
{
    [Fact]
    public async Task FindOwnerAsync_MadeThenRevoked_WorksUntilThen()
    {
        await using var data = await DataFixture.CreateAsync();
        var keys = data.Get<ApiKeyStore>();
        var key = await keys.CreateAsync(Owners.Local, "  script ");
        var stored = Assert.Single(await keys.ListAsync(Owners.Local));

        Assert.Equal("script", stored.Name);
        Assert.NotEqual(key, stored.KeyHash);
        Assert.Equal(Owners.Local, await keys.FindOwnerAsync(key));
        Assert.Null(await keys.FindOwnerAsync(key + "x"));
        Assert.False(await keys.RevokeAsync(Guid.NewGuid(), stored.Id));
        Assert.True(await keys.RevokeAsync(Owners.Local, stored.Id));
        Assert.Null(await keys.FindOwnerAsync(key));
    }

    [Fact]
    public async Task DeleteAsync_OfOneUser_LeavesTheOtherUsersSharedFiles()
    {
        await using var data = await DataFixture.CreateAsync();
        var mine = await data.AddPhotoAsync("same");
        var other = (await data.AddUserAsync("Rosa")).Id;
        await using (var context = await data.Contexts.CreateDbContextAsync())
        {
            var twin = new Photo
            {
                OwnerId = other,
                FileName = "twin.jpg",
                Format = "jpeg",
                OriginalBlob = mine.OriginalBlob,
                PreviewBlob = mine.PreviewBlob,
                OriginalBytes = 1,
                Width = 1,
                Height = 1,
                CreatedUtc = DateTime.UnixEpoch,
            };
            context.Add(twin);
            await context.SaveChangesAsync();
        }

        var receipt = await data.Get<UserData>().DeleteAsync(Owners.Local);

        Assert.Equal((1, 1, 1), (receipt.Photos, receipt.Faces, receipt.Files));
        Assert.True(data.Store.Contains(mine.OriginalBlob));
        Assert.True(await data.Get<UserData>().MeasureAsync(other) > 0);
        await using var after = await data.Contexts.CreateDbContextAsync();
        Assert.Equal(other, (await after.Photos.SingleAsync()).OwnerId);
    }
}
