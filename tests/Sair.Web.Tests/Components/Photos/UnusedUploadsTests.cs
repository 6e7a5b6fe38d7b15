using Bunit;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using Sair.Application.Tests.Fakes;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.TestKit;
using Sair.Web.Accounts;
using Sair.Web.Components;
using Sair.Web.Components.Photos;

namespace Sair.Web.Tests.Components.Photos;

public sealed class UnusedUploadsTests : BunitContext
{
    private readonly TemporaryFolder _folder = new();

    public UnusedUploadsTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddRadzenComponents();
        Services.AddLogging();
        Services.AddSairData(new DataOptions { Directory = _folder.Path });
        Services.AddSingleton<IHttpContextAccessor>(new HttpContextAccessor());
        Services.AddScoped<CurrentOwner>();
        Services.AddScoped<Failures>();
        SetRendererInfo(new Microsoft.AspNetCore.Components.RendererInfo("Server", isInteractive: true));
    }

    [Fact]
    public async Task Render_PhotosThatNothingUses_AreListedAndDeletedAtOnce()
    {
        await Services.GetRequiredService<DatabaseInitializer>().InitializeAsync();
        Services.GetRequiredService<CurrentOwner>().Enter(UserClaims.Local("test"));
        await using (var context = await OpenAsync())
        {
            context.AddRange(TestFaces.Photo("left.png", 100, 0), TestFaces.Photo("also-left.png", 100, 0));
            await context.SaveChangesAsync();
        }

        var uploads = Render<UnusedUploads>();
        Assert.Contains("2026-01-03 03:04 UTC", uploads.Markup, StringComparison.Ordinal);
        await uploads.Find("button[aria-label='Delete left.png now']").ClickAsync(new());
        uploads.WaitForAssertion(() => Assert.Contains("Deleted 1 photo", uploads.Markup, StringComparison.Ordinal));

        Assert.DoesNotContain("<strong>left.png</strong>", uploads.Markup, StringComparison.Ordinal);
        await using var after = await OpenAsync();
        Assert.Equal("also-left.png", (await after.Photos.SingleAsync()).FileName);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }

    private Task<SairDbContext> OpenAsync() => Services.GetRequiredService<IDbContextFactory<SairDbContext>>().CreateDbContextAsync();
}
