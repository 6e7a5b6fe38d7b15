namespace Sair.Worker.Queue;

/// <summary>What the database says about a run when its lease is renewed.</summary>
internal enum LeaseState
{
    /// <summary>The run goes on.</summary>
    Held,

    /// <summary>The request is gone or another host has it: the outcome would be refused.</summary>
    Lost,

    /// <summary>The user asked to cancel.</summary>
    CancelRequested,

    /// <summary>The user asked to set the run aside.</summary>
    PauseRequested,

    /// <summary>The user asked to stop and keep.</summary>
    KeepRequested,
}
