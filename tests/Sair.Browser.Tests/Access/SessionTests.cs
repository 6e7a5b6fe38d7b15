using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Sair.Browser.Tests.Hosting;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Web.Accounts;

namespace Sair.Browser.Tests.Access;

/// <summary>
/// What still works for somebody whose password was changed, who was removed, or who signed out: nothing, and nothing breaks.
/// </summary>
public sealed class SessionTests : IAsyncLifetime
{
    private static readonly string[] s_pages = ["/", "/account", "/people", "/history"];
    private static readonly string[] s_open = ["/health", "/css/app.css", "/api/openapi.json", "/sign-in"];

    private OwnedSite _owned = null!;

    private TestSite Site => _owned.Site;

    public async Task InitializeAsync() => _owned = await OwnedSite.StartAsync();

    public async Task DisposeAsync() => await _owned.DisposeAsync();

    [Fact]
    public async Task Password_Changed_KeepsThisDeviceAndEndsEveryOther()
    {
        using var other = new Client(Site.Address);
        using (await other.SubmitAsync("/sign-in", "/account/sign-in", ("name", "Olga"), ("password", "correct horse"))) { }

        using var thief = _owned.Owner.Copy();
        Assert.Equal(HttpStatusCode.OK, await other.StatusOfAsync("/account"));

        using var answer = await _owned.Owner.SubmitAsync(
            "/account",
            "/account/password",
            ("current", "correct horse"),
            ("replacement", "another horse")
        );
        using var account = await _owned.Owner.GetAsync(answer.Headers.Location!.ToString(), asPage: true);

        Assert.Equal(HttpStatusCode.OK, account.StatusCode);
        Assert.Contains("The password was changed.", await account.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await AssertEndedAsync(other);
        await AssertEndedAsync(thief);
        Assert.Equal(HttpStatusCode.OK, await _owned.Owner.StatusOfAsync("/account"));
    }

    [Theory]
    [InlineData("wrong horse", "another horse", "The current password is wrong.")]
    [InlineData("correct horse", "short", "at least 10 characters")]
    public async Task Password_WithAMistake_StaysAndSaysWhy(string current, string replacement, string sentence)
    {
        using var answer = await _owned.Owner.SubmitAsync(
            "/account",
            "/account/password",
            ("current", current),
            ("replacement", replacement)
        );
        using var account = await _owned.Owner.GetAsync(answer.Headers.Location!.ToString(), asPage: true);
        using var again = new Client(Site.Address);
        using var signIn = await again.SubmitAsync("/sign-in", "/account/sign-in", ("name", "Olga"), ("password", "correct horse"));

        Assert.Contains(sentence, await account.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("mistake", signIn.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignOut_OnOneDevice_MakesACopyOfItsCookieWorthless()
    {
        using var thief = _owned.Owner.Copy();
        using var elsewhere = new Client(Site.Address);
        using (await elsewhere.SubmitAsync("/sign-in", "/account/sign-in", ("name", "Olga"), ("password", "correct horse"))) { }

        using (await _owned.Owner.SubmitAsync("/account", "/account/sign-out")) { }

        await AssertEndedAsync(thief);
        Assert.Equal(HttpStatusCode.OK, await elsewhere.StatusOfAsync("/account"));
    }

    [Fact]
    public async Task Member_WhoseNameDiffersInWhatCannotBeSeen_IsTheSame()
    {
        await using (var scope = Site.Services.CreateAsyncScope())
        {
            var members = scope.ServiceProvider.GetRequiredService<Members>();
            Assert.Contains(
                "has this name already",
                await members.AddMemberAsync("Ste\u200Bfan\n", "battery staple"),
                StringComparison.Ordinal
            );
            Assert.Contains("can be seen", await members.AddMemberAsync("\u200B", "battery staple"), StringComparison.Ordinal);
            Assert.Null(await members.AddMemberAsync("Zoe\u0308", "battery staple"));
        }

        using var zoe = new Client(Site.Address);
        using var signIn = await zoe.SubmitAsync(
            "/sign-in",
            "/account/sign-in",
            ("name", "Zo\u00EB\u2060"),
            ("password", "battery staple")
        );

        Assert.Equal("/", signIn.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Member_Removed_IsOutAtOnceWithKeysAndCanBeGivenNothing()
    {
        var stefan = await RemoveAsync("Stefan");

        await AssertEndedAsync(_owned.Stranger);
        Assert.Equal(HttpStatusCode.Unauthorized, await _owned.StrangersProgram.StatusOfAsync("/api/v1/people"));
        await Assert.ThrowsAsync<OwnerGoneException>(() =>
            Site.Services.GetRequiredService<ApiKeyStore>().CreateAsync(stefan, "back door")
        );
        await using var context = await Site.Services.GetRequiredService<IDbContextFactory<SairDbContext>>().CreateDbContextAsync();
        Assert.Equal(
            (0, 0),
            (
                await context.ApiKeys.CountAsync(key => key.OwnerId == stefan),
                await context.Sessions.CountAsync(session => session.UserId == stefan)
            )
        );
    }

    // What a restored backup from before the sign-in looks like to a browser.
    [Fact]
    public async Task Database_WithoutTheSession_LeadsToTheSignIn()
    {
        await using (var context = await Site.Services.GetRequiredService<IDbContextFactory<SairDbContext>>().CreateDbContextAsync())
        {
            await context.Sessions.ExecuteDeleteAsync();
        }

        await AssertEndedAsync(_owned.Owner);
    }

    [Fact]
    public async Task OwnerOfCircuit_SessionEnded_OwnsNothing()
    {
        await using var scope = Site.Services.CreateAsyncScope();
        var owner = scope.ServiceProvider.GetRequiredService<CurrentOwner>();
        owner.Enter(UserClaims.Local("test"));
        var heard = false;
        owner.Ended += () => heard = true;

        owner.Leave();

        Assert.Equal((Guid.Empty, true), (owner.Id, heard));
        await Assert.ThrowsAsync<OwnerGoneException>(() => Site.Services.GetRequiredService<ApiKeyStore>().CreateAsync(owner.Id, "late"));
    }

    private async Task<Guid> RemoveAsync(string name)
    {
        await using var scope = Site.Services.CreateAsyncScope();
        var members = scope.ServiceProvider.GetRequiredService<Members>();
        var id = (await members.ListAsync()).Single(user => user.Name == name).Id;
        await members.RemoveAsync(id);
        return id;
    }

    private static async Task AssertEndedAsync(Client client)
    {
        foreach (var path in s_open)
        {
            using var copy = client.Copy();
            Assert.Equal((path, HttpStatusCode.OK), (path, await copy.StatusOfAsync(path)));
            // Where programs call, cookies are not even looked at.
            Assert.Equal(
                (path, path.StartsWith("/api", StringComparison.Ordinal)),
                (path, copy.Cookies.GetAllCookies().Any(cookie => cookie.Name == "sair"))
            );
        }

        foreach (var path in s_pages)
        {
            using var copy = client.Copy();
            using var answer = await copy.GetAsync(path, asPage: true);
            Assert.Equal((path, HttpStatusCode.Redirect), (path, answer.StatusCode));
            Assert.Contains("/sign-in", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
            using var signIn = await copy.GetAsync(answer.Headers.Location!.PathAndQuery, asPage: true);
            Assert.Contains("You were signed out", await signIn.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var picture = client.Copy();
        Assert.Equal(HttpStatusCode.Forbidden, await picture.StatusOfAsync($"/photos/{Guid.NewGuid()}/preview"));
    }
}
