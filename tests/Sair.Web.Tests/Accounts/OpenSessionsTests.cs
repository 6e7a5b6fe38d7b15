using Sair.Data.Accounts;
using Sair.Web.Accounts;

namespace Sair.Web.Tests.Accounts;

public sealed class OpenSessionsTests
{
    [Fact]
    public async Task CheckAsync_SomeEnded_TellsThoseOnceAndNobodyElse()
    {
        await using var accounts = await AccountsFixture.CreateAsync();
        var (store, open, user) = (
            accounts.Get<SessionStore>(),
            accounts.Get<OpenSessions>(),
            await accounts.AddAsync("Rosa", "correct horse")
        );
        var (ended, kept) = (await store.BeginAsync(user, TimeSpan.FromDays(1)), await store.BeginAsync(user, TimeSpan.FromDays(1)));
        var heard = new List<string>();
        using var first = open.OnEnd(ended, () => heard.Add("first"));
        using var second = open.OnEnd(ended, () => heard.Add("second"));
        using var other = open.OnEnd(kept, () => heard.Add("kept"));
        open.OnEnd(ended, () => heard.Add("left")).Dispose();
        await open.CheckAsync();
        Assert.Empty(heard);

        await store.EndAsync(ended);
        await open.CheckAsync();
        await open.CheckAsync();

        Assert.Equal(["first", "second"], heard.Order());
    }
}
