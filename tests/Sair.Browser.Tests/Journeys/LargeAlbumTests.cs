using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Sair.Application.People;
using Sair.Browser.Tests.Hosting;
using Sair.Data.Accounts;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Sair.Browser.Tests.Journeys;

/// <summary>An album of 1,000 photos; prints how long it takes until it can be used (<c>make bench-album</c>).</summary>
[Collection(BrowserCollection.Name)]
public sealed class LargeAlbumTests(ChromiumFixture chromium, ITestOutputHelper output)
{
    private const int Photos = 1000;
    private const int Visits = 5;

    private const string VisibleThumbnailsAreThere =
        "() => document.querySelector('.album img') && [...document.querySelectorAll('.album img')].filter(image => "
        + "image.getBoundingClientRect().top < innerHeight).every(image => image.complete && image.naturalWidth > 0)";

    [Fact]
    public async Task Album_OfAThousandPhotos_ShowsItsFirstPageAndTheRestOnRequest()
    {
        await using var site = await TestSite.StartAsync();
        var person = await LargeAlbum.AddAsync(site.Services, "Anna", Photos);
        await using var visit = await chromium.VisitAsync(site);
        var page = visit.Page;
        for (var i = 1; i <= Visits; i++)
        {
            await ReadAsync(site, person, i);
            await ClickAsync(visit, i);
            await OpenAsync(visit, person, i);
        }

        await Expect(page.GetByText($"{Photos} photos")).ToBeVisibleAsync();
        await Expect(page.Locator(".album > li")).ToHaveCountAsync(30);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show 60 more" }).ClickAsync();
        await Expect(page.Locator(".album > li")).ToHaveCountAsync(90);
        var thumbnail = (await page.Locator(".album img").First.GetAttributeAsync("src"))!;

        using var client = new Client(site.Address);
        using var answer = await client.GetAsync(thumbnail);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl is { Private: true, MaxAge: not null });
        Assert.NotNull(answer.Headers.ETag);
    }

    // Processor time stays comparable on a machine that does other things too.
    private static double Processor()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalMilliseconds;
    }

    // What the server does for the page, without the browser; from the second time on the album is known.
    private async Task ReadAsync(TestSite site, Guid person, int visit)
    {
        var started = Processor();
        Assert.Equal(Photos, (await site.Services.GetRequiredService<Albums>().FindAsync(Owners.Local, person))!.Analysis.Places.Count);
        output.WriteLine($"{Photos} photos, visit {visit}: reading and judging takes {Processor() - started:0} ms of a core");
    }

    // From the list of people, as most visits begin.
    private async Task ClickAsync(Visit visit, int number)
    {
        await visit.OpenAsync("/people");
        var (watch, started) = (Stopwatch.StartNew(), Processor());
        await visit.Page.Locator("a.person").ClickAsync();
        await visit.Page.WaitForFunctionAsync(VisibleThumbnailsAreThere);
        output.WriteLine(
            $"{Photos} photos, visit {number}: thumbnails in sight {watch.ElapsedMilliseconds} ms after the click on the person, for "
                + $"which the site took {Processor() - started:0} ms of a core"
        );
    }

    // By address, which starts a circuit anew.
    private async Task OpenAsync(Visit visit, Guid person, int number)
    {
        var watch = Stopwatch.StartNew();
        await visit.Page.GotoAsync($"/people/{person}", new() { WaitUntil = WaitUntilState.Commit });
        var first = watch.ElapsedMilliseconds;
        await visit.Page.WaitForFunctionAsync(VisibleThumbnailsAreThere);
        var shown = watch.ElapsedMilliseconds;
        await Expect(visit.Page.Locator("main[data-interactive=true]")).ToBeVisibleAsync();
        output.WriteLine(
            $"{Photos} photos, visit {number}: by address, first byte {first} ms, thumbnails in sight {shown} ms, answers to clicks "
                + $"{watch.ElapsedMilliseconds} ms"
        );
    }
}
