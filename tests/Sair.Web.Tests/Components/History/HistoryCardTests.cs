using Bunit;
using Sair.Data.Requests;
using Sair.Data.Restorations;
using Sair.Web.Components.History;

namespace Sair.Web.Tests.Components.History;

public sealed class HistoryCardTests : ComponentTests
{
    [Theory]
    [InlineData(RequestStatus.Queued, 0, "Waiting, next")]
    [InlineData(RequestStatus.Queued, 2, "Waiting, 2 before it")]
    [InlineData(RequestStatus.Running, 0, "Running")]
    [InlineData(RequestStatus.Cancelled, 0, "Cancelled")]
    [InlineData(RequestStatus.Failed, 0, "Failed")]
    public void Render_EachState_SaysItInWords(RequestStatus status, int waitingBefore, string expected)
    {
        var card = Render<HistoryCard>(parameters => parameters.Add(c => c.Entry, Entry(status, waitingBefore)));

        Assert.Equal(expected, card.Find(".state").TextContent);
    }

    [Theory]
    [InlineData(0.1, "Restored, poor picture")]
    [InlineData(0.3, "Restored, soft picture")]
    [InlineData(0.5, "Restored")]
    [InlineData(null, "Restored")]
    public void Render_Result_DoesNotCallAPoorPictureASuccess(double? quality, string expected)
    {
        var card = Render<HistoryCard>(parameters =>
            parameters.Add(c => c.Entry, Entry(RequestStatus.Succeeded, 0) with { Restoration = Result(quality) })
        );

        Assert.Equal(expected, card.Find(".state").TextContent);
    }

    [Fact]
    public void Render_Learning_NamesThePersonAndNoPhoto()
    {
        var entry = Entry(RequestStatus.Succeeded, 0) with
        {
            Restoration = Result(0.1),
            PersonName = "Anna",
            Preset = RestorationRequest.LearningPreset,
        };
        var card = Render<HistoryCard>(parameters => parameters.Add(c => c.Entry, entry));

        Assert.Equal("Learned", card.Find(".state").TextContent);
        Assert.Equal("Learning Anna", card.Find("strong").TextContent);
    }

    [Fact]
    public void Render_WithoutResult_ShowsThePhoto()
    {
        var card = Render<HistoryCard>(parameters => parameters.Add(c => c.Entry, Entry(RequestStatus.Queued, 0)));

        Assert.EndsWith("/photo", card.Find("img").GetAttribute("src"), StringComparison.Ordinal);
    }

    [Fact]
    public void Click_Delete_Asks()
    {
        var asked = false;
        var card = Render<HistoryCard>(parameters =>
            parameters.Add(c => c.Entry, Entry(RequestStatus.Failed, 0)).Add(c => c.OnDelete, () => asked = true)
        );

        card.Find("button.delete").Click();

        Assert.True(asked);
    }

    private static Restoration Result(double? quality) =>
        new()
        {
            RequestId = Guid.NewGuid(),
            ResultBlob = default,
            AlignedBlob = default,
            StateBlob = null,
            Side = 256,
            OptionsJson = "{}",
            OptionsVersion = 1,
            Seed = 7,
            ModelHashesJson = "{}",
            LibraryVersionsJson = "{}",
            LossCurveJson = "{}",
            Iterations = 3,
            QualityAfter = quality,
            DurationSeconds = 1.5,
            SecondsPerIteration = 0.5,
            CreatedUtc = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        };

    private static HistoryEntry Entry(RequestStatus status, int waitingBefore) =>
        new()
        {
            RequestId = Guid.NewGuid(),
            EngineId = "sair",
            Status = status,
            PhotoName = "a.png",
            PhotoPreview = default,
            ReferenceCount = 1,
            CreatedUtc = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
            FinishedUtc = null,
            FailureMessage = null,
            LastPreviewBlob = null,
            ProgressIndex = 0,
            ProgressTotal = 0,
            WaitingBefore = waitingBefore,
            Restoration = null,
        };
}
