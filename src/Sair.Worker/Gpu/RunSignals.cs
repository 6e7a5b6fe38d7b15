namespace Sair.Worker.Gpu;

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
