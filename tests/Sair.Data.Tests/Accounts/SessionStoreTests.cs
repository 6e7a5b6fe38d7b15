using Microsoft.EntityFrameworkCore;
using Sair.Data.Accounts;

namespace Sair.Data.Tests.Accounts;

public sealed class SessionStoreTests
{
    private static readonly TimeSpan s_month = TimeSpan.FromDays(30);

    [Fact]
    public async Task FindUserAsync_BegunThenEnded_IsFoundUntilThen()
    {
        await using var data = await DataFixture.CreateAsync();
        var (store, user) = (data.Get<SessionStore>(), await data.AddUserAsync("Rosa"));
        var session = await store.BeginAsync(user, s_month);
        var other = await store.BeginAsync(user, s_month);

        Assert.Equal("Rosa", (await store.FindUserAsync(session))!.Name);
        await store.EndAsync(session);

        Assert.Null(await store.FindUserAsync(session));
        Assert.Equal([other], await store.FindOpenAsync([session, other, Guid.NewGuid()]));
    }

    [Fact]
    public async Task FindUserAsync_StampChanged_EndsEverySession()
    {
        await using var data = await DataFixture.CreateAsync();
        var (store, user) = (data.Get<SessionStore>(), await data.AddUserAsync("Rosa"));
        var session = await store.BeginAsync(user, s_month);
        await using (var context = await data.Contexts.CreateDbContextAsync())
        {
            await context.Users.ExecuteUpdateAsync(set => set.SetProperty(row => row.SecurityStamp, "changed"));
        }

        // The second one was begun with a password that was changed while it was looked at.
        Assert.Null(await store.FindUserAsync(session));
        Assert.Null(await store.FindUserAsync(await store.BeginAsync(user, s_month)));
    }

    [Fact]
    public async Task BeginAsync_UserGone_IsRefused()
    {
        await using var data = await DataFixture.CreateAsync();
        var (store, user) = (data.Get<SessionStore>(), await data.AddUserAsync("Rosa"));
        var session = await store.BeginAsync(user, s_month);
        await data.Get<UserData>().RemoveAsync(user.Id);

        Assert.Null(await store.FindUserAsync(session));
        await Assert.ThrowsAsync<OwnerGoneException>(() => store.BeginAsync(user, s_month));
    }

    [Fact]
    public async Task BeginAsync_OthersUnusedForLong_ForgetsThem()
    {
        await using var data = await DataFixture.CreateAsync();
        var (store, user) = (data.Get<SessionStore>(), await data.AddUserAsync("Rosa"));
        var old = await store.BeginAsync(user, s_month);
        await using (var context = await data.Contexts.CreateDbContextAsync())
        {
            await context.Sessions.ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedUtc, DateTime.UnixEpoch));
            Assert.NotNull(await store.FindUserAsync(old));
            Assert.True((await context.Sessions.SingleAsync()).UsedUtc > DateTime.UnixEpoch);
            await context.Sessions.ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedUtc, DateTime.UnixEpoch));
        }

        await store.BeginAsync(user, s_month);

        Assert.Null(await store.FindUserAsync(old));
    }
}
