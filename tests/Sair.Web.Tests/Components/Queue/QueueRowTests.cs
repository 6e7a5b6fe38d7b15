using Bunit;
using Sair.Application.Tests.Fakes;
using Sair.Data.Requests;
using Sair.Web.Components.Queue;

namespace Sair.Web.Tests.Components.Queue;

public sealed class QueueRowTests : ComponentTests
{
    [Fact]
    public void Render_FaceOfAGroup_SaysWhichFaceWhoseAndHowLong()
    {
        var row = Render(
            TestEntries.Entry("group.jpg", RequestStatus.Running) with
            {
                FaceNumber = 2,
                FaceCount = 4,
                PersonName = "Anna",
                ProgressIndex = 10,
                ProgressTotal = 40,
                Preset = "Balanced",
            },
            TimeSpan.FromMinutes(3)
        );

        Assert.Equal("Anna, face 2 of 4", row.Find(".who").TextContent);
        Assert.Contains("Running, 25 % · about 3 minutes left", row.Markup, StringComparison.Ordinal);
        Assert.Contains("sair · Balanced", row.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_WaitingRow_SaysWhenItBegins() =>
        Assert.Contains(
            "Waiting, place 3 · begins in about 6 minutes",
            Render(TestEntries.Entry("a.jpg", waitingBefore: 2), TimeSpan.FromMinutes(6)).Markup,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(RequestStatus.Cancelled)]
    [InlineData(RequestStatus.Succeeded)]
    [InlineData(RequestStatus.Failed)]
    public void Render_RowThatLeft_HasNothingWhereCancelWas(RequestStatus status)
    {
        var row = Render(TestEntries.Entry("a.jpg", status));

        Assert.Empty(row.FindAll("button.cancel"));
        Assert.Equal("SPAN", row.Find(".actions").LastElementChild!.TagName);
        Assert.Equal(status == RequestStatus.Cancelled ? 1 : 0, row.FindAll(".take-back").Count);
    }

    [Fact]
    public void Render_RowThatStillEnds_CanBeTakenBack()
    {
        var taken = false;
        var row = Render<QueueRow>(parameters =>
            parameters
                .Add(r => r.Entry, TestEntries.Entry("a.jpg", RequestStatus.Running) with { IsEnding = true })
                .Add(r => r.OnTakeBack, () => taken = true)
        );

        row.Find(".take-back").Click();

        Assert.True(taken);
        Assert.Contains("Cancelled, it ends after this step", row.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<QueueRow> Render(HistoryEntry entry, TimeSpan? left = null) =>
        Render<QueueRow>(parameters => parameters.Add(row => row.Entry, entry).Add(row => row.TimeLeft, left));
}
