using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Sair.Application.Restorations;
using Sair.Browser.Tests.Hosting;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Galleries;
using Sair.Data.Requests;
using Sair.Web.Accounts;

namespace Sair.Browser.Tests.Access;

/// <summary>Guessing is slow, and keeps nobody else from anything.</summary>
public sealed class LimitTests : IAsyncLifetime
{
    private const int TriesAtOnce = 5;

    private OwnedSite _owned = null!;

    private TestSite Site => _owned.Site;

    public async Task InitializeAsync()
    {
        _owned = await OwnedSite.StartAsync("--Worker:WaitingPerUser", "1");
        await using var scope = Site.Services.CreateAsyncScope();
        Assert.Null(await scope.ServiceProvider.GetRequiredService<Members>().AddMemberAsync("Paula", "battery staple"));
    }

    public async Task DisposeAsync() => await _owned.DisposeAsync();

    [Fact]
    public async Task SignIn_ManyWrongPasswordsAtOnce_AreCountedBeforeTheyAreLookedAt()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => TryAsync("Paula", $"guess number {i}")));

        Assert.Equal(TriesAtOnce, answers.Count(answer => answer.Status == HttpStatusCode.Redirect));
        var refused = answers.First(answer => answer.Status == HttpStatusCode.TooManyRequests);
        Assert.InRange(refused.Wait!.Value.TotalSeconds, 1, 30);
        Assert.Contains("tried too often", refused.Body, StringComparison.Ordinal);
        Assert.Contains("<h1>", refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_NameOfNobody_IsAnsweredAsANameOfSomebody()
    {
        var known = new List<HttpStatusCode>();
        var unknown = new List<HttpStatusCode>();
        for (var i = 0; i < TriesAtOnce + 1; i++)
        {
            known.Add((await TryAsync("Paula", "a wrong one")).Status);
            unknown.Add((await TryAsync("Nobody", "a wrong one")).Status);
        }

        Assert.Equal(known, unknown);
        Assert.Equal((await TryAsync("Paula", "a wrong one")).Body, (await TryAsync("Nobody", "a wrong one")).Body);
    }

    [Fact]
    public async Task Restorations_AsManyWaitAsMay_AreRefusedToTheirUserAlone()
    {
        await using (var context = await Site.Services.GetRequiredService<IDbContextFactory<SairDbContext>>().CreateDbContextAsync())
        {
            await context.Requests.ExecuteUpdateAsync(set => set.SetProperty(request => request.Status, RequestStatus.Paused));
        }

        foreach (
            var (path, body) in (IEnumerable<(string, object?)>)
                [
                    ("restorations", new { faceId = _owned.Face, personId = _owned.Person }),
                    ($"restorations/{_owned.Request}/repeat", null),
                    ($"restorations/{_owned.Request}/branch", new { iteration = 1 }),
                ]
        )
        {
            using var answer = await _owned.OwnersProgram.SendAsync(HttpMethod.Post, $"/api/v1/{path}", JsonContent.Create(body));

            Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.StartsWith("1 of your restorations wait", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        await Site.Services.GetRequiredService<RequestSubmission>().CheckRoomAsync(Guid.NewGuid(), 1);
    }

    [Fact]
    public async Task SignIn_OnADeviceThatIsKnown_WorksWhileOthersGuessFromTheSameAddress()
    {
        using (await _owned.Stranger.SubmitAsync("/account", "/account/sign-out")) { }

        for (var i = 0; i < 40; i++)
        {
            await TryAsync("Stefan", "a wrong one");
        }

        using var again = await _owned.Stranger.SubmitAsync(
            "/sign-in",
            "/account/sign-in",
            ("name", "Stefan"),
            ("password", "battery staple")
        );

        Assert.Equal((HttpStatusCode.Redirect, "/"), (again.StatusCode, again.Headers.Location!.ToString()));
    }

    [Fact]
    public async Task SignIn_ManyNames_IsLimitedByTheAddressAndKeepsNobodyFromVotingOrLooking()
    {
        var link = await ShareAsync();
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 40; i++)
        {
            answers.Add((await TryAsync($"Name {i}", "a wrong one")).Status);
        }

        Assert.Contains(HttpStatusCode.Redirect, answers);
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.Equal(HttpStatusCode.OK, await _owned.Owner.StatusOfAsync("/account"));
        using var vote = await _owned.Guest.SubmitAsync($"/s/{_owned.Link.Token}", $"/s/{link.Token}/vote", ("place", "0"));
        using var unlock = await _owned.Guest.SubmitAsync(
            $"/s/{_owned.Link.Token}",
            $"/s/{_owned.Link.Token}/unlock",
            ("password", "family")
        );
        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.Redirect), (vote.StatusCode, unlock.StatusCode));
        Assert.DoesNotContain("mistake", unlock.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Votes_OfAWholeFamily_KeepNobodyFromOpeningAGallery()
    {
        var link = await ShareAsync();
        var statuses = new HashSet<HttpStatusCode>();
        for (var i = 0; i < 30; i++)
        {
            using var vote = await _owned.Guest.SubmitAsync($"/s/{_owned.Link.Token}", $"/s/{link.Token}/vote", ("place", "0"));
            statuses.Add(vote.StatusCode);
        }

        using var unlock = await _owned.Guest.SubmitAsync(
            $"/s/{_owned.Link.Token}",
            $"/s/{_owned.Link.Token}/unlock",
            ("password", "family")
        );

        Assert.Equal([HttpStatusCode.Redirect], statuses);
        Assert.DoesNotContain("mistake", unlock.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forms_WithoutAToken_DoNotUseUpWhatOthersMayTry()
    {
        for (var i = 0; i < 50; i++)
        {
            using var answer = await _owned.Guest.SendAsync(HttpMethod.Post, "/account/sign-in", new FormUrlEncodedContent([]));
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }

        using var signIn = await _owned.Guest.SubmitAsync(
            "/sign-in",
            "/account/sign-in",
            ("name", "Stefan"),
            ("password", "battery staple")
        );

        Assert.Equal("/", signIn.Headers.Location!.ToString());
    }

    [Fact]
    public async Task SharePassword_TriedTooOften_IsRefusedForThisGalleryAlone()
    {
        var other = (
            await Site
                .Services.GetRequiredService<GalleryStore>()
                .ShareAsync(Owners.Local, _owned.Gallery, Web.Sharing.SharedAccess.Hash("another"), null)
        )!;
        HttpStatusCode last = default;
        for (var i = 0; i < TriesAtOnce + 1; i++)
        {
            using var wrong = await _owned.Guest.SubmitAsync(
                $"/s/{_owned.Link.Token}",
                $"/s/{_owned.Link.Token}/unlock",
                ("password", "wrong")
            );
            last = wrong.StatusCode;
        }

        using var unlock = await _owned.Guest.SubmitAsync($"/s/{other.Token}", $"/s/{other.Token}/unlock", ("password", "another"));

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        Assert.Equal(HttpStatusCode.Redirect, unlock.StatusCode);
    }

    // The row of the user is written by nobody who guesses, and the hash of a guess is of the password as it was read.
    [Fact]
    public async Task Password_ChangedWhileOthersGuess_IsChanged()
    {
        using var stop = new CancellationTokenSource();
        var guessing = Enumerable
            .Range(0, 3)
            .Select(i =>
                Task.Run(async () =>
                {
                    while (!stop.IsCancellationRequested)
                    {
                        await TryAsync("Olga", $"guess {i}");
                    }
                })
            )
            .ToList();
        var current = "correct horse";
        for (var i = 0; i < 4; i++)
        {
            var replacement = $"another horse {i}";
            using (await _owned.Owner.SubmitAsync("/account", "/account/password", ("current", current), ("replacement", replacement))) { }

            current = replacement;
        }

        await stop.CancelAsync();
        await Task.WhenAll(guessing);
        using var old = await _owned.Owner.SubmitAsync(
            "/account",
            "/account/password",
            ("current", "correct horse"),
            ("replacement", "never set 123")
        );
        using var answer = await _owned.Owner.GetAsync(old.Headers.Location!.ToString(), asPage: true);
        Assert.Contains("The current password is wrong.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await using var check = Site.Services.CreateAsyncScope();
        Assert.Null(await check.ServiceProvider.GetRequiredService<Members>().ChangePasswordAsync(Owners.Local, current, "and one more"));
    }

    [Fact]
    public async Task SetUp_SeveralAtOnce_MakesOneOwnerAndTellsTheOthers()
    {
        await using var site = await TestSite.StartAsync(signIn: true);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(async i =>
                {
                    using var client = new Client(site.Address);
                    using var answer = await client.SubmitAsync(
                        "/set-up",
                        "/account/set-up",
                        ("name", $"Olga {i}"),
                        ("password", "correct horse")
                    );
                    return (answer.StatusCode, Address: answer.Headers.Location?.ToString() ?? "");
                })
        );

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode));
        Assert.Single(answers, answer => answer.Address == "/");
        await using var scope = site.Services.CreateAsyncScope();
        Assert.Single(await scope.ServiceProvider.GetRequiredService<Members>().ListAsync());
    }

    private async Task<ShareLink> ShareAsync() =>
        (await Site.Services.GetRequiredService<GalleryStore>().ShareAsync(Owners.Local, _owned.Gallery, null, null))!;

    private async Task<(HttpStatusCode Status, TimeSpan? Wait, string Body)> TryAsync(string name, string password)
    {
        using var client = new Client(Site.Address);
        using var answer = await client.SubmitAsync("/sign-in", "/account/sign-in", asPage: true, ("name", name), ("password", password));
        return (answer.StatusCode, answer.Headers.RetryAfter?.Delta, await answer.Content.ReadAsStringAsync());
    }
}
