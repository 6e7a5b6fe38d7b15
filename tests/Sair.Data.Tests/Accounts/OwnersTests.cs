using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Sair.Data.Accounts;
using Sair.Data.Galleries;
using Sair.Data.People;

namespace Sair.Data.Tests.Accounts;

/// <summary>Nothing is stored for somebody who is gone.</summary>
public sealed class OwnersTests
{
    [Fact]
    public async Task SaveChangesAsync_OwnerGone_StoresNothing()
    {
        await using var data = await DataFixture.CreateAsync();
        var user = await data.AddUserAsync("Rosa");
        var key = await data.Get<ApiKeyStore>().CreateAsync(user.Id, "script");
        await data.Get<PeopleStore>().AddAsync(user.Id, "Anna");
        Assert.Equal(user.Id, await data.Get<ApiKeyStore>().FindOwnerAsync(key));

        var receipt = await data.Get<UserData>().RemoveAsync(user.Id);

        Assert.Equal((1, 1), (receipt!.People, receipt.ApiKeys));
        await Assert.ThrowsAsync<OwnerGoneException>(() => data.Get<ApiKeyStore>().CreateAsync(user.Id, "back door"));
        await Assert.ThrowsAsync<OwnerGoneException>(() => data.Get<PeopleStore>().AddAsync(user.Id, "Anna"));
        await Assert.ThrowsAsync<OwnerGoneException>(() => data.Get<GalleryStore>().AddAsync(Guid.Empty, "Anna", []));
        await using var context = await data.Contexts.CreateDbContextAsync();
        Assert.Equal(
            (0, 0, 0),
            (await context.ApiKeys.CountAsync(), await context.People.CountAsync(), await context.Galleries.CountAsync())
        );
    }

    [Fact]
    public async Task SaveChangesAsync_OwnerRemovedMeanwhile_LeavesNothingBehind()
    {
        await using var data = await DataFixture.CreateAsync();
        for (var i = 0; i < 20; i++)
        {
            var user = await data.AddUserAsync($"Rosa {i}");
            var adding = Task.Run(async () =>
            {
                try
                {
                    while (true)
                    {
                        await data.Get<ApiKeyStore>().CreateAsync(user.Id, "script");
                    }
                }
                catch (OwnerGoneException)
                {
                    // Removed.
                }
            });
            await data.Get<UserData>().RemoveAsync(user.Id);
            await adding;
        }

        await using var context = await data.Contexts.CreateDbContextAsync();
        Assert.Equal(0, await context.ApiKeys.CountAsync());
    }

    [Fact]
    public async Task FindOwnerAsync_KeyOfNobody_DoesNotCount()
    {
        await using var data = await DataFixture.CreateAsync();
        var user = await data.AddUserAsync("Rosa");
        var key = await data.Get<ApiKeyStore>().CreateAsync(user.Id, "script");
        await using (var context = await data.Contexts.CreateDbContextAsync())
        {
            await context.Users.ExecuteDeleteAsync();
        }

        Assert.Null(await data.Get<ApiKeyStore>().FindOwnerAsync(key));
    }

    [Fact]
    public async Task RemoveAsync_TheOwner_IsLeftAlone()
    {
        await using var data = await DataFixture.CreateAsync();
        var owner = await data.AddUserAsync("Olga", User.OwnerRole);

        Assert.Null(await data.Get<UserData>().RemoveAsync(owner.Id));
        Assert.Null(await data.Get<UserData>().RemoveAsync(Guid.NewGuid()));

        await using var context = await data.Contexts.CreateDbContextAsync();
        Assert.Equal("Olga", (await context.Users.SingleAsync()).Name);
    }
}
