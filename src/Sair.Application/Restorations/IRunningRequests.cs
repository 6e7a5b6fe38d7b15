using Sair.Data.Requests;

namespace Sair.Application.Restorations;

/// <summary>The requests that run in this process, and whoever looks at them: what is done with a request reaches both at once.</summary>
/// <remarks>A request that does not run here is none to stop; its viewers are told all the same.</remarks>
public interface IRunningRequests
{
    /// <summary>Ends a run at once, without a result.</summary>
    void Cancel(Guid requestId);

    /// <summary>Ends a run after its iteration, so that it can go on later; no more progress of it is announced.</summary>
    void Withdraw(Guid requestId);

    /// <summary>Sets a run aside after its iteration.</summary>
    void Pause(Guid requestId);

    /// <summary>Ends a run after its iteration and keeps the result.</summary>
    void Keep(Guid requestId);

    /// <summary>Tells how far a run is.</summary>
    /// <returns>The finished iterations and how many there will be; null where nothing was announced of it.</returns>
    (int Index, int Total)? FindProgress(Guid requestId);

    /// <summary>Announces how a request ended that did not run.</summary>
    void Finish(Guid requestId, RequestStatus status);

    /// <summary>Forgets what was announced of a request, with its picture.</summary>
    void Forget(Guid requestId);
}
