using Sair.Worker.Devices;

namespace Sair.Worker.Gpu;

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
