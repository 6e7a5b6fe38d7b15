using Sair.Data.Requests;
using Sair.Engine.Engines;
using Sair.Worker.Previews;

namespace Sair.Worker.Tests.Previews;

public sealed class PreviewBrokerTests
{
    private static readonly StepLosses s_losses = new([], 1, null);

    private readonly PreviewBroker _broker = new();
    private readonly Guid _request = Guid.CreateVersion7();

    [Theory]
    [InlineData(RequestStatus.Succeeded)]
    [InlineData(RequestStatus.Cancelled)]
    [InlineData(RequestStatus.Failed)]
    public async Task Finish_WhileProgressIsPublished_NothingFollowsTheLastWord(RequestStatus status)
    {
        for (var round = 0; round < 60; round++)
        {
            var request = Guid.CreateVersion7();
            using var subscription = _broker.Subscribe(request);
            var feed = _broker.Open(request);
            using var start = new Barrier(3);
            var publishers = Enumerable
                .Range(0, 2)
                .Select(_ =>
                    Task.Run(() =>
                    {
                        start.SignalAndWait();
                        for (var i = 1; i <= 50; i++)
                        {
                            feed.PublishProgress("search", i, 50, s_losses);
                            feed.PublishPreview(new Preview(i, [1], "\"1\""));
                        }
                    })
                )
                .ToList();
            start.SignalAndWait();
            _broker.Finish(request, status);
            await Task.WhenAll(publishers);

            var announcements = await ReadAsync(subscription);
            Assert.Equal(status, announcements[^1].Status);
            Assert.Single(announcements, announcement => announcement.IsLast);
            Assert.False(feed.PublishProgress("search", 51, 51, s_losses));
        }
    }

    [Fact]
    public async Task Freeze_Returned_LetsNoProgressThrough()
    {
        using var subscription = _broker.Subscribe(_request);
        var feed = _broker.Open(_request);
        feed.PublishProgress("search", 1, 4, s_losses);

        feed.Freeze();

        Assert.False(feed.PublishProgress("search", 2, 4, s_losses));
        Assert.False(feed.PublishPreview(new Preview(2, [1], "\"1\"")));
        _broker.Finish(_request, RequestStatus.Cancelled);
        Assert.Equal([0, 1, 1], (await ReadAsync(subscription)).Select(announcement => announcement.Index));
    }

    [Fact]
    public void Open_SecondRun_SilencesTheFirst()
    {
        var first = _broker.Open(_request);
        var second = _broker.Open(_request);

        Assert.False(first.PublishProgress("search", 1, 4, s_losses));
        Assert.True(second.PublishProgress("search", 1, 4, s_losses));
    }

    [Fact]
    public async Task Subscribe_InTheMiddle_GetsWhatHappenedAndWhatFollows()
    {
        var feed = _broker.Open(_request);
        feed.PublishProgress("search", 1, 4, s_losses);
        feed.PublishPreview(new Preview(1, [9], "\"9\""));
        using var subscription = _broker.Subscribe(_request);
        feed.PublishProgress("search", 2, 4, s_losses);
        _broker.Finish(_request, RequestStatus.Succeeded);

        Assert.Equal(1, subscription.Snapshot.Latest?.PreviewIndex);
        Assert.Equal([1], subscription.Snapshot.Losses.Select(losses => losses.Index));
        Assert.Equal([2, 2], (await ReadAsync(subscription)).Select(announcement => announcement.Index));
        Assert.Equal([9], _broker.FindPreview(_request)?.Jpeg);
    }

    [Fact]
    public void PublishNotice_InTheMiddle_KeepsTheTermsUntilTheRunBeginsAnew()
    {
        var feed = _broker.Open(_request);
        feed.PublishProgress("search", 1, 4, s_losses);
        feed.PublishProgress("search", 2, 4, s_losses);

        feed.PublishNotice("The disk is full.");

        Assert.Equal([1, 2], Seen());
        feed.PublishProgress("search", 1, 4, s_losses);
        Assert.Equal([1], Seen());

        List<int> Seen()
        {
            using var subscription = _broker.Subscribe(_request);
            return [.. subscription.Snapshot.Losses.Select(losses => losses.Index)];
        }
    }

    [Fact]
    public async Task Subscribe_AfterTheEnd_GetsTheLastWord()
    {
        _broker.Open(_request);
        _broker.Finish(_request, RequestStatus.Failed, "Why.");

        using var subscription = _broker.Subscribe(_request);

        Assert.Equal("Why.", Assert.Single(await ReadAsync(subscription)).Message);
    }

    [Fact]
    public void Dispose_LastViewer_RunIsNoLongerWatched()
    {
        var feed = _broker.Open(_request);
        var one = _broker.Subscribe(_request);
        var other = _broker.Subscribe(_request);
        Assert.True(feed.IsWatched);

        one.Dispose();
        Assert.True(feed.IsWatched);
        other.Dispose();
        Assert.False(feed.IsWatched);
    }

    [Fact]
    public async Task Subscribe_ViewerDoesNotRead_StillGetsTheLastWord()
    {
        using var subscription = _broker.Subscribe(_request);
        var feed = _broker.Open(_request);
        for (var i = 1; i <= 5000; i++)
        {
            feed.PublishProgress("search", i, 5000, s_losses);
        }

        _broker.Finish(_request, RequestStatus.Succeeded);

        Assert.True((await ReadAsync(subscription))[^1].IsLast);
    }

    [Fact]
    public void Forget_DeletedRequest_DropsItsPicture()
    {
        var feed = _broker.Open(_request);
        feed.PublishPreview(new Preview(1, [9], "\"9\""));

        _broker.Forget(_request);

        Assert.Null(_broker.FindPreview(_request));
        Assert.False(feed.PublishPreview(new Preview(2, [9], "\"9\"")));
    }

    private static async Task<List<RunAnnouncement>> ReadAsync(RunSubscription subscription)
    {
        var announcements = new List<RunAnnouncement>();
        await foreach (var announcement in subscription.ReadAllAsync())
        {
            announcements.Add(announcement);
        }

        return announcements;
    }
}
