using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Sair.Browser.Tests.Fakes;
using Sair.Browser.Tests.Hosting;
using Sair.Data.Accounts;
using Sair.Data.Galleries;
using Sair.Web.Accounts;

namespace Sair.Browser.Tests.Access;

/// <summary>
/// Every address of the site as it is mapped, asked by each of those who may not: an address that is added later is tested too.
/// </summary>
public sealed partial class EndpointMatrixTests : IAsyncLifetime
{
    // They are for guests, or for programs, which have a matrix of their own.
    private static readonly string[] s_elsewhere = ["/api/", "/s/{token}", "/_framework/", "/_blazor"];

    // Takes another photo where the one of the address is not there.
    private const string StartsAnew = "/photo/";

    private OwnedSite _owned = null!;

    public async Task InitializeAsync() => _owned = await OwnedSite.StartAsync();

    public async Task DisposeAsync() => await _owned.DisposeAsync();

    [Fact]
    public async Task EveryAddress_AsAGuestOrARemovedMember_IsRefused()
    {
        using var program = new Client(_owned.Site.Address, _owned.StrangersProgram.Authorization!.Parameter);
        await RemoveStefanAsync();
        var tried = Guarded().ToList();
        foreach (var call in tried)
        {
            foreach (
                var (who, client) in ((string, Client)[])
                    [("guest", _owned.Guest), ("removed member", _owned.Stranger), ("key of the removed member", program)]
            )
            {
                // The cookie is taken back at the first call, and a thief would keep sending it.
                using var copy = client == program ? new Client(_owned.Site.Address, program.Authorization!.Parameter) : client.Copy();
                using var content = ContentOf(call);
                using var answer = await copy.SendAsync(new HttpMethod(call.Method), call.Path, content);
                Assert.Equal((who, call, HttpStatusCode.Forbidden), (who, call, answer.StatusCode));
            }
        }

        Assert.True(tried.Count > 30, $"{tried.Count} addresses");
    }

    [Fact]
    public async Task EveryAddressWithAnId_AsAStranger_FindsNothing()
    {
        var token = await TokenAsync(_owned.Stranger);
        var tried = Guarded().Where(call => call.HasId).ToList();
        foreach (var call in tried)
        {
            using var content = ContentOf(call);
            using var answer = await _owned.Stranger.SendAsync(new HttpMethod(call.Method), call.Path, content, token);
            if (call.Path.StartsWith(StartsAnew, StringComparison.Ordinal))
            {
                var html = await answer.Content.ReadAsStringAsync();
                Assert.Contains("This photo is not there any more", html, StringComparison.Ordinal);
                Assert.DoesNotContain("secret-name", html, StringComparison.Ordinal);
                continue;
            }

            Assert.Equal((call, HttpStatusCode.NotFound), (call, answer.StatusCode));
        }

        Assert.True(tried.Count > 15, $"{tried.Count} addresses");
    }

    [Fact]
    public async Task EveryAddressOfALink_ThatWorksNoMore_ShowsNothing()
    {
        var store = _owned.Site.Services.GetRequiredService<GalleryStore>();
        var expired = (await store.ShareAsync(Owners.Local, _owned.Gallery, null, TimeSpan.FromSeconds(-1)))!.Token;
        var revoked = (await store.ShareAsync(Owners.Local, _owned.Gallery, null, null))!;
        Assert.True(await store.RevokeAsync(Owners.Local, revoked.Id));
        var stefan = await StefanAsync();
        var gone = (await store.ShareAsync(stefan, (await store.AddAsync(stefan, "Mine", [])).Id, null, null))!.Token;
        Assert.Equal(HttpStatusCode.OK, await _owned.Guest.StatusOfAsync($"/s/{gone}"));
        await RemoveStefanAsync();
        var locked = _owned.Link.Token;
        var forms = await TokenAsync(_owned.Guest, $"/s/{locked}");

        foreach (var token in (string[])[expired, revoked.Token, gone, "guessed", locked])
        {
            foreach (var call in Mapped(endpoint => PatternOf(endpoint).StartsWith("/s/", StringComparison.Ordinal)))
            {
                var path = call.Path.Replace("/s/TOKEN", $"/s/{token}", StringComparison.Ordinal);
                if (
                    token == locked
                    && (path.EndsWith(locked, StringComparison.Ordinal) || path.EndsWith("/unlock", StringComparison.Ordinal))
                )
                {
                    continue;
                }

                using var form = new FormUrlEncodedContent([KeyValuePair.Create("password", "family"), KeyValuePair.Create("place", "0")]);
                using var answer = await _owned.Guest.SendAsync(
                    new HttpMethod(call.Method),
                    path,
                    call.Method == "GET" ? null : form,
                    forms
                );
                var isPage = path.Split('/').Length == 3;
                Assert.Equal((call, token, isPage ? HttpStatusCode.Forbidden : HttpStatusCode.NotFound), (call, token, answer.StatusCode));
            }
        }
    }

