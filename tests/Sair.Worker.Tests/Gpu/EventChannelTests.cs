using Sair.Engine.Engines;
using Sair.Engine.Imaging;
using Sair.Worker.Gpu;

namespace Sair.Worker.Tests.Gpu;

public sealed class EventChannelTests
{
    private static readonly RgbImage s_picture = new(1, 1, [1, 2, 3]);

    [Fact]
    public async Task ReadAllAsync_ReaderIsLate_DropsOlderPreviewsButNoProgressAndNoEnd()
    {
        var channel = new EventChannel();
        for (var i = 1; i <= 50; i++)
        {
            channel.Write(new ProgressEvent("search", i, 50, new StepLosses([], i, null), TimeSpan.Zero));
            channel.Write(new PreviewEvent(i, s_picture));
        }

        channel.Write(
            new CompletedEvent(
                new RestorationResult
                {
                    Image = s_picture,
                    Options = new Fakes.FakeOptions(),
                    ModelHashes = new Dictionary<string, string>(),
                },
                false
            )
        );
        channel.Complete();
        var events = new List<RestorationEvent>();
        await foreach (var item in channel.ReadAllAsync())
        {
            events.Add(item);
        }

        Assert.Equal(Enumerable.Range(1, 50), events.OfType<ProgressEvent>().Select(progress => progress.Index));
        Assert.Equal(50, Assert.Single(events.OfType<PreviewEvent>()).Index);
        Assert.IsType<CompletedEvent>(events[^1]);
    }

    [Fact]
    public async Task ReadAllAsync_ReaderKeepsUp_SeesEveryPreview()
    {
        var channel = new EventChannel();
        await using var reader = channel.ReadAllAsync().GetAsyncEnumerator();
        for (var i = 1; i <= 5; i++)
        {
            channel.Write(new PreviewEvent(i, s_picture));
            Assert.True(channel.HasPreview);
            Assert.True(await reader.MoveNextAsync());
            Assert.Equal(i, Assert.IsType<PreviewEvent>(reader.Current).Index);
            Assert.False(channel.HasPreview);
        }

        channel.Complete();
        Assert.False(await reader.MoveNextAsync());
    }
}
