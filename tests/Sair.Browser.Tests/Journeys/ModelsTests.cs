using System.Net;
using System.Text.Json;
using Microsoft.Playwright;
using Sair.Browser.Tests.Hosting;
using Sair.Engine.Weights;
using Sair.TestKit;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

[Collection(BrowserCollection.Name)]
public sealed class ModelsTests(ChromiumFixture chromium) : IDisposable
{
    private const int Length = 400_000;
    private const int Half = (Length / 2) + 1000;

    private readonly TemporaryFolder _models = new();
    private readonly HttpListener _publisher = new();
    private readonly SemaphoreSlim _rest = new(0);

    public void Dispose()
    {
        _publisher.Close();
        _rest.Dispose();
        _models.Dispose();
    }

    [Fact]
    public async Task Download_PausedAndTakenUpAgain_IsInstalledAndCanBeRemoved()
    {
        WriteCatalog(Listen());
        _ = Task.Run(PublishAsync);
        await using var site = await TestSite.StartAsync(models: _models.Path);
        await using var visit = await chromium.VisitAsync(site);
        await visit.OpenAsync("/models");
        var card = visit.Page.GetByRole(AriaRole.Article, new() { Name = "tiny" });
        var here = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Here" });
        await Expect(card.GetByRole(AriaRole.Button, new() { Name = "Download" })).ToBeDisabledAsync();

        await card.GetByRole(AriaRole.Checkbox).CheckAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "Download" }).ClickAsync();
        await Expect(card.GetByRole(AriaRole.Status)).ToContainTextAsync("50 %");
        await Photographer.TakeAsync(visit.Page, "models");
        await card.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(card.GetByRole(AriaRole.Status)).ToContainTextAsync("here already");
        _rest.Release(2);
        await card.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();

        await Expect(here).ToContainTextAsync("tiny");
        await here.GetByRole(AriaRole.Button, new() { Name = "Remove tiny" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Alertdialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(here).Not.ToContainTextAsync("tiny");
        Assert.Empty(Directory.EnumerateFiles(UserModels.FolderOf(_models.Path), "*.safetensors"));
    }

    [Fact]
    public async Task Import_FileFromTheDisk_IsAddedAndAWrongOneIsRefused()
    {
        WriteCatalog(null);
        await using var site = await TestSite.StartAsync(models: _models.Path);
        await using var visit = await chromium.VisitAsync(site);
        await visit.OpenAsync("/models");
        await Expect(visit.Page.GetByRole(AriaRole.Article, new() { Name = "tiny" })).ToContainTextAsync("download it by hand");

        await AddAsync(visit.Page, "Sign in"u8.ToArray());
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("cannot be read as weights");
        await AddAsync(visit.Page, Content());

        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Here" })).ToContainTextAsync("tiny");
    }

    private static async Task AddAsync(IPage page, byte[] content)
    {
        await page.GetByLabel("Model file")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "tiny.safetensors",
                    MimeType = "application/octet-stream",
                    Buffer = content,
                }
            );
        await page.GetByLabel("Name, as it is listed here").FillAsync("tiny");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Expect(page.Locator("main[data-interactive=true]")).ToBeVisibleAsync();
    }

    // One tensor of bytes behind the shortest header.
    private static byte[] Content()
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                weight = new
                {
                    dtype = "U8",
                    shape = new[] { Length },
                    data_offsets = new[] { 0, Length },
                },
            }
        );
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. new byte[Length]];
    }

    private void WriteCatalog(Uri? address)
    {
        var published = new PublishedModel(
            "tiny",
            "draws faces",
            "tiny.safetensors",
            "test network",
            "Not for commercial use.",
            new Uri("https://example.org/tiny")
        )
        {
            Address = address,
        };
        File.WriteAllText(
            Path.Combine(_models.Path, ModelCatalog.FileName),
            JsonSerializer.Serialize(new { models = Array.Empty<ModelEntry>(), published = new[] { published } }, JsonSerializerOptions.Web)
        );
    }

    private Uri Listen()
    {
        while (true)
        {
            var address = new Uri($"http://127.0.0.1:{System.Security.Cryptography.RandomNumberGenerator.GetInt32(20_000, 40_000)}/");
            try
            {
                _publisher.Prefixes.Clear();
                _publisher.Prefixes.Add(address.ToString());
                _publisher.Start();
                return new Uri(address, "tiny.safetensors");
            }
            catch (HttpListenerException)
            {
                // Somebody else has the port.
                continue;
            }
        }
    }

    // Half of what is asked for comes at once, the rest when the test lets it.
    private async Task PublishAsync()
    {
        var content = Content();
        while (_publisher.IsListening)
        {
            try
            {
                var context = await _publisher.GetContextAsync();
                var start = context.Request.Headers["Range"] is { } range ? int.Parse(range["bytes=".Length..^1]) : 0;
                context.Response.StatusCode = start > 0 ? 206 : 200;
                context.Response.AddHeader("ETag", "\"one\"");
                if (start > 0)
                {
                    context.Response.AddHeader("Content-Range", $"bytes {start}-{content.Length - 1}/{content.Length}");
                }

                context.Response.ContentLength64 = content.Length - start;
                var first = start > 0 ? content.Length - start : Half;
                await context.Response.OutputStream.WriteAsync(content.AsMemory(start, first));
                await context.Response.OutputStream.FlushAsync();
                if (start == 0)
                {
                    await _rest.WaitAsync();
                    context.Response.Abort();
                    continue;
                }

                context.Response.Close();
            }
            catch (Exception failure) when (failure is HttpListenerException or ObjectDisposedException or IOException)
            {
                // The client or the test has gone.
                continue;
            }
        }
    }
}
