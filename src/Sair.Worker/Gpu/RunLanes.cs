using Sair.Engine;
using Sair.Worker.Devices;

namespace Sair.Worker.Gpu;

/// <summary>The lanes of this host: the first one is the thread that also does the short jobs.</summary>
/// <remarks>Made when first asked for, because devices are looked for then.</remarks>
public sealed class RunLanes : IDisposable
{
    private readonly Lazy<IReadOnlyList<RunLane>> _all;

    /// <summary>Prepares the lanes.</summary>
    /// <param name="worker">Says where runs go.</param>
    /// <param name="first">The thread of the first lane; stays owned by the caller.</param>
    /// <param name="create">Starts the thread of another lane.</param>
    public RunLanes(WorkerDevice worker, GpuThread first, Func<GpuThread> create)
    {
        ArgumentNullException.ThrowIfNull(worker);
        _all = new(() => [.. Enumerable.Range(0, Count(worker)).Select(i => new RunLane(i == 0 ? first : create(), worker, i))]);
    }

    /// <summary>Gets the lanes, at least one.</summary>
    public IReadOnlyList<RunLane> All => _all.Value;

    /// <summary>Ends the threads that were started here.</summary>
    public void Dispose()
    {
        if (!_all.IsValueCreated)
        {
            return;
        }

        foreach (var lane in _all.Value.Skip(1))
        {
            lane.Thread.Dispose();
        }
    }

    // Without its device a lane still takes requests, and each one ends with the sentence that says what is wrong.
    private static int Count(WorkerDevice worker)
    {
        try
        {
            return worker.Places.Count;
        }
        catch (InvalidOptionsException)
        {
            return 1;
        }
    }
}

/// <summary>A thread and a device on which restorations run one after another; several lanes run several at once.</summary>
/// <param name="thread">The thread.</param>
/// <param name="worker">Says where runs go.</param>
/// <param name="index">Number of the lane from 0.</param>
public sealed class RunLane(GpuThread thread, WorkerDevice worker, int index)
{
    /// <summary>Gets the thread.</summary>
    public GpuThread Thread => thread;

    /// <summary>Gets the device.</summary>
    /// <exception cref="Engine.InvalidOptionsException">The device that the options name is not there.</exception>
    public Device Device => worker.Places[index].Device;

    /// <summary>Tells whether a run may start now: on a GPU that an earlier lane has too, there must be memory for one more.</summary>
    public bool HasRoom() => index == 0 || worker.HasRoom(worker.Places[index]);
}
