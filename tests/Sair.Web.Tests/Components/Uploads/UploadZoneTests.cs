using Bunit;
using Sair.Engine.Imaging;
using Sair.Web.Components.Uploads;

namespace Sair.Web.Tests.Components.Uploads;

public sealed class UploadZoneTests : ComponentTests
{
    private readonly List<Guid> _taken = [];

    [Fact]
    public async Task Report_StoredFileToldTwice_ReachesThePageOnce()
    {
        var zone = Render();
        var id = Guid.NewGuid();

        await ReportAsync(zone, new Upload("key", "photo.jpg", 100, id, null));
        await ReportAsync(zone, new Upload("key", "photo.jpg", 100, id, null));

        Assert.Equal([id], _taken);
        Assert.DoesNotContain("photo.jpg", zone.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_StoredFileThatThePageCouldNotTake_ReachesItAgain()
    {
        var isBroken = true;
        var zone = Render(id =>
        {
            if (isBroken)
            {
                throw new InvalidOperationException("Broken.");
            }

            _taken.Add(id);
        });
        var upload = new Upload("key", "photo.jpg", 100, Guid.NewGuid(), null);
        await Assert.ThrowsAsync<InvalidOperationException>(() => ReportAsync(zone, upload));

        isBroken = false;
        await ReportAsync(zone, upload);

        Assert.Equal([upload.Id!.Value], _taken);
    }

    [Fact]
    public async Task Report_RefusedFile_StaysUntilDismissed()
    {
        var zone = Render();
        await ReportAsync(zone, new Upload("bad", "bad.jpg", 100, null, "It is empty."));
        await ReportAsync(zone, new Upload("good", "good.jpg", 40, null, null));
        Assert.Contains("It is empty.", zone.Markup, StringComparison.Ordinal);
        Assert.Contains("40 %", zone.Markup, StringComparison.Ordinal);

        await zone.Find("button.dismiss").ClickAsync(new());

        Assert.DoesNotContain("It is empty.", zone.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_SeveralFiles_CountsThem()
    {
        var zone = Render();

        await zone.InvokeAsync(() => zone.Instance.Report([new Upload("a", "a.jpg", 10, null, null)], 200, 7, 2));

        Assert.Contains("7 of 200 files done, 2 not taken", zone.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_FileDialog_OffersEveryEndingThatIsRead()
    {
        var offered = Render().Find("input[type=file]").GetAttribute("accept")!.Split(',');

        Assert.Equal(PhotoFileName.Extensions.Prepend("image/*"), offered);
    }

    [Theory]
    [InlineData(1, "1 file is no photo that Sair reads and was left out: a.txt.", "a.txt")]
    [InlineData(9, "9 files are no photos that Sair reads and were left out: a.txt, b.mov and others.", "a.txt", "b.mov")]
    public async Task ReportLeftOut_FilesOfAFolder_AreCountedAndNamed(int count, string sentence, params string[] names)
    {
        var zone = Render();

        await zone.InvokeAsync(() => zone.Instance.ReportLeftOut(count, names));

        Assert.Equal(sentence, zone.Find("p.left-out").TextContent.Trim());
    }

    [Fact]
    public async Task ReportLeftOut_Nothing_SaysNothing()
    {
        var zone = Render();

        await zone.InvokeAsync(() => zone.Instance.ReportLeftOut(0, []));

        Assert.Empty(zone.FindAll("p.left-out"));
    }

    private static Task ReportAsync(IRenderedComponent<UploadZone> zone, Upload upload) =>
        zone.InvokeAsync(() => zone.Instance.Report([upload], 1, 0, 0));

    private IRenderedComponent<UploadZone> Render(Action<Guid>? take = null) =>
        Render<UploadZone>(parameters =>
            parameters
                .Add(zone => zone.Id, "zone")
                .Add(zone => zone.Title, "Drop")
                .Add(zone => zone.MaximumBytes, 1000)
                .Add(zone => zone.Multiple, true)
                .Add(zone => zone.OnPhoto, take ?? _taken.Add)
        );
}
