namespace Sair.Engine.Engines;

/// <summary>One way to run an engine, and what to tell people who wait when an earlier way did not fit into the GPU's memory.</summary>
/// <param name="Device">Where to run.</param>
/// <param name="Memory">How much may be kept there.</param>
/// <param name="Notice">The sentence for people; null for the first way.</param>
public sealed record RunAttempt(Device Device, MemoryUse Memory, string? Notice)
{
    private const string Recomputing =
        "The GPU has little memory for this restoration, so it keeps less and computes more: the same result, a little later.";
    private const string Reducing =
        "The GPU has very little memory for this restoration, so it searches at half the size; the result still has its full size.";
    private const string OnTheProcessor =
        "The GPU has not enough memory for this restoration, so it runs on the processor, which takes longer.";

    /// <summary>Lists the ways in the order in which they are to be tried; on the processor there is one.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="device">The wanted device.</param>
    public static IReadOnlyList<RunAttempt> For(EngineDescriptor engine, Device device)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(device);
        return device.type != DeviceType.CUDA
            ? [new RunAttempt(device, MemoryUse.Full, null)]
            :
            [
                .. engine.MemoryUses.Select(memory => new RunAttempt(device, memory, NoticeOf(memory))),
                new RunAttempt(CPU, MemoryUse.Full, OnTheProcessor),
            ];
    }

    /// <summary>Runs in the first way that fits.</summary>
    /// <typeparam name="T">What a run gives.</typeparam>
    /// <param name="engine">The engine.</param>
    /// <param name="device">The wanted device.</param>
    /// <param name="run">Runs in one way, from the beginning.</param>
    /// <param name="notify">Receives the sentences.</param>
    /// <exception cref="OutOfDeviceMemoryException">Nothing fits.</exception>
    public static T RunFirstThatFits<T>(EngineDescriptor engine, Device device, Func<RunAttempt, T> run, Action<string> notify)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(notify);
        var attempts = For(engine, device);
        for (var i = 0; ; i++)
        {
            if (attempts[i].Notice is { } notice)
            {
                notify(notice);
            }

            try
            {
                return TorchException.Guard(() => run(attempts[i]));
            }
            catch (OutOfDeviceMemoryException) when (i < attempts.Count - 1)
            {
                TorchRuntime.TrimMemory();
            }
        }
    }

    private static string? NoticeOf(MemoryUse memory) =>
        memory switch
        {
            MemoryUse.Recomputed => Recomputing,
            MemoryUse.Reduced => Reducing,
            _ => null,
        };
}
