using System.Runtime.CompilerServices;
using Sair.Application;
using Sair.Engine.Engines;

namespace Sair.Worker.Gpu;

/// <summary>The one thread that touches tensors: gradient mode, error slot and scopes of libtorch belong to a thread.</summary>
/// <remarks>
/// Runs go one after another. Short jobs, such as finding the faces of a photo, are done between two iterations of a run, so
/// that an upload does not wait for a restoration; they must release their own tensors and leave the gradient mode as it was.
/// </remarks>
public sealed class GpuThread : IComputeThread, IDisposable
{
    // Awaiting code must not continue on the thread, and parallel loops inside a job use the pool.
    private const TaskCreationOptions JobKind = TaskCreationOptions.RunContinuationsAsynchronously | TaskCreationOptions.HideScheduler;

    private readonly TimeProvider _time;
    private readonly int _previewsPerSecond;
    private readonly JobQueue _jobs = new();
    private readonly Task _initialization;
    private readonly Thread _thread;
    private readonly Lazy<GpuThread> _second;

    /// <summary>Starts the thread.</summary>
    /// <param name="options">The preview rate.</param>
    /// <param name="time">The clock of the preview rate.</param>
    /// <param name="initialize">Runs first on the thread; if it throws, every job fails with that exception.</param>
    public GpuThread(WorkerOptions options, TimeProvider time, Action initialize)
    {
        ArgumentNullException.ThrowIfNull(options);
        _time = time;
        _previewsPerSecond = options.PreviewsPerSecond;
        _initialization = new Task(initialize);
        _thread = new Thread(Loop) { IsBackground = true, Name = "Tensors" };
        _thread.Start();
        _second = new Lazy<GpuThread>(() => new GpuThread(options, time, initialize));
    }

    /// <summary>Does a short job on the thread, between two iterations if a run is going on.</summary>
    /// <param name="job">Synchronous work; must not wait for other jobs.</param>
    /// <param name="cancellationToken">Checked before the job starts.</param>
    public Task<T> RunAsync<T>(Func<T> job, CancellationToken cancellationToken = default)
    {
        var task = new Task<T>(
            () =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                _initialization.GetAwaiter().GetResult();
                return TorchException.Guard(job);
            },
            JobKind
        );
        _jobs.AddShort(task);
        return task;
    }

    /// <summary>
    /// Does a job of many seconds that needs nothing of the thread, such as the search through a large photo, on a second one: neither
    /// short jobs nor the iterations of a run wait for it. Such jobs are done one after another.
    /// </summary>
    /// <param name="job">Synchronous work on the processor; must not wait for other jobs.</param>
    /// <param name="cancellationToken">Checked before the job starts.</param>
    public Task<T> RunBesideAsync<T>(Func<T> job, CancellationToken cancellationToken = default) =>
        _second.Value.RunAsync(job, cancellationToken);

    /// <summary>Runs an engine on the thread and reports its events; ending the enumeration early cancels the run.</summary>
    /// <param name="start">Starts the engine; called on the thread, as is everything that it enumerates.</param>
    /// <param name="signals">What the run is told while it goes on.</param>
    /// <param name="cancellationToken">Cancels the run at the next iteration.</param>
    /// <returns>Progress and previews, then one <see cref="CompletedEvent"/> or <see cref="PausedEvent"/>.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; all tensors of the run are released by then.</exception>
    public async IAsyncEnumerable<RestorationEvent> RunAsync(
        Func<CancellationToken, IEnumerable<RestorationStep>> start,
        RunSignals signals,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(signals);
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var events = new EventChannel();
        var run = new Task(() => Iterate(start, signals, events, abandoned.Token), JobKind);
        _jobs.AddRun(run);
        try
        {
            await foreach (var item in events.ReadAllAsync(CancellationToken.None))
            {
                yield return item;
            }

            await run;
        }
        finally
        {
            await abandoned.CancelAsync();
            await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Finishes the jobs at hand and ends the thread.</summary>
    public void Dispose()
    {
        if (_second.IsValueCreated)
        {
            _second.Value.Dispose();
        }

        _jobs.Close();
        _thread.Join();
    }

    private void Loop()
    {
        _initialization.RunSynchronously(InlineScheduler.Instance);
        while (_jobs.Take() is { } job)
        {
            job.RunSynchronously(InlineScheduler.Instance);
        }
    }

    private void Iterate(
        Func<CancellationToken, IEnumerable<RestorationStep>> start,
        RunSignals signals,
        EventChannel events,
        CancellationToken cancellationToken
    )
    {
        try
        {
            _initialization.GetAwaiter().GetResult();
            TorchException.Guard(() => Enumerate(start, signals, events, cancellationToken));
        }
        finally
        {
            events.Complete();
        }
    }

    private bool Enumerate(
        Func<CancellationToken, IEnumerable<RestorationStep>> start,
        RunSignals signals,
        EventChannel events,
        CancellationToken cancellationToken
    )
    {
        var started = _time.GetTimestamp();
        var pacer = new PreviewPacer(_time, _previewsPerSecond);
        foreach (var step in start(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var keep = signals.KeepRequested || step.Index >= signals.KeepAfter;
            events.Write(new ProgressEvent(step.Stage, step.Index, step.Total, step.ReadLosses(), _time.GetElapsedTime(started)));
            if (step.IsLast || keep)
            {
                var result = step.ReadResult();
                events.Write(new PreviewEvent(step.Index, result.Image));
                events.Write(new CompletedEvent(result, KeptEarly: !step.IsLast));
                return true;
            }

            if (signals.PauseRequested)
            {
                events.Write(new PausedEvent(step.ReadResult()));
                return true;
            }

            if (pacer.IsDue(signals.IsWatched(), events.HasPreview))
            {
                events.Write(new PreviewEvent(step.Index, step.Render()));
            }

            DoShortJobs();
        }

        throw new InvalidOperationException("The engine ended before its last step.");
    }

    private void DoShortJobs()
    {
        while (_jobs.TakeShort() is { } job)
        {
            job.RunSynchronously(InlineScheduler.Instance);
        }
    }
}

/// <summary>What a run is told while it goes on; read once per iteration.</summary>
public sealed class RunSignals
{
    private volatile bool _keepRequested;
    private volatile bool _pauseRequested;

    /// <summary>Gets a function that tells whether somebody watches the run; nobody by default.</summary>
    public Func<bool> IsWatched { get; init; } = () => false;

    /// <summary>Gets the iteration after which the run ends by itself and keeps its result; null for the last one.</summary>
    public int? KeepAfter { get; init; }

    /// <summary>Gets a value indicating whether the run shall end with what it has.</summary>
    public bool KeepRequested => _keepRequested;

    /// <summary>Gets a value indicating whether the run shall be set aside with its state.</summary>
    public bool PauseRequested => _pauseRequested;

    /// <summary>Asks the run to stop after the current iteration so that it can go on later.</summary>
    public void Pause() => _pauseRequested = true;

    /// <summary>Asks the run to end after the current iteration and to keep its result.</summary>
    public void Keep() => _keepRequested = true;
}

/// <summary>Runs a task on the calling thread, always; the default scheduler may move it elsewhere.</summary>
internal sealed class InlineScheduler : TaskScheduler
{
    private InlineScheduler() { }

    /// <summary>Gets the only instance.</summary>
    public static InlineScheduler Instance { get; } = new();

    /// <inheritdoc/>
    protected override void QueueTask(Task task) => TryExecuteTask(task);

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
