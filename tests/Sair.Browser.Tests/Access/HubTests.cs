using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Logging;
using Sair.Browser.Tests.Hosting;

namespace Sair.Browser.Tests.Access;

/// <summary>Followers of runs: who may follow, and what of it is worth a line in the log.</summary>
public sealed class HubTests : IAsyncLifetime
{
    private static readonly string[] s_categories = ["Microsoft.AspNetCore.SignalR", "Sair.Web.Hubs", "Sair.Web.Accounts"];

    private OwnedSite _owned = null!;

    public async Task InitializeAsync() => _owned = await OwnedSite.StartAsync();

    public async Task DisposeAsync() => await _owned.DisposeAsync();

    [Fact]
    public async Task Follow_AndLeave_IsNoErrorOfTheLog()
    {
        _owned.Site.Engine.HoldAfter(1);
        using var answer = await _owned.OwnersProgram.SendAsync(
            HttpMethod.Post,
            $"/api/v1/restorations/{_owned.Request}/repeat",
            JsonContent.Create(new { })
        );
        var request = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        for (var i = 0; i < 5; i++)
        {
            await using var viewer = Viewer(_owned.Owner);
            var heard = new TaskCompletionSource();
            viewer.On<JsonElement>("Announced", _ => heard.TrySetResult());
            await viewer.StartAsync();
            await viewer.SendAsync("Follow", request);
            await heard.Task;
        }

        // The last viewer is forgotten before the site ends.
        await Task.Delay(500);
        Assert.Empty(Lines(_owned.Site, LogLevel.Warning));
    }

    [Fact]
    public async Task Follow_OfSomebodyElsesRun_IsRefusedWithoutAnErrorOfTheLog()
    {
        await using var viewer = Viewer(_owned.Stranger);
        await viewer.StartAsync();

        var refusal = await Assert.ThrowsAsync<HubException>(() => viewer.InvokeAsync("Follow", _owned.Request));

        Assert.Contains("There is no such restoration.", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Lines(_owned.Site, LogLevel.Warning));
    }

    [Fact]
    public async Task Connect_OfAGuest_IsRefused()
    {
        await using var viewer = Viewer(_owned.Guest);

        var refusal = await Assert.ThrowsAsync<HttpRequestException>(() => viewer.StartAsync());

        Assert.Equal(HttpStatusCode.Forbidden, refusal.StatusCode);
    }

    [Fact]
    public async Task Call_WithAWrongKey_IsNoLineOfTheLog()
    {
        await using var site = await TestSite.StartAsync(signIn: true, settings: ["--Logging:LogLevel:Default", "Information"]);
        using var wrong = new Client(site.Address, "sair_wrong");

        Assert.Equal(HttpStatusCode.Unauthorized, await wrong.StatusOfAsync("/api/v1/people"));

        Assert.Empty(Lines(site, LogLevel.Information));
    }

    private static IEnumerable<string> Lines(TestSite site, LogLevel least) =>
        site
            .Log.Collector.GetSnapshot()
            .Where(line =>
                line.Level >= least && s_categories.Any(category => line.Category!.StartsWith(category, StringComparison.Ordinal))
            )
            .Select(line => $"{line.Category}: {line.Message}");

    private HubConnection Viewer(Client client) =>
        new HubConnectionBuilder().WithUrl(_owned.Site.Address + "/hubs/preview", options => options.Cookies = client.Cookies).Build();
}
