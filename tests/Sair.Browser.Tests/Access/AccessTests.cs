using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sair.Browser.Tests.Hosting;
using Sair.Data.Accounts;
using Sair.Data.Galleries;

namespace Sair.Browser.Tests.Access;

/// <summary>What guests, other users and visitors of links get of somebody's things: nothing.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private static readonly string[] s_open =
    [
        "/health",
        "/account/set-up",
        "/account/sign-in",
        "/s/{token}",
        "/api/openapi.json",
        "/sign-in",
        "/set-up",
    ];

    private OwnedSite _owned = null!;

    private TestSite Site => _owned.Site;

    public async Task InitializeAsync() => _owned = await OwnedSite.StartAsync();

    public async Task DisposeAsync() => await _owned.DisposeAsync();

    [Fact]
    public async Task Pictures_OfTheOwner_AreForNobodyElse()
    {
        foreach (var path in Pictures())
        {
            Assert.Equal((path, HttpStatusCode.OK), (path, await _owned.Owner.StatusOfAsync(path)));
            Assert.Equal((path, HttpStatusCode.NotFound), (path, await _owned.Stranger.StatusOfAsync(path)));
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, await _owned.Guest.StatusOfAsync(path)));
        }
    }

    [Fact]
    public async Task Notes_OfTheOwnersFaces_AreForNobodyElse()
    {
        foreach (var path in (string[])[$"/faces/{_owned.Face}/marks", $"/faces/{_owned.Face}/scratches"])
        {
            Assert.Equal((path, HttpStatusCode.NotFound), (path, await _owned.Stranger.StatusOfAsync(path)));
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, await _owned.Guest.StatusOfAsync(path)));
        }
    }

    [Fact]
    public async Task Pages_OfTheOwner_ShowAStrangerNothing()
    {
        foreach (
            var path in (string[])
                [
                    $"/people/{_owned.Person}",
                    $"/restorations/{_owned.Request}",
                    $"/restorations/{_owned.Request}/branch",
                    $"/galleries/{_owned.Gallery}",
                ]
        )
        {
            using var own = await _owned.Owner.GetAsync(path, asPage: true);
            Assert.Equal((path, HttpStatusCode.OK), (path, own.StatusCode));
            using var foreign = await _owned.Stranger.GetAsync(path, asPage: true);
            var html = await foreign.Content.ReadAsStringAsync();
            Assert.Equal((path, HttpStatusCode.NotFound), (path, foreign.StatusCode));
            Assert.Contains("not exist", html, StringComparison.Ordinal);
            Assert.DoesNotContain("Anna", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void EveryEndpoint_ButTheOpenOnes_NeedsAUser()
    {
        var unguarded = Site
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))
            .Where(path =>
                !s_open.Contains(path, StringComparer.OrdinalIgnoreCase)
                && !path.StartsWith("/_framework/", StringComparison.Ordinal)
                && !path.StartsWith("/s/{token}/", StringComparison.Ordinal)
                && !IsStaticFile(path)
            )
            .Distinct();

        Assert.Empty(unguarded);
    }

    [Fact]
    public async Task Pages_OfAGuest_LeadToTheSignIn()
    {
        foreach (
            var path in (string[])
                ["/", "/people", "/queue", "/history", "/galleries", "/account", "/status", "/models", $"/restorations/{_owned.Request}"]
        )
        {
            using var answer = await _owned.Guest.GetAsync(path, asPage: true);
            Assert.Equal((path, HttpStatusCode.Redirect), (path, answer.StatusCode));
            Assert.Contains("/sign-in", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Models_AreForTheOwnerAlone()
    {
        using var owner = await _owned.Owner.GetAsync("/models", asPage: true);
        using var stranger = await _owned.Stranger.GetAsync("/models", asPage: true);
        using var import = await _owned.Stranger.SubmitAsync("/account", "/models/import", ("id", "mine"));
        using var guest = await _owned.Guest.SendAsync(HttpMethod.Post, "/models/import");

        Assert.Equal(HttpStatusCode.OK, owner.StatusCode);
        Assert.Contains("Models", await owner.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.OK, stranger.StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, import.StatusCode);
        // where every import that is let in ends
        Assert.DoesNotContain("/models", import.Headers.Location?.ToString() ?? "", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, guest.StatusCode);
    }

    [Fact]
    public async Task DeadAddress_OfAPerson_LeadsOn()
    {
        using var page = await _owned.Owner.GetAsync("/nothing/here", asPage: true);
        using var bare = await _owned.Owner.GetAsync("/nothing/here");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (page.StatusCode, bare.StatusCode));
        Assert.Contains("Nothing is here", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("There is no such address", await bare.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Api_WithoutAKeyOrWithACookie_IsRefused()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await _owned.Guest.StatusOfAsync("/api/v1/people"));
        Assert.Equal(HttpStatusCode.Unauthorized, await _owned.Owner.StatusOfAsync("/api/v1/people"));
        using var wrong = new Client(Site.Address, "sair_wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, await wrong.StatusOfAsync("/api/v1/people"));
    }

    [Fact]
    public async Task Actions_WithoutAntiforgeryToken_AreRefused()
    {
        foreach (var path in (string[])["/photos", $"/people/{_owned.Person}/photos"])
        {
            using var answer = await _owned.Owner.SendAsync(HttpMethod.Post, path, OwnedSite.Upload());
            Assert.Equal((path, HttpStatusCode.BadRequest), (path, answer.StatusCode));
        }

        using var form = new FormUrlEncodedContent([KeyValuePair.Create("name", "Olga"), KeyValuePair.Create("password", "correct horse")]);
        using var signIn = await _owned.Guest.SendAsync(HttpMethod.Post, "/account/sign-in", form);
        Assert.Equal(HttpStatusCode.BadRequest, signIn.StatusCode);
    }

    [Fact]
    public async Task SignIn_WrongPasswords_AreThrottled()
    {
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            using var answer = await _owned.Guest.SubmitAsync("/sign-in", "/account/sign-in", ("name", "Olga"), ("password", $"guess {i}"));
            statuses.Add(answer.StatusCode);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
    }

    [Fact]
    public async Task SetUp_OnceDone_CannotBeRepeated()
    {
        using var answer = await _owned.Guest.SubmitAsync("/sign-in", "/account/set-up", ("name", "Eve"), ("password", "I am the owner"));

        Assert.Contains("notice=", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        using var page = await _owned.Guest.GetAsync("/", asPage: true);
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
    }

    [Fact]
    public async Task SharedLink_WithPassword_OpensOnlyAfterIt()
    {
        Assert.Equal(HttpStatusCode.NotFound, await _owned.Guest.StatusOfAsync($"/s/{_owned.Link.Token}/pictures/0/after"));
        using (
            var wrong = await _owned.Guest.SubmitAsync($"/s/{_owned.Link.Token}", $"/s/{_owned.Link.Token}/unlock", ("password", "wrong"))
        )
        {
            Assert.Contains("mistake", wrong.Headers.Location!.ToString(), StringComparison.Ordinal);
        }

        using (await _owned.Guest.SubmitAsync($"/s/{_owned.Link.Token}", $"/s/{_owned.Link.Token}/unlock", ("password", "family"))) { }

        Assert.Equal(HttpStatusCode.OK, await _owned.Guest.StatusOfAsync($"/s/{_owned.Link.Token}/pictures/0/after"));
        Assert.Equal(HttpStatusCode.NotFound, await _owned.Guest.StatusOfAsync($"/s/{_owned.Link.Token}/pictures/0/before"));
        Assert.Equal(HttpStatusCode.NotFound, await _owned.Guest.StatusOfAsync($"/s/{_owned.Link.Token}/pictures/1/after"));
        using var page = await _owned.Guest.GetAsync($"/s/{_owned.Link.Token}", asPage: true);
        var html = await page.Content.ReadAsStringAsync();
        Assert.All(
            (string[])
                [_owned.Photo.ToString(), _owned.Request.ToString(), _owned.Face.ToString(), _owned.Gallery.ToString(), "secret-name"],
            secret => Assert.DoesNotContain(secret, html, StringComparison.OrdinalIgnoreCase)
        );

        var store = Site.Services.GetRequiredService<GalleryStore>();
        Assert.True(await store.RevokeAsync(Owners.Local, _owned.Link.Id));
        Assert.Equal(HttpStatusCode.NotFound, await _owned.Guest.StatusOfAsync($"/s/{_owned.Link.Token}/pictures/0/after"));
        Assert.Equal(HttpStatusCode.Forbidden, await _owned.Guest.StatusOfAsync($"/s/{_owned.Link.Token}"));
    }

    [Fact]
    public async Task SharedLink_ExpiredOrUnknown_IsRefused()
    {
        var expired = await Site
            .Services.GetRequiredService<GalleryStore>()
            .ShareAsync(Owners.Local, _owned.Gallery, null, TimeSpan.FromSeconds(-1));

        Assert.Equal(HttpStatusCode.Forbidden, await _owned.Guest.StatusOfAsync($"/s/{expired!.Token}"));
        Assert.Equal(HttpStatusCode.NotFound, await _owned.Guest.StatusOfAsync($"/s/{expired.Token}/pictures/0/after"));
        Assert.Equal(HttpStatusCode.NotFound, await _owned.Guest.StatusOfAsync("/s/guessed/pictures/0/after"));
    }

    [Fact]
    public async Task Vote_OfAVisitor_CountsOnce()
    {
        var store = Site.Services.GetRequiredService<GalleryStore>();
        var open = await store.ShareAsync(Owners.Local, _owned.Gallery, null, null);
        Assert.Equal(HttpStatusCode.OK, await _owned.Guest.StatusOfAsync($"/s/{open!.Token}"));
        for (var i = 0; i < 2; i++)
        {
            using var answer = await _owned.Guest.SubmitAsync($"/s/{_owned.Link.Token}", $"/s/{open.Token}/vote", ("place", "0"));
            Assert.Contains("thanks=1", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(1, (await store.CountVotesAsync(Owners.Local, _owned.Gallery))[_owned.Request]);
    }

    [Fact]
    public async Task Data_Deleted_LeavesNoRowAndNoFile()
    {
        var receipt = await Site.Services.GetRequiredService<UserData>().DeleteAsync(Owners.Local);

        Assert.Equal((1, 2, 2, 1, 1), (receipt.People, receipt.Photos, receipt.Faces, receipt.Restorations, receipt.Galleries));
        Assert.True(receipt.Files > 5);
        Assert.Equal(HttpStatusCode.Forbidden, await _owned.Guest.StatusOfAsync($"/s/{_owned.Link.Token}"));
        foreach (var path in Pictures())
        {
            Assert.Equal((path, HttpStatusCode.NotFound), (path, await _owned.Owner.StatusOfAsync(path)));
        }

        Assert.Equal(0, await Site.Services.GetRequiredService<UserData>().MeasureAsync(Owners.Local));
    }

    private static bool IsStaticFile(string path) =>
        path.Contains('.', StringComparison.Ordinal) && !path.Contains('{', StringComparison.Ordinal);

    private IEnumerable<string> Pictures() =>
        [
            $"/photos/{_owned.Photo}/preview",
            $"/faces/{_owned.Face}/square",
            $"/faces/{_owned.Face}/thumbnail",
            .. ((string[])["photo", "face", "before", "after", "invented"]).Select(picture => $"/results/{_owned.Request}/{picture}"),
            $"/results/{_owned.Request}/download/png",
            $"/results/{_owned.Request}/frames/{_owned.Frame}",
            $"/previews/{_owned.Request}/1",
            $"/previews/{_owned.Request}/frames/{_owned.Frame}",
        ];
}
