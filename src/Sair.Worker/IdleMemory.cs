using System.Runtime;
using Microsoft.Extensions.Logging;
using Sair.Application;

namespace Sair.Worker;

/// <summary>Gives memory back to the system once work has ended: photos and tensors leave gigabytes behind that nothing uses.</summary>
/// <remarks>
/// Neither heap does so by itself: the collector of .NET waits for the next allocation, which an idle site does not make, and the C
/// library keeps what was freed below something that is still in use. Work is told by the time that the processor spends on it.
/// </remarks>
public sealed class IdleMemory : ResilientBackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(15);

    // Of the interval, on one processor: more is work, less is a site that waits for people.
    private const double IdleShare = 0.05;
    private const double WorkShare = 0.2;

    private readonly TimeProvider _time;
    private readonly Func<TimeSpan> _processorTime;
    private readonly Action _release;
    private TimeSpan _before;
    private bool _hasWorked;

    /// <summary>Prepares the service for this process.</summary>
    public IdleMemory(TimeProvider time, ILogger<IdleMemory> logger)
        : this(time, logger, () => Environment.CpuUsage.TotalTime, Release) { }

    /// <summary>Prepares the service.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of failures.</param>
    /// <param name="processorTime">Tells how much the process has worked in all.</param>
    /// <param name="release">Gives memory back.</param>
    internal IdleMemory(TimeProvider time, ILogger<IdleMemory> logger, Func<TimeSpan> processorTime, Action release)
        : base(time, logger)
    {
        (_time, _processorTime, _release) = (time, processorTime, release);
        _before = processorTime();
    }

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(s_interval, _time, stoppingToken);
        var now = _processorTime();
        var share = (now - _before) / s_interval;
        _before = now;
        _hasWorked |= share > WorkShare;
        if (_hasWorked && share < IdleShare)
        {
            _hasWorked = false;
            _release();

            // That was work, too, and must not lead to the next.
            _before = _processorTime();
        }

        return true;
    }

    private static void Release()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        // What is collected here was let go by everybody; the collector would do it at the next allocation, which an idle site does not
        // make.
#pragma warning disable RS0030
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
#pragma warning restore RS0030
        Heap.Trim();
    }
}
