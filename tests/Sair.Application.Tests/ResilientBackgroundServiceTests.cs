using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Sair.Application.Photos;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Requests;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Worker;
using Sair.Worker.Tests.Fakes;

namespace Sair.Application.Tests;

public sealed class ResilientBackgroundServiceTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task ExecuteAsync_StepFailsAgainAndAgain_IsRepeatedAfterGrowingPausesAndLoggedOnce()
    {
        var clock = new FakeClock();
        var log = new FakeLogger();
        using var service = new Countdown(clock, log, failures: 10, () => throw new StorageBusyException(new InvalidOperationException()));
        await service.StartAsync(CancellationToken.None);
        var pauses = new List<double>();
        for (var i = 1; i <= 10; i++)
        {
            await service.WaitForAsync(i);
            pauses.Add(await PassPauseAsync(clock, service, i + 1));
        }

        await service.ExecuteTask!.WaitAsync(s_patience);

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60, 60], pauses);
        Assert.Equal([LogLevel.Warning, LogLevel.Information], log.Collector.GetSnapshot().Select(line => line.Level));
    }

    [Fact]
    public async Task ExecuteAsync_HostStopsDuringAPause_EndsAtOnce()
    {
        using var service = new Countdown(new FakeClock(), new FakeLogger(), failures: 1, () => throw new InvalidOperationException());
        await service.StartAsync(CancellationToken.None);
        await service.WaitForAsync(1);

        await service.StopAsync(CancellationToken.None);

        Assert.True(service.ExecuteTask!.IsCompletedSuccessfully);
    }

    [Fact]
    public void BackgroundServices_OfUseCasesAndWorker_AllSurviveFailures()
    {
        var services = new[] { typeof(ResilientBackgroundService), typeof(WorkerOptions) }
            .SelectMany(type => type.Assembly.GetTypes())
            .Where(type => type.IsAssignableTo(typeof(BackgroundService)) && !type.IsAbstract)
            .ToList();

        Assert.NotEmpty(services);
        Assert.All(services, type => Assert.True(type.IsSubclassOf(typeof(ResilientBackgroundService)), type.Name));
    }

    [Fact]
    public async Task ExecuteAsync_DatabaseFailsUnderEveryService_AllGoOnWhenItIsBack()
    {
        string[] tables = ["Photos", "Faces", "Restorations", "Requests"];
        using var engine = new FakeEngine();
        await using var worker = new WorkerFixture(engine);
        await worker.InitializeAsync();
        var request = await worker.SubmitAsync();
        await using (var context = await worker.OpenAsync())
        {
            foreach (var table in tables)
            {
                var away = $"ALTER TABLE \"{table}\" RENAME TO \"{table}Away\"";
                await context.Database.ExecuteSqlRawAsync(away);
            }

            var end = worker.WatchAsync(request);
            await worker.StartAsync();
            Assert.Equal(3, worker.Background.Count());
            foreach (var service in worker.Background)
            {
                Assert.NotSame(service.ExecuteTask, await Task.WhenAny(service.ExecuteTask!, Task.Delay(TimeSpan.FromSeconds(1))));
            }

            foreach (var table in tables)
            {
                var back = $"ALTER TABLE \"{table}Away\" RENAME TO \"{table}\"";
                await context.Database.ExecuteSqlRawAsync(back);
            }

            Assert.Equal(RequestStatus.Succeeded, (await end)[^1].Status);
        }
    }

    [Fact]
    public async Task FaceSearch_DiskFull_GoesOnWhenThereIsRoom()
    {
        var disk = new FullDisk();
        using var engine = new FakeEngine();
        await using var worker = new WorkerFixture(engine, create: disk.Create);
        await worker.InitializeAsync();
        worker.Faces.SmallBoxes.Add(new FaceBox(200, 200, 20, 20));
        var photo = await AddAsync(worker, 1);
        disk.IsFull = true;
        var refused = disk.Refused;
        await worker.StartAsync();
        await refused.WaitAsync(s_patience);

        disk.IsFull = false;
        await UntilSearchedAsync(worker, photo);

        await using var context = await worker.OpenAsync();
        Assert.Equal(2, await context.Faces.CountAsync(face => face.PhotoId == photo));
    }

    [Fact]
    public async Task FaceSearch_PhotoFailsAlways_IsGivenUpAndTheOthersAreSearched()
    {
        using var engine = new FakeEngine();
        await using var worker = new WorkerFixture(engine);
        await worker.InitializeAsync();
        worker.Faces.SmallBoxes.Add(new FaceBox(200, 200, 20, 20));
        var bad = await AddAsync(worker, 1);
        var good = await AddAsync(worker, 2);
        worker.Faces.FailsOn = image => image.Pixels[0] == 1;
        await worker.StartAsync();

        await UntilSearchedAsync(worker, good);
        await UntilSearchedAsync(worker, bad);

        await using var context = await worker.OpenAsync();
        Assert.Equal(1, await context.Faces.CountAsync(face => face.PhotoId == bad));
        Assert.Equal(2, await context.Faces.CountAsync(face => face.PhotoId == good));
    }

    [Fact]
    public async Task FaceSearch_PhotoThatEndedTheProcessThreeTimes_IsNotSearchedAgain()
    {
        using var engine = new FakeEngine();
        await using var worker = new WorkerFixture(engine);
        await worker.InitializeAsync();
        worker.Faces.SmallBoxes.Add(new FaceBox(200, 200, 20, 20));
        var photo = await AddAsync(worker, 1);
        await using (var context = await worker.OpenAsync())
        {
            await context.Photos.ExecuteUpdateAsync(set => set.SetProperty(p => p.FaceSearchAttempts, 3));
        }

        await worker.StartAsync();
        await UntilSearchedAsync(worker, photo);

        await using var after = await worker.OpenAsync();
        Assert.Equal(1, await after.Faces.CountAsync());
    }

    [Fact]
    public async Task FaceSearch_OrderlyStop_DoesNotCountAsAnEndOfTheProcess()
    {
        using var engine = new FakeEngine();
        await using var worker = new WorkerFixture(engine);
        await worker.InitializeAsync();
        await AddAsync(worker, 1);
        using var begun = new SemaphoreSlim(0);
        using var released = new SemaphoreSlim(0);
        worker.Faces.FailsOn = _ =>
        {
            begun.Release();
            return !released.Wait(s_patience);
        };
        await worker.StartAsync();
        Assert.True(await begun.WaitAsync(s_patience));
        await using var context = await worker.OpenAsync();
        Assert.Equal(1, (await context.Photos.AsNoTracking().SingleAsync()).FaceSearchAttempts);

        var stopping = worker.StopAsync();
        released.Release();
        await stopping;

        var photo = await context.Photos.AsNoTracking().SingleAsync();
        Assert.Equal((true, 0), (photo.FaceSearchPending, photo.FaceSearchAttempts));
    }

    // No two places of it look the same, so that each face is a file of its own.
    private static async Task<Guid> AddAsync(WorkerFixture worker, byte first)
    {
        var pixels = Enumerable.Range(0, 1200 * 1200 * 3).Select(i => (byte)(i % 251)).ToArray();
        pixels[0] = first;
        var png = ImageEncoder.Encode(new RgbImage(1200, 1200, pixels), ImageFormat.Png);
        var photo = (await worker.Get<PhotoIntake>().AddQuicklyAsync(Owners.Local, "a.png", png)).Photo;
        Assert.True(photo.FaceSearchPending);
        return photo.Id;
    }

    private static async Task UntilSearchedAsync(WorkerFixture worker, Guid photo)
    {
        using var patience = new CancellationTokenSource(s_patience);
        await using var context = await worker.OpenAsync();
        while (await context.Photos.AnyAsync(p => p.Id == photo && p.FaceSearchPending, patience.Token))
        {
            await Task.Delay(20, patience.Token);
        }
    }

    // How many seconds pass until the next step.
    private static async Task<double> PassPauseAsync(FakeClock clock, Countdown service, int next)
    {
        await clock.WaitForTimerAsync();
        var seconds = 0;
        while (service.Steps < next && seconds < 100)
        {
            seconds++;
            clock.Advance(TimeSpan.FromSeconds(1));
            if (clock.Timers == 0)
            {
                await service.WaitForAsync(next);
            }
        }

        return seconds;
    }

    private sealed class Countdown(TimeProvider time, ILogger logger, int failures, Action fail) : ResilientBackgroundService(time, logger)
    {
        private readonly SemaphoreSlim _stepped = new(0);
        private int _steps;

        public int Steps => Volatile.Read(ref _steps);

        public async Task WaitForAsync(int steps)
        {
            while (Steps < steps)
            {
                Assert.True(await _stepped.WaitAsync(s_patience));
            }
        }

        public override void Dispose()
        {
            _stepped.Dispose();
            base.Dispose();
        }

        protected override Task<bool> StepAsync(CancellationToken stoppingToken)
        {
            var step = Interlocked.Increment(ref _steps);
            _stepped.Release();
            if (step <= failures)
            {
                fail();
            }

            return Task.FromResult(false);
        }
    }
}
