using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Sair.Browser.Tests.Hosting;
using Sair.Data.Accounts;
using Sair.Data.Galleries;

namespace Sair.Browser.Tests.Access;

/// <summary>What visitors of a link can make up: nothing that counts.</summary>
public sealed class SharingTests : IAsyncLifetime
{
    private OwnedSite _owned = null!;

    private GalleryStore Store => _owned.Site.Services.GetRequiredService<GalleryStore>();

    public async Task InitializeAsync() => _owned = await OwnedSite.StartAsync();

    public async Task DisposeAsync() => await _owned.DisposeAsync();

    [Fact]
    public async Task Votes_OfMadeUpVisitors_DoNotCount()
    {
        var link = (await Store.ShareAsync(Owners.Local, _owned.Gallery, null, null))!;
        for (var i = 0; i < 9; i++)
        {
            using var made = new Client(_owned.Site.Address);
            made.Cookies.Add(new Cookie("sair-visitor", $"visitor{i}", "/s", new Uri(_owned.Site.Address).Host));
            using var vote = await made.SubmitAsync($"/s/{_owned.Link.Token}", $"/s/{link.Token}/vote", ("place", "0"));
            Assert.Contains("mistake=cookie", vote.Headers.Location!.ToString(), StringComparison.Ordinal);
            using var page = await made.GetAsync(vote.Headers.Location!.ToString(), asPage: true);
            Assert.Contains("allow cookies", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Empty(await Store.CountVotesAsync(Owners.Local, _owned.Gallery));
    }

    [Theory]
    [InlineData("x", HttpStatusCode.UnprocessableEntity)]
    [InlineData("12345", HttpStatusCode.UnprocessableEntity)]
    [InlineData("123456", HttpStatusCode.OK)]
    [InlineData("", HttpStatusCode.OK)]
    public async Task Link_WithAShortPassword_IsRefused(string password, HttpStatusCode status)
    {
        using var answer = await _owned.OwnersProgram.SendAsync(
            HttpMethod.Post,
            $"/api/v1/galleries/{_owned.Gallery}/links",
            JsonContent.Create(new { password, shareDrifted = true })
        );

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Picture_SeenByManyAtOnce_IsTheSame()
    {
        var link = (await Store.ShareAsync(Owners.Local, _owned.Gallery, null, null))!;
        var pictures = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async _ =>
                {
                    using var client = new Client(_owned.Site.Address);
                    using var answer = await client.GetAsync($"/s/{link.Token}/pictures/0/after");
                    return await answer.Content.ReadAsByteArrayAsync();
                })
        );

        Assert.NotEmpty(pictures[0]);
        Assert.All(pictures, picture => Assert.Equal(pictures[0], picture));
    }
}
