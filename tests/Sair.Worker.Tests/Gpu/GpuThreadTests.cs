using Sair.Engine.Engines;
using Sair.Engine.Imaging;
using Sair.Worker.Gpu;
using Sair.Worker.Tests.Fakes;

namespace Sair.Worker.Tests.Gpu;

public sealed class GpuThreadTests : IDisposable
{
    private readonly FakeEngine _engine = new() { IsGated = true };
    private readonly GpuThread _gpu = new(new WorkerOptions(), TimeProvider.System, () => { });

    public void Dispose()
    {
        _engine.Allow(1000);
        _gpu.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public async Task RunAsync_WholeRun_StaysOnOneThreadAndEndsWithTheResult()
    {
        _engine.Allow(100);
        var events = new List<RestorationEvent>();
        await foreach (var item in _gpu.RunAsync(Start, new RunSignals()))
        {
            events.Add(item);
        }

        Assert.Single(_engine.Threads.Distinct());
        Assert.DoesNotContain(Environment.CurrentManagedThreadId, _engine.Threads);
        Assert.Equal([1, 2, 3, 4], events.OfType<ProgressEvent>().Select(progress => progress.Index));
        Assert.False(Assert.IsType<CompletedEvent>(events[^1]).KeptEarly);
        Assert.Equal(1, _engine.Released);
    }

    [Fact]
    public async Task RunAsync_ShortJobDuringARun_IsDoneBetweenTwoIterationsOnTheSameThread()
    {
        await using var run = _gpu.RunAsync(Start, new RunSignals()).GetAsyncEnumerator();
        _engine.Allow(1);
        Assert.True(await run.MoveNextAsync());

        var job = _gpu.RunAsync(() => Environment.CurrentManagedThreadId);
        _engine.Allow(1);

        Assert.Equal(Assert.Single(_engine.Threads.Distinct()), await job);
        Assert.Equal(0, _engine.Released);
    }

    [Fact]
    public async Task RunBesideAsync_LongJob_HoldsUpNeitherShortJobsNorARun()
    {
        using var gate = new ManualResetEventSlim();
        var search = _gpu.RunBesideAsync(() =>
        {
            gate.Wait();
            return Environment.CurrentManagedThreadId;
        });

        var shortJob = await _gpu.RunAsync(() => Environment.CurrentManagedThreadId);
        _engine.Allow(100);
        await foreach (var item in _gpu.RunAsync(Start, new RunSignals()))
        {
            Assert.NotNull(item);
        }

        Assert.False(search.IsCompleted);
        gate.Set();
        Assert.NotEqual(shortJob, await search);
    }

    [Fact]
    public async Task RunAsync_Cancelled_ReleasesTheEngineAndThrows()
    {
        using var cancel = new CancellationTokenSource();
        _engine.OnIteration = i =>
        {
            if (i == 2)
            {
                cancel.Cancel();
            }
        };
        _engine.Allow(100);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var item in _gpu.RunAsync(Start, new RunSignals(), cancel.Token))
            {
                Assert.IsNotType<CompletedEvent>(item);
            }
        });

        Assert.Equal(1, _engine.Released);
    }

    [Fact]
    public async Task RunAsync_ReaderLeaves_StopsTheRun()
    {
        _engine.Allow(1);
        await foreach (var item in _gpu.RunAsync(Start, new RunSignals()))
        {
            Assert.IsType<ProgressEvent>(item);
            break;
        }

        Assert.Equal(1, _engine.Released);
        Assert.Equal(7, await _gpu.RunAsync(() => 7));
    }

    [Fact]
    public async Task RunAsync_EngineThrows_PassesTheExceptionOn()
    {
        _engine.OnIteration = i => throw new InvalidDataException($"iteration {i}");
        _engine.Allow(100);

        var exception = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var item in _gpu.RunAsync(Start, new RunSignals()))
            {
                Assert.Fail($"Unexpected {item}");
            }
        });

        Assert.Equal("iteration 1", exception.Message);
        Assert.Equal(1, _engine.Released);
    }

    [Fact]
    public async Task RunAsync_InitializationFailed_SaysSoInEveryJob()
    {
        using var broken = new GpuThread(new WorkerOptions(), TimeProvider.System, () => throw new DllNotFoundException("libtorch"));

        await Assert.ThrowsAsync<DllNotFoundException>(() => broken.RunAsync(() => 1));
        await Assert.ThrowsAsync<DllNotFoundException>(async () =>
        {
            await foreach (var item in broken.RunAsync(Start, new RunSignals()))
            {
                Assert.Fail($"Unexpected {item}");
            }
        });
    }

    private IEnumerable<RestorationStep> Start(CancellationToken cancellationToken) =>
        _engine.Run(
            new RestorationInput { Degraded = new RgbImage(1, 1, [1, 2, 3]) },
            new FakeOptions(),
            new EngineContext(CPU, new NoModels(), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance),
            cancellationToken
        );
}
