using Sair.Data.Requests;
using Sair.Data.Restorations;
using Sair.Engine.Engines;
using Sair.Torch.Devices;
using Sair.Worker.Tests.Fakes;

namespace Sair.Worker.Tests.Devices;

public sealed class OutOfMemoryTests
{
    private static readonly GpuInfo s_gpu = new(0, "Test GPU", 8L << 30, 7L << 30, "1.0");

    [Fact]
    public async Task RunAsync_GpuTooSmall_GoesOnOnTheProcessorAndSaysSo()
    {
        using var engine = new FakeEngine { LacksMemory = DeviceType.CUDA, IsGated = true };

        await AssertSucceedsAsync(engine, "not enough memory", "cpu", runs: 2);
    }

    [Theory]
    [InlineData(MemoryUse.Recomputed, "the same result", 2)]
    [InlineData(MemoryUse.Reduced, "half the size", 3)]
    public async Task RunAsync_GpuFitsWithLess_StaysThereAndSaysSo(MemoryUse fits, string notice, int runs)
    {
        using var engine = new FakeEngine { LacksMemory = DeviceType.CUDA, Fits = fits, MemoryUses = Enum.GetValues<MemoryUse>(), IsGated = true };

        await AssertSucceedsAsync(engine, notice, "cuda:0", runs);
    }

    [Fact]
    public async Task RunAsync_GpuLargeEnough_StaysThere()
    {
        using var engine = new FakeEngine();
        await using var worker = new WorkerFixture(engine) { Gpus = [s_gpu] };
        await worker.StartAsync();
        var request = await worker.SubmitAsync();

        var announcements = await worker.WatchAsync(request);

        Assert.Null(announcements[^1].Notice);
        Assert.Contains("\"device\":\"cuda:0\"", (await worker.FindAsync(request))!.Restoration!.LibraryVersionsJson, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ProcessorTooSmall_FailsWithASentence()
    {
        using var engine = new FakeEngine { LacksMemory = DeviceType.CPU };
        await using var worker = new WorkerFixture(engine);
        await worker.StartAsync();
        var request = await worker.SubmitAsync();

        var announcements = await worker.WatchAsync(request);

        Assert.Equal(RequestStatus.Failed, announcements[^1].Status);
        Assert.Contains("not enough memory", announcements[^1].Message, StringComparison.Ordinal);
        Assert.Equal(1, engine.Released);
    }

    private static async Task AssertSucceedsAsync(FakeEngine engine, string notice, string device, int runs)
    {
        await using var worker = new WorkerFixture(engine) { Gpus = [s_gpu] };
        await worker.StartAsync();
        var request = await worker.SubmitAsync();
        var end = worker.WatchAsync(request);
        engine.Allow(100);

        var announcements = await end;

        var restoration = (await worker.FindAsync(request))!.Restoration!;
        Assert.Equal(RequestStatus.Succeeded, announcements[^1].Status);
        Assert.Contains(notice, announcements[^1].Notice, StringComparison.Ordinal);
        Assert.Contains($"\"device\":\"{device}\"", restoration.LibraryVersionsJson, StringComparison.Ordinal);
        Assert.Equal(4, LossCurve.Parse(restoration.LossCurveJson).Index.Count);
        Assert.Equal(runs, engine.Released);
    }
}