    private IEnumerable<Call> Guarded() =>
        Mapped(endpoint =>
            endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
            && endpoint.Metadata.GetMetadata<HubMetadata>() is null
            && !s_elsewhere.Any(prefix => PatternOf(endpoint).StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        );

    private IEnumerable<Call> Mapped(Func<RouteEndpoint, bool> choose) =>
        from endpoint in _owned.Site.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where choose(endpoint)
        let pattern = PatternOf(endpoint)
        where !pattern.Contains("{*", StringComparison.Ordinal)
        let methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        from method in methods.Contains("GET") ? ["GET"] : methods
        select new Call(
            method,
            string.Join('/', pattern.Split('/').Select((part, i) => part.StartsWith('{') ? ValueOf(part, pattern.Split('/')[1]) : part)),
            pattern.Contains(":guid", StringComparison.Ordinal)
        );

    private static string PatternOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.TrimStart('/');

    private string ValueOf(string part, string things) =>
        (part[1..].Split(':', '}')[0].ToUpperInvariant(), things) switch
        {
            ("TOKEN", _) => "TOKEN",
            ("ID", "people") => $"{_owned.Person}",
            ("ID", "photos") => $"{_owned.Photo}",
            ("ID", "faces") => $"{_owned.Face}",
            ("ID", "galleries") => $"{_owned.Gallery}",
            ("ID" or "REQUESTID", _) => $"{_owned.Request}",
            ("BATCHID", _) => $"{_owned.Batch}",
            ("PHOTOID", _) => $"{_owned.Photo}",
            ("ITERATION" or "INDEX", _) => $"{_owned.Frame}",
            ("PLACE", _) => "0",
            ("PICTURE", _) => "after",
            ("FORMAT", _) => "png",
            _ => throw new InvalidOperationException($"No value is known for {part} of {things}."),
        };

    private static HttpContent? ContentOf(Call call) =>
        call switch
        {
            { Method: "GET" or "DELETE" } => null,
            { Path: var path } when path.EndsWith("/photos", StringComparison.Ordinal) => OwnedSite.Upload(),
            { Path: var path } when path.EndsWith("/points", StringComparison.Ordinal) => JsonContent.Create(
                Enumerable.Range(0, 5).Select(i => new { x = 40 + i, y = 40 + i })
            ),
            { Path: var path } when path.EndsWith("/marks", StringComparison.Ordinal) => new ByteArrayContent(TestPhotos.Png(64, 64, 10)),
            { Path: var path } when path.EndsWith("/faces", StringComparison.Ordinal) => JsonContent.Create(
                new
                {
                    x = 40,
                    y = 30,
                    width = 60,
                    height = 60,
                }
            ),
            _ => JsonContent.Create(new { }),
        };

    private async Task<Guid> StefanAsync()
    {
        await using var scope = _owned.Site.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<Members>().ListAsync())[^1].Id;
    }

    private async Task RemoveStefanAsync()
    {
        await using var scope = _owned.Site.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Members>().RemoveAsync(await StefanAsync());
    }

    private static async Task<string> TokenAsync(Client client, string page = "/account")
    {
        using var answer = await client.GetAsync(page, asPage: true);
        return Token().Match(await answer.Content.ReadAsStringAsync()).Groups[1].Value;
    }

    [GeneratedRegex("name=\"antiforgery-token\" content=\"([^\"]+)\"")]
    private static partial Regex Token();

    private sealed record Call(string Method, string Path, bool HasId);
}
