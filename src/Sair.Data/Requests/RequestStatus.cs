namespace Sair.Data.Requests;

/// <summary>Where a request stands.</summary>
public enum RequestStatus
{
    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Runs on the host that holds the lease.</summary>
    Running,

    /// <summary>Has a restoration, complete or kept early.</summary>
    Succeeded,

    /// <summary>Was cancelled by the user.</summary>
    Cancelled,

    /// <summary>Failed; the request says why.</summary>
    Failed,
}
