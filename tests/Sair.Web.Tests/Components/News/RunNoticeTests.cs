using Sair.Application.Tests.Fakes;
using Sair.Data.Requests;
using Sair.Web.Components.News;

namespace Sair.Web.Tests.Components.News;

public sealed class RunNoticeTests
{
    private static readonly Guid s_batch = Guid.NewGuid();

    [Theory]
    [InlineData(RequestStatus.Succeeded, "a.jpg is restored.", false)]
    [InlineData(RequestStatus.Failed, "a.jpg could not be restored.", true)]
    public void Of_OneThatIsOver_SaysSoAndLeadsThere(RequestStatus status, string sentence, bool isBad)
    {
        var entry = TestEntries.Entry("a.jpg", status);

        Assert.Equal(new RunNotice($"/restorations/{entry.RequestId}", sentence, isBad), RunNotice.Of([entry]));
    }

    [Theory]
    [InlineData(RequestStatus.Succeeded, "Anna is learned.")]
    [InlineData(RequestStatus.Failed, "Anna could not be learned.")]
    public void Of_Learning_NamesThePersonAndNoPhoto(RequestStatus status, string sentence) =>
        Assert.Equal(
            sentence,
            RunNotice
                .Of([TestEntries.Entry("a.jpg", status) with { PersonName = "Anna", Preset = RestorationRequest.LearningPreset }])!
                .Sentence
        );

    [Fact]
    public void OfMany_SomeFailed_IsOneSentenceThatLeadsToTheHistory()
    {
        RunNotice[] notices = [new("/a", "a", false), new("/b", "b", true), new("/c", "c", false)];

        Assert.Equal(
            new RunNotice("/history", "3 restorations ended while you were away, 1 of them failed.", false),
            RunNotice.OfMany(notices)
        );
    }

    [Theory]
    [InlineData(RequestStatus.Queued)]
    [InlineData(RequestStatus.Running)]
    [InlineData(RequestStatus.Paused)]
    [InlineData(RequestStatus.Cancelled)]
    public void Of_AnythingElse_IsNoNews(RequestStatus status) => Assert.Null(RunNotice.Of([TestEntries.Entry("a.jpg", status)]));

    [Fact]
    public void Of_BatchThatStillRuns_Waits() =>
        Assert.Null(RunNotice.Of([Of(RequestStatus.Succeeded, Guid.NewGuid()), Of(RequestStatus.Queued, Guid.NewGuid())]));

    [Fact]
    public void Of_BatchThatIsOver_IsOneNoticeWithItsFailures()
    {
        var notice = RunNotice.Of([Of(RequestStatus.Succeeded, Guid.NewGuid()), Of(RequestStatus.Failed, Guid.NewGuid())]);

        Assert.Equal(new RunNotice($"/batch/{s_batch}", "1 of 2 restorations of your batch are done, 1 failed.", false), notice);
    }

    [Fact]
    public void Of_FacesOfOnePhoto_LeadToThePhoto()
    {
        var photo = Guid.NewGuid();

        Assert.Equal($"/photo/{photo}", RunNotice.Of([Of(RequestStatus.Succeeded, photo), Of(RequestStatus.Succeeded, photo)])!.Address);
    }

    private static HistoryEntry Of(RequestStatus status, Guid photo) =>
        TestEntries.Entry("a.jpg", status) with
        {
            BatchId = s_batch,
            PhotoId = photo,
        };
}
