using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sair.Browser.Tests.Fakes;
using Sair.Browser.Tests.Hosting;
using Sair.Data.Accounts;
using Sair.Data.Galleries;
using Sair.Data.Restorations;
using Sair.Web.Accounts;
using Sair.Web.Sharing;

namespace Sair.Browser.Tests.Access;

/// <summary>What guests, other users and visitors of links get of somebody's things: nothing.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private static readonly string[] s_open = ["/health", "/account/set-up", "/account/sign-in", "/s/{token}", "/api/openapi.json", "/sign-in", "/set-up"];

    private TestSite _site = null!;
    private Client _owner = null!;
    private Client _stranger = null!;
    private Client _guest = null!;
    private Guid _photo;
    private Guid _face;
    private Guid _person;
    private Guid _request;
    private Guid _gallery;
    private ShareLink _link = null!;
    private string _strangersKey = "";
    private int _frame;

    public async Task InitializeAsync()
    {
        _site = await TestSite.StartAsync(signIn: true);
        (_owner, _stranger, _guest) = (new Client(_site.Address), new Client(_site.Address), new Client(_site.Address));
        using (await _owner.SubmitAsync("/set-up", "/account/set-up", ("name", "Olga"), ("password", "correct horse")))
        {
        }

        await using (var scope = _site.Services.CreateAsyncScope())
        {
            Assert.Null(await scope.ServiceProvider.GetRequiredService<Members>().AddMemberAsync("Stefan", "battery staple"));
            var stefan = (await scope.ServiceProvider.GetRequiredService<Members>().ListAsync())[^1];
            _strangersKey = await _site.Services.GetRequiredService<ApiKeyStore>().CreateAsync(stefan.Id, "test");
        }

        using (await _stranger.SubmitAsync("/sign-in", "/account/sign-in", ("name", "stefan"), ("password", "battery staple")))
        {
        }

        await FillAsync();
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        _stranger.Dispose();
        _guest.Dispose();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task Everything_OfTheOwner_IsForNobodyElse()
    {
        using var stranger = new Client(_site.Address, _strangersKey);
        foreach (var path in Pictures())
        {
            Assert.Equal((path, HttpStatusCode.OK), (path, await _owner.StatusOfAsync(path)));
            Assert.Equal((path, HttpStatusCode.NotFound), (path, await _stranger.StatusOfAsync(path)));
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, await _guest.StatusOfAsync(path)));
        }

        foreach (var action in (string[])["cancel", "pause", "resume", "keep"])
        {
            using var answer = await stranger.SendAsync(HttpMethod.Post, $"/api/v1/restorations/{_request}/{action}");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        foreach (var path in (string[])[$"/api/v1/restorations/{_request}", $"/api/v1/people/{_person}"])
        {
            using var answer = await stranger.SendAsync(HttpMethod.Delete, path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        Assert.Equal(HttpStatusCode.NotFound, await stranger.StatusOfAsync($"/api/v1/restorations/{_request}"));
        Assert.Equal(HttpStatusCode.NotFound, await stranger.StatusOfAsync($"/api/v1/restorations/{_request}/result"));
        using var foreignFace = await stranger.SendAsync(HttpMethod.Post, "/api/v1/restorations", JsonContent.Create(new { faceId = _face, referenceFaceIds = new[] { _face } }));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, foreignFace.StatusCode);
        using var foreignAlbum = await stranger.SendAsync(HttpMethod.Post, $"/api/v1/people/{_person}/photos", Upload());
        Assert.Equal(HttpStatusCode.NotFound, foreignAlbum.StatusCode);
        using var page = await _stranger.GetAsync($"/restorations/{_request}", asPage: true);
        Assert.Contains("This restoration does not exist", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryEndpoint_ButTheOpenOnes_NeedsAUser()
    {
        var unguarded = _site.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))
            .Where(path => !s_open.Contains(path, StringComparer.OrdinalIgnoreCase) && !path.StartsWith("/_framework/", StringComparison.Ordinal) && !path.StartsWith("/s/{token}/", StringComparison.Ordinal) && !IsStaticFile(path))
            .Distinct();

        Assert.Empty(unguarded);
    }

    [Fact]
    public async Task Pages_OfAGuest_LeadToTheSignIn()
    {
        foreach (var path in (string[])["/", "/people", "/queue", "/history", "/galleries", "/account", "/status", $"/restorations/{_request}"])
        {
            using var answer = await _guest.GetAsync(path, asPage: true);
            Assert.Equal((path, HttpStatusCode.Redirect), (path, answer.StatusCode));
            Assert.Contains("/sign-in", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task DeadAddress_OfAPerson_LeadsOn()
    {
        using var page = await _owner.GetAsync("/nothing/here", asPage: true);
        using var bare = await _owner.GetAsync("/nothing/here");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (page.StatusCode, bare.StatusCode));
        Assert.Contains("Nothing is here", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(await bare.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Api_WithoutAKeyOrWithACookie_IsRefused()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await _guest.StatusOfAsync("/api/v1/people"));
        Assert.Equal(HttpStatusCode.Unauthorized, await _owner.StatusOfAsync("/api/v1/people"));
        using var wrong = new Client(_site.Address, "sair_wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, await wrong.StatusOfAsync("/api/v1/people"));
    }

    [Fact]
    public async Task Actions_WithoutAntiforgeryToken_AreRefused()
    {
        foreach (var path in (string[])["/photos", $"/people/{_person}/photos"])
        {
            using var answer = await _owner.SendAsync(HttpMethod.Post, path, Upload());
            Assert.Equal((path, HttpStatusCode.BadRequest), (path, answer.StatusCode));
        }

        using var form = new FormUrlEncodedContent([KeyValuePair.Create("name", "Olga"), KeyValuePair.Create("password", "correct horse")]);
        using var signIn = await _guest.SendAsync(HttpMethod.Post, "/account/sign-in", form);
        Assert.Equal(HttpStatusCode.BadRequest, signIn.StatusCode);
    }

    [Fact]
    public async Task SignIn_WrongPasswords_AreThrottled()
    {
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            using var answer = await _guest.SubmitAsync("/sign-in", "/account/sign-in", ("name", "Olga"), ("password", $"guess {i}"));
            statuses.Add(answer.StatusCode);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
    }

    [Fact]
    public async Task SetUp_OnceDone_CannotBeRepeated()
    {
        using var answer = await _guest.SubmitAsync("/sign-in", "/account/set-up", ("name", "Eve"), ("password", "I am the owner"));

        Assert.Contains("mistake=", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        using var page = await _guest.GetAsync("/", asPage: true);
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
    }

    [Fact]
    public async Task SharedLink_WithPassword_OpensOnlyAfterIt()
    {
        Assert.Equal(HttpStatusCode.NotFound, await _guest.StatusOfAsync($"/s/{_link.Token}/pictures/0/after"));
        using (var wrong = await _guest.SubmitAsync($"/s/{_link.Token}", $"/s/{_link.Token}/unlock", ("password", "wrong")))
        {
            Assert.Contains("mistake", wrong.Headers.Location!.ToString(), StringComparison.Ordinal);
        }

        using (await _guest.SubmitAsync($"/s/{_link.Token}", $"/s/{_link.Token}/unlock", ("password", "family")))
        {
        }

        Assert.Equal(HttpStatusCode.OK, await _guest.StatusOfAsync($"/s/{_link.Token}/pictures/0/after"));
        Assert.Equal(HttpStatusCode.NotFound, await _guest.StatusOfAsync($"/s/{_link.Token}/pictures/0/before"));
        Assert.Equal(HttpStatusCode.NotFound, await _guest.StatusOfAsync($"/s/{_link.Token}/pictures/1/after"));
        using var page = await _guest.GetAsync($"/s/{_link.Token}", asPage: true);
        var html = await page.Content.ReadAsStringAsync();
        Assert.All(
            (string[])[_photo.ToString(), _request.ToString(), _face.ToString(), _gallery.ToString(), "secret-name"],
            secret => Assert.DoesNotContain(secret, html, StringComparison.OrdinalIgnoreCase));

        var store = _site.Services.GetRequiredService<GalleryStore>();
        Assert.True(await store.RevokeAsync(Owners.Local, _link.Id));
        Assert.Equal(HttpStatusCode.NotFound, await _guest.StatusOfAsync($"/s/{_link.Token}/pictures/0/after"));
        Assert.Equal(HttpStatusCode.Forbidden, await _guest.StatusOfAsync($"/s/{_link.Token}"));
    }

    [Fact]
    public async Task SharedLink_ExpiredOrUnknown_IsRefused()
    {
        var expired = await _site.Services.GetRequiredService<GalleryStore>().ShareAsync(Owners.Local, _gallery, null, TimeSpan.FromSeconds(-1));

        Assert.Equal(HttpStatusCode.Forbidden, await _guest.StatusOfAsync($"/s/{expired!.Token}"));
        Assert.Equal(HttpStatusCode.NotFound, await _guest.StatusOfAsync($"/s/{expired.Token}/pictures/0/after"));
        Assert.Equal(HttpStatusCode.NotFound, await _guest.StatusOfAsync("/s/guessed/pictures/0/after"));
    }

    [Fact]
    public async Task Vote_OfAVisitor_CountsOnce()
    {
        var store = _site.Services.GetRequiredService<GalleryStore>();
        var open = await store.ShareAsync(Owners.Local, _gallery, null, null);
        for (var i = 0; i < 2; i++)
        {
            using var answer = await _guest.SubmitAsync($"/s/{_link.Token}", $"/s/{open!.Token}/vote", ("place", "0"));
            Assert.Contains("thanks=1", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(1, (await store.CountVotesAsync(Owners.Local, _gallery))[_request]);
    }

    [Fact]
    public async Task Data_Deleted_LeavesNoRowAndNoFile()
    {
        var receipt = await _site.Services.GetRequiredService<UserData>().DeleteAsync(Owners.Local);

        Assert.Equal((1, 2, 2, 1, 1), (receipt.People, receipt.Photos, receipt.Faces, receipt.Restorations, receipt.Galleries));
        Assert.True(receipt.Files > 5);
        Assert.Equal(HttpStatusCode.Forbidden, await _guest.StatusOfAsync($"/s/{_link.Token}"));
        foreach (var path in Pictures())
        {
            Assert.Equal((path, HttpStatusCode.NotFound), (path, await _owner.StatusOfAsync(path)));
        }

        Assert.Equal(0, await _site.Services.GetRequiredService<UserData>().MeasureAsync(Owners.Local));
    }

    private static bool IsStaticFile(string path) => path.Contains('.', StringComparison.Ordinal) && !path.Contains('{', StringComparison.Ordinal);

    private static MultipartFormDataContent Upload() =>
        new() { { new ByteArrayContent(TestPhotos.Png(160, 120, 40, TestPhotos.Anna)), "photo", "secret-name.png" } };

    private IEnumerable<string> Pictures() =>
    [
        $"/photos/{_photo}/preview", $"/faces/{_face}/square", $"/faces/{_face}/thumbnail", .. ((string[])["photo", "face", "before", "after", "invented"]).Select(picture => $"/results/{_request}/{picture}"),
        $"/results/{_request}/download/png", $"/results/{_request}/frames/{_frame}", $"/previews/{_request}/1", $"/previews/{_request}/frames/{_frame}",
    ];

    // The owner's things are made as a program makes them.
    private async Task FillAsync()
    {
        var key = await _site.Services.GetRequiredService<ApiKeyStore>().CreateAsync(Owners.Local, "test");
        using var api = new Client(_site.Address, key);
        _person = (await ReadAsync(api.SendAsync(HttpMethod.Post, "/api/v1/people", JsonContent.Create(new { name = "Anna" })))).GetProperty("id").GetGuid();
        using (await api.SendAsync(HttpMethod.Post, $"/api/v1/people/{_person}/photos", new MultipartFormDataContent { { new ByteArrayContent(TestPhotos.Png(320, 240, 120, TestPhotos.Anna)), "photo", "good.png" } }))
        {
        }

        var photo = await ReadAsync(api.SendAsync(HttpMethod.Post, "/api/v1/photos", Upload()));
        (_photo, _face) = (photo.GetProperty("id").GetGuid(), photo.GetProperty("faces")[0].GetProperty("id").GetGuid());
        _request = (await ReadAsync(api.SendAsync(HttpMethod.Post, "/api/v1/restorations", JsonContent.Create(new { faceId = _face, personId = _person, options = new { iterations = 3 } })))).GetProperty("id").GetGuid();
        for (var status = ""; status != "Succeeded";)
        {
            await Task.Delay(50);
            status = (await ReadAsync(api.GetAsync($"/api/v1/restorations/{_request}"))).GetProperty("status").GetString();
            Assert.NotEqual("Failed", status);
        }

        // A busy machine may keep other frames than the first.
        _frame = (await _site.Services.GetRequiredService<ResultStore>().ListFramesAsync(Owners.Local, _request))[0];
        var galleries = _site.Services.GetRequiredService<GalleryStore>();
        _gallery = (await galleries.AddAsync(Owners.Local, "Family", [_request])).Id;
        _link = (await galleries.ShareAsync(Owners.Local, _gallery, SharedAccess.Hash("family"), TimeSpan.FromDays(1)))!;
    }

    private static async Task<JsonElement> ReadAsync(Task<HttpResponseMessage> sending)
    {
        using var answer = await sending;
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
