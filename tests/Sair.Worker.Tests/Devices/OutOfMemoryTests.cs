using Microsoft.EntityFrameworkCore;
using Sair.Application.Restorations;
using Sair.Data.Accounts;
using Sair.Data.Requests;
using Sair.Data.Restorations;
using Sair.Engine.Engines;
using Sair.Worker.Tests.Fakes;

namespace Sair.Worker.Tests.Devices;

public sealed class OutOfMemoryTests
{
    private static readonly GpuInfo s_gpu = new(0, "Test GPU", 8L << 30, 7L << 30, "1.0");

    [Fact]
    public async Task RunAsync_GpuTooSmall_GoesOnOnTheProcessorAndSaysSo()
    {
        using var engine = new FakeEngine { LacksMemory = DeviceType.CUDA, IsGated = true };

        await AssertSucceedsAsync(engine, "not enough memory", "cpu", "full", runs: 2);
    }

    [Theory]
    [InlineData(MemoryUse.Recomputed, "the same result", 2)]
    [InlineData(MemoryUse.Reduced, "half the size", 3)]
    public async Task RunAsync_GpuFitsWithLess_StaysThereAndSaysSo(MemoryUse fits, string notice, int runs)
    {
        using var engine = new FakeEngine
        {
            LacksMemory = DeviceType.CUDA,
            Fits = fits,
            MemoryUses = Enum.GetValues<MemoryUse>(),
            IsGated = true,
        };

        await AssertSucceedsAsync(engine, notice, "cuda:0", fits.ToString().ToLowerInvariant(), runs);
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
        Assert.Contains(
            "\"device\":\"cuda:0\"",
            (await worker.FindAsync(request))!.Restoration!.LibraryVersionsJson,
            StringComparison.Ordinal
        );
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

    [Fact]
    public async Task RunAsync_BranchOfARunWithReducedMemory_RepeatsItWithAsLittle()
    {
        using var engine = new FakeEngine
        {
            LacksMemory = DeviceType.CUDA,
            Fits = MemoryUse.Reduced,
            MemoryUses = Enum.GetValues<MemoryUse>(),
        };
        await using var worker = new WorkerFixture(engine) { Gpus = [s_gpu] };
        await worker.StartAsync();
        var parent = await worker.SubmitAsync(seed: 1);
        await worker.WatchAsync(parent);
        engine.StartedMemory.Clear();
        await using var context = await worker.OpenAsync();
        var face = (await context.Requests.SingleAsync(r => r.Id == parent)).FaceId;

        var branch = await worker
            .Get<RequestSubmission>()
            .SubmitAsync(
                new NewRequest
                {
                    OwnerId = Owners.Local,
                    FaceId = face,
                    EngineId = "fake",
                    Options = new FakeOptions { Iterations = 6, Seed = 9 },
                    Branch = new BranchPoint(parent, 2),
                }
            );
        var announcements = await worker.WatchAsync(branch);

        Assert.Equal(RequestStatus.Succeeded, announcements[^1].Status);
        var repetitions = engine.StartedMemory.Where(start => start.Seed == 1).ToList();
        Assert.NotEmpty(repetitions);
        Assert.All(repetitions, start => Assert.Equal(MemoryUse.Reduced, start.Memory));
    }

    private static async Task AssertSucceedsAsync(FakeEngine engine, string notice, string device, string memory, int runs)
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
        Assert.Contains($"\"device\":\"{device}\",\"memory\":\"{memory}\"", restoration.LibraryVersionsJson, StringComparison.Ordinal);
        Assert.Equal(4, LossCurve.Parse(restoration.LossCurveJson).Index.Count);
        Assert.Equal(runs, engine.Released);
    }
}
