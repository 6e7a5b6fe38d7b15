using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Sair.Browser.Tests.Fakes;
using Sair.Browser.Tests.Hosting;
using Sair.Data.Accounts;
using Sair.Data.Galleries;
using Sair.Data.Restorations;
using Sair.Web.Accounts;
using Sair.Web.Sharing;

namespace Sair.Browser.Tests.Access;

/// <summary>A site with sign-in on which Olga owns one of everything and Stefan nothing.</summary>
internal sealed class OwnedSite : IAsyncDisposable
{
    private OwnedSite(TestSite site) => Site = site;

    public TestSite Site { get; }

    /// <summary>Gets Olga, signed in.</summary>
    public Client Owner { get; private set; } = null!;

    /// <summary>Gets Stefan, signed in.</summary>
    public Client Stranger { get; private set; } = null!;

    /// <summary>Gets somebody who is not signed in.</summary>
    public Client Guest { get; private set; } = null!;

    /// <summary>Gets a program with Olga's key.</summary>
    public Client OwnersProgram { get; private set; } = null!;

    /// <summary>Gets a program with Stefan's key.</summary>
    public Client StrangersProgram { get; private set; } = null!;

    public Guid Photo { get; private set; }

    public Guid Face { get; private set; }

    public Guid Person { get; private set; }

    public Guid AlbumPhoto { get; private set; }

    public Guid Request { get; private set; }

    public Guid Batch { get; } = Guid.CreateVersion7();

    public Guid Gallery { get; private set; }

    public ShareLink Link { get; private set; } = null!;

    /// <summary>Gets an iteration of which a picture was kept; a busy machine may keep others than the first.</summary>
    public int Frame { get; private set; }

    public static async Task<OwnedSite> StartAsync(params string[] settings)
    {
        var owned = new OwnedSite(await TestSite.StartAsync(signIn: true, settings: settings));
        await owned.AddUsersAsync();
        await owned.FillAsync();
        return owned;
    }

    public static MultipartFormDataContent Upload() =>
        new() { { new ByteArrayContent(TestPhotos.Png(160, 120, 40, TestPhotos.Anna)), "photo", "secret-name.png" } };

    public async ValueTask DisposeAsync()
    {
        foreach (var client in (Client[])[Owner, Stranger, Guest, OwnersProgram, StrangersProgram])
        {
            client.Dispose();
        }

        await Site.DisposeAsync();
    }

    private async Task AddUsersAsync()
    {
        (Owner, Stranger, Guest) = (new Client(Site.Address), new Client(Site.Address), new Client(Site.Address));
        using (await Owner.SubmitAsync("/set-up", "/account/set-up", ("name", "Olga"), ("password", "correct horse"))) { }

        await using (var scope = Site.Services.CreateAsyncScope())
        {
            var members = scope.ServiceProvider.GetRequiredService<Members>();
            Assert.Null(await members.AddMemberAsync("Stefan", "battery staple"));
            var keys = Site.Services.GetRequiredService<ApiKeyStore>();
            OwnersProgram = new Client(Site.Address, await keys.CreateAsync(Owners.Local, "test"));
            StrangersProgram = new Client(Site.Address, await keys.CreateAsync((await members.ListAsync())[^1].Id, "test"));
        }

        using (await Stranger.SubmitAsync("/sign-in", "/account/sign-in", ("name", "stefan"), ("password", "battery staple"))) { }
    }

    // Made as a program makes them.
    private async Task FillAsync()
    {
        Person = (await PostAsync("people", JsonContent.Create(new { name = "Anna" }))).GetProperty("id").GetGuid();
        var good = new MultipartFormDataContent
        {
            { new ByteArrayContent(TestPhotos.Png(320, 240, 120, TestPhotos.Anna)), "photo", "good.png" },
        };
        AlbumPhoto = (await PostAsync($"people/{Person}/photos", good)).GetProperty("id").GetGuid();
        var photo = await PostAsync("photos", Upload());
        (Photo, Face) = (photo.GetProperty("id").GetGuid(), photo.GetProperty("faces")[0].GetProperty("id").GetGuid());
        Request = (
            await PostAsync(
                "restorations",
                JsonContent.Create(
                    new
                    {
                        faceId = Face,
                        personId = Person,
                        batchId = Batch,
                        options = new { iterations = 3 },
                    }
                )
            )
        ).GetProperty("id").GetGuid();
        for (var status = ""; status != "Succeeded"; )
        {
            await Task.Delay(50);
            status = (await ReadAsync(OwnersProgram.GetAsync($"/api/v1/restorations/{Request}"))).GetProperty("status").GetString();
            Assert.NotEqual("Failed", status);
        }

        Frame = (await Site.Services.GetRequiredService<ResultStore>().ListFramesAsync(Owners.Local, Request))[0];
        var galleries = Site.Services.GetRequiredService<GalleryStore>();
        Gallery = (await galleries.AddAsync(Owners.Local, "Family", [Request])).Id;
        Link = (await galleries.ShareAsync(Owners.Local, Gallery, SharedAccess.Hash("family"), TimeSpan.FromDays(1)))!;
    }

    private Task<JsonElement> PostAsync(string path, HttpContent content) =>
        ReadAsync(OwnersProgram.SendAsync(HttpMethod.Post, $"/api/v1/{path}", content));

    private static async Task<JsonElement> ReadAsync(Task<HttpResponseMessage> sending)
    {
        using var answer = await sending;
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
