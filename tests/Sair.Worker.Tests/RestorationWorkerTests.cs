using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sair.Application.Photos;
using Sair.Application.Restorations;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Data.Requests;
using Sair.Data.Restorations;
using Sair.Engine;
using Sair.Engine.Imaging;
using Sair.Worker.Tests.Fakes;

namespace Sair.Worker.Tests;

public sealed class RestorationWorkerTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task ExecuteAsync_WaitingRequest_StoresTheResultWithItsRecipe()
    {
        using var engine = new FakeEngine { IsGated = true };
        await using var worker = new WorkerFixture(engine);
        await worker.StartAsync();
        var request = await worker.SubmitAsync(seed: 7);
        var end = worker.WatchAsync(request);
        engine.Allow(100);

        var announcements = await end;

        var entry = await worker.FindAsync(request);
        var restoration = entry?.Restoration;
        Assert.Equal(RequestStatus.Succeeded, entry?.Status);
        Assert.NotNull(restoration);
        Assert.Equal(
            (8, 7, 4, 0.25, 0.75),
            (restoration.Side, restoration.Seed, restoration.Iterations, restoration.IdentityBefore, restoration.IdentityAfter)
        );
        Assert.Equal([2f, 1f, 2f / 3, 0.5f], LossCurve.Parse(restoration.LossCurveJson).Terms["fidelity"]);
        Assert.Equal("abc", JsonSerializer.Deserialize<Dictionary<string, string>>(restoration.ModelHashesJson)?["generator"]);
        Assert.Contains("dotnet", restoration.LibraryVersionsJson, StringComparison.Ordinal);
        Assert.Contains("\"iterations\":4", restoration.OptionsJson, StringComparison.Ordinal);
        var blobs = worker.Get<BlobStore>();
        Assert.Equal(80, ImageDecoder.Decode(await blobs.ReadAsync(restoration.ResultBlob)).Image.Pixels[0]);
        Assert.Equal(8, ImageDecoder.Decode(await blobs.ReadAsync(restoration.AlignedBlob)).Image.Width);
        Assert.Equal([4, 1, 2], await blobs.ReadAsync(restoration.StateBlob!.Value));
        Assert.Equal(Enumerable.Range(1, 4), announcements.Where(a => a.Losses is not null).Select(a => a.Index));
        Assert.Equal(20, engine.LastInput?.Degraded.Width);
        Assert.Equal(20, Assert.Single(engine.LastInput!.References).Width);
    }

    [Fact]
    public async Task ExecuteAsync_TwoRunsAllowed_GoOnAtOnceOnThreadsOfTheirOwn()
    {
        using var bothRun = new CountdownEvent(2);
        var met = true;
        using var engine = new FakeEngine
        {
            OnIteration = index =>
            {
                if (index == 1 && !bothRun.IsSet)
                {
                    bothRun.Signal();
                    met &= bothRun.Wait(TimeSpan.FromMinutes(1));
                }
            },
        };
        await using var worker = new WorkerFixture(
            engine,
            new WorkerOptions
            {
                Host = "here",
                Runs = 2,
                Device = "cpu",
            }
        );
        await worker.InitializeAsync();
        await worker.PrepareAsync(1, 2, 3);
        Guid[] requests = [await worker.SubmitAsync(seed: 1), await worker.SubmitAsync(seed: 2), await worker.SubmitAsync(seed: 3)];
        var ends = requests.Select(worker.WatchAsync).ToList();
        await worker.StartAsync();
        await Task.WhenAll(ends);

        Assert.True(met);
        Assert.Equal(3, engine.StartedSeeds.Count);
        Assert.Equal(2, engine.Threads.Distinct().Count());
        foreach (var request in requests)
        {
            Assert.Equal(RequestStatus.Succeeded, (await worker.FindAsync(request))?.Status);
        }
    }

    [Fact]
    public async Task ExecuteAsync_DeviceIsNotThere_FailsEachRequestWithTheSentence()
    {
        using var engine = new FakeEngine();
        await using var worker = new WorkerFixture(engine, new WorkerOptions { Host = "here", Device = "cuda:7" });
        await worker.InitializeAsync();
        var request = await worker.SubmitAsync();
        var end = worker.WatchAsync(request);
        await worker.StartAsync();
        await end;

        Assert.Contains("Worker:Device", (await worker.FindAsync(request))?.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExecuteAsync_FirstIteration_IsRenderedEvenIfNobodyWatches()
    {
        using var engine = new FakeEngine { IsGated = true };
        await using var worker = new WorkerFixture(engine);
        await worker.StartAsync();
        var request = await worker.SubmitAsync();
        engine.Allow(1);
        await worker.WaitForIterationAsync(request, 1);
        engine.Allow(1);
        await worker.WaitForIterationAsync(request, 2);

        Assert.NotNull(worker.Broker.FindPreview(request));
    }

    [Fact]
    public async Task ExecuteAsync_HostStopsDuringARun_NextStartRunsItFromTheQueue()
    {
        var directory = Directory.CreateTempSubdirectory("sair-restart-").FullName;
        Guid request;
        using (var stopped = new FakeEngine { IsGated = true })
        {
            await using var worker = new WorkerFixture(stopped, directory: directory);
            await worker.StartAsync();
            request = await worker.SubmitAsync();
            stopped.Allow(2);
            await worker.WaitForIterationAsync(request, 2);
            await worker.StopAsync();
            Assert.Equal(RequestStatus.Queued, (await worker.FindAsync(request))?.Status);
            Assert.Equal(1, stopped.Released);
        }

        await AssertRunsAtNextStartAsync(directory, request);
    }

    [Fact]
    public async Task ExecuteAsync_ProcessDiedDuringARun_NextStartRunsItFromTheQueue()
    {
        var directory = Directory.CreateTempSubdirectory("sair-crash-").FullName;
        Guid request;
        using (var died = new FakeEngine())
        {
            await using var worker = new WorkerFixture(died, directory: directory);
            await worker.InitializeAsync();
            request = await worker.SubmitAsync();
            Assert.NotNull(await worker.Queue.ClaimAsync());
        }

        await AssertRunsAtNextStartAsync(directory, request);
    }

    [Fact]
    public async Task ExecuteAsync_EngineFails_StoresTheSentenceAndRunsTheNext()
    {
        using var engine = new FakeEngine { IsGated = true };
        await using var worker = new WorkerFixture(engine);
        await worker.StartAsync();
        engine.OnIteration = _ =>
        {
            engine.OnIteration = null;
            throw new ModelUnavailableException(
                "generator",
                "/models/generator.safetensors",
                "The model file generator.safetensors is missing: run sair models check."
            );
        };
        await worker.PrepareAsync(1, 2);
        var failing = await worker.SubmitAsync(1);
        var next = await worker.SubmitAsync(2);
        var end = worker.WatchAsync(failing);
        var endOfNext = worker.WatchAsync(next);
        engine.Allow(100);

        Assert.Equal("The model file generator.safetensors is missing: run sair models check.", (await end)[^1].Message);
        Assert.Equal(RequestStatus.Succeeded, (await endOfNext)[^1].Status);
        var entry = await worker.FindAsync(failing);
        Assert.Equal(RequestStatus.Failed, entry?.Status);
        Assert.Contains("sair models check", entry?.FailureMessage, StringComparison.Ordinal);
        Assert.Equal([failing, next], await worker.Get<HistoryQueries>().ListNewsAsync(Sair.Data.Accounts.Owners.Local));
    }

    [Theory]
    [InlineData(typeof(OutOfMemoryException), "not enough memory")]
    [InlineData(typeof(InvalidOperationException), "error in the program")]
    public async Task ExecuteAsync_UnexpectedException_StoresAGeneralSentence(Type exception, string expected)
    {
        using var engine = new FakeEngine { IsGated = true };
        await using var worker = new WorkerFixture(engine);
        await worker.StartAsync();
        engine.OnIteration = _ => throw (Exception)Activator.CreateInstance(exception)!;
        var request = await worker.SubmitAsync();
        var end = worker.WatchAsync(request);
        engine.Allow(100);

        Assert.Contains(expected, (await end)[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExecuteAsync_DiskFullAtTheEnd_SaysSoAndStoresTheResultOnceThereIsRoom()
    {
        var disk = new FullDisk();
        using var engine = new FakeEngine { IsGated = true };
        await using var worker = new WorkerFixture(engine, create: disk.Create);
        await worker.StartAsync();
        await worker.PrepareAsync(1, 2);
        var done = await worker.SubmitAsync(1);
        var end = worker.WatchAsync(done);
        engine.Allow(4);
        await end;
        var request = await worker.SubmitAsync(2);
        var before = worker.CountFiles();
        disk.IsFull = true;
        end = worker.WatchAsync(request);
        engine.Allow(4);

        await disk.Refused.WaitAsync(s_patience);
        Assert.Equal(before, worker.CountFiles());
        Assert.NotNull((await worker.FindAsync(done))?.Restoration);
        disk.IsFull = false;

        var told = await end;
        Assert.Contains(told, announcement => announcement.Notice?.StartsWith("The disk is full", StringComparison.Ordinal) == true);
        Assert.Equal(RequestStatus.Succeeded, told[^1].Status);
        Assert.NotNull((await worker.FindAsync(request))?.Restoration);
    }

    [Fact]
    public async Task ExecuteAsync_CancelledWhileTheDiskIsFull_EndsCancelled()
    {
        var disk = new FullDisk();
        using var engine = new FakeEngine { IsGated = true };
        await using var worker = new WorkerFixture(engine, create: disk.Create);
        await worker.StartAsync();
        await worker.PrepareAsync(1);
        var request = await worker.SubmitAsync(1);
        disk.IsFull = true;
        var end = worker.WatchAsync(request);
        engine.Allow(4);
        await disk.Refused.WaitAsync(s_patience);

        await worker.Control.CancelAsync(Owners.Local, request);

        Assert.Equal(RequestStatus.Cancelled, (await end)[^1].Status);
    }

    [Fact]
    public async Task ExecuteAsync_StoredSquareMissing_SaysWhatToDo()
    {
        using var engine = new FakeEngine();
        await using var worker = new WorkerFixture(engine);
        await worker.InitializeAsync();
        var request = await worker.SubmitAsync();
        await using var context = await worker.OpenAsync();
        File.Delete(
            worker.Get<BlobStore>().PathOf(await context.Requests.Where(r => r.Id == request).Select(r => r.Face!.SquareBlob).SingleAsync())
        );
        var end = worker.WatchAsync(request);
        await worker.StartAsync();

        Assert.Contains("missing", (await end)[^1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1, RequestStatus.Failed, "choose others")]
    [InlineData(2, 1, RequestStatus.Succeeded, "1 of the 2 good photos was deleted")]
    [InlineData(2, 0, RequestStatus.Succeeded, null)]
    public async Task ExecuteAsync_GoodPhotosDeletedBeforeItBegins_SaysSo(int asked, int deleted, RequestStatus status, string? sentence)
    {
        using var engine = new FakeEngine();
        await using var worker = new WorkerFixture(engine);
        await worker.InitializeAsync();
        var photos = new List<Photo>();
        for (var seed = 0; seed <= asked; seed++)
        {
            photos.Add((await worker.Get<PhotoIntake>().AddAsync(Owners.Local, "a.png", WorkerFixture.Picture(seed))).Photo);
        }

        var request = await worker
            .Get<RequestSubmission>()
            .SubmitAsync(
                new NewRequest
                {
                    OwnerId = Owners.Local,
                    FaceId = photos[0].Faces[0].Id,
                    ReferenceFaceIds = [.. photos.Skip(1).Select(photo => photo.Faces[0].Id)],
                    EngineId = "fake",
                    Options = new FakeOptions { Iterations = 1 },
                }
            );
        foreach (var photo in photos.Skip(1).Take(deleted))
        {
            await worker.Control.DeletePhotoAsync(Owners.Local, photo.Id);
        }

        var end = worker.WatchAsync(request);
        await worker.StartAsync();

        Assert.Equal(status, (await end)[^1].Status);
        var entry = await worker.FindAsync(request);
        Assert.Equal(asked, entry!.ReferenceCount);
        var said = status == RequestStatus.Failed ? entry.FailureMessage : entry.Restoration!.Notice;
        Assert.True(sentence is null ? said is null : said!.Contains(sentence, StringComparison.Ordinal), said);
    }

    [Fact]
    public async Task ExecuteAsync_DeviceIsPoisoned_StoresTheFailureThenStopsTheHost()
    {
        using var engine = new FakeEngine { IsGated = true };
        await using var worker = new WorkerFixture(engine);
        await worker.StartAsync();
        engine.OnIteration = _ => throw new TorchException("CUDA error: an illegal memory access was encountered");
        var request = await worker.SubmitAsync();
        engine.Allow(1);

        await worker.Lifetime.Stopped;

        Assert.Equal(RequestStatus.Failed, (await worker.FindAsync(request))?.Status);
    }

    private static async Task AssertRunsAtNextStartAsync(string directory, Guid request)
    {
        using (var engine = new FakeEngine())
        {
            await using var worker = new WorkerFixture(engine, directory: directory);
            await worker.InitializeAsync();
            var end = worker.WatchAsync(request);
            await worker.StartAsync();

            Assert.Equal(RequestStatus.Succeeded, (await end)[^1].Status);
            Assert.NotNull((await worker.FindAsync(request))?.Restoration);
        }

        Directory.Delete(directory, recursive: true);
    }
}
