namespace Sair.Application;

/// <summary>
/// The thread on which short tensor jobs are done, such as finding the faces of a photo; runs of engines have it to themselves
/// between two such jobs.
/// </summary>
public interface IComputeThread
{
    /// <summary>Does a short job on the thread, between two iterations if a run is going on.</summary>
    /// <param name="job">Synchronous work; must not wait for other jobs, releases its own tensors and leaves the gradient mode as
    /// it was.</param>
    /// <param name="cancellationToken">Checked before the job starts.</param>
    Task<T> RunAsync<T>(Func<T> job, CancellationToken cancellationToken = default);

    /// <summary>
    /// Does a job of many seconds that needs nothing of the thread, such as the search through a large photo, on another one.
    /// </summary>
    /// <param name="job">Synchronous work on the processor; must not wait for other jobs.</param>
    /// <param name="cancellationToken">Checked before the job starts.</param>
    Task<T> RunBesideAsync<T>(Func<T> job, CancellationToken cancellationToken = default);
}

/// <summary>Where short tensor jobs are computed.</summary>
public interface IComputeDevice
{
    /// <summary>Gets the device.</summary>
    /// <exception cref="Engine.InvalidOptionsException">The device that the settings name is not there.</exception>
    Device Device { get; }
}
