using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Sair.Browser.Tests.Hosting;
using Sair.Data.Accounts;
using Sair.Data.Galleries;

namespace Sair.Browser.Tests.Access;

/// <summary>No page says what somebody wrote into its address, and none fails because of it.</summary>
public sealed partial class WordsInAddressesTests : IAsyncLifetime
{
    private const string Words = "Call+12345+at+once";

    private OwnedSite _owned = null!;

    public async Task InitializeAsync() => _owned = await OwnedSite.StartAsync();

    public async Task DisposeAsync() => await _owned.DisposeAsync();

    [Fact]
    public async Task Pages_WithWordsInEveryParameter_DoNotSayThem()
    {
        var link = await _owned.Site.Services.GetRequiredService<GalleryStore>().ShareAsync(Owners.Local, _owned.Gallery, null, null);
        string[] names = ["mistake", "added", "notice", "thanks", "iteration", "person", "photo", "reference", "id", "ReturnUrl", "said"];
        var query = string.Join('&', names.Select(name => $"{name}={Words}"));
        foreach (
            var (client, path) in (IEnumerable<(Client, string)>)
                [
                    .. (
                        (string[])
                            [
                                "/",
                                "/models",
                                "/account",
                                "/status",
                                "/people",
                                "/batch",
                                "/compare",
                                "/photo",
                                $"/restorations/{_owned.Request}/branch",
                            ]
                    ).Select(path => (_owned.Owner, path)),
                    (_owned.Guest, "/sign-in"),
                    (_owned.Guest, $"/s/{link!.Token}"),
                    (_owned.Guest, $"/s/{_owned.Link.Token}"),
                ]
        )
        {
            using var answer = await client.GetAsync($"{path}?{query}", asPage: true);
            Assert.Equal((path, HttpStatusCode.OK), (path, answer.StatusCode));
            Assert.DoesNotContain("12345", await TextOfAsync(answer), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Status_OfAMember_ShowsNothingOfTheMachineOrOfOthers()
    {
        using var owner = await _owned.Owner.GetAsync("/status", asPage: true);
        using var member = await _owned.Stranger.GetAsync("/status", asPage: true);
        var (all, own) = (await TextOfAsync(owner), await TextOfAsync(member));

        foreach (var secret in (string[])["Data directory", "sair-browser-", "Tensor library", "System", "This machine"])
        {
            Assert.Contains(secret, all, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, own, StringComparison.Ordinal);
        }

        Assert.Contains("restored1", all, StringComparison.Ordinal);
        Assert.Contains("restored0", own, StringComparison.Ordinal);
    }

    // What a person reads, without attributes and without what scripts read.
    private static async Task<string> TextOfAsync(HttpResponseMessage answer) =>
        Tag().Replace(await answer.Content.ReadAsStringAsync(), "");

    [GeneratedRegex("<!--.*?-->|<[^>]*>", RegexOptions.Singleline)]
    private static partial Regex Tag();
}
