namespace Sair.Data.Requests;

/// <summary>Where a request stands.</summary>
public enum RequestStatus
{
    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Was set aside by the user; goes on where it stopped when the user says so.</summary>
    Paused,

    /// <summary>Runs on the host that holds the lease.</summary>
    Running,

    /// <summary>Has a restoration, complete or kept early.</summary>
    Succeeded,

    /// <summary>Was cancelled by the user.</summary>
    Cancelled,

    /// <summary>Failed; the request says why.</summary>
    Failed,
}
