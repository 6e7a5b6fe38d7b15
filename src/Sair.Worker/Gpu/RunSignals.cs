namespace Sair.Worker.Gpu;

/// <summary>What a run is told while it goes on; read once per iteration.</summary>
public sealed class RunSignals
{
    private volatile bool _keepRequested;

    /// <summary>Gets a function that tells whether somebody watches the run; nobody by default.</summary>
    public Func<bool> IsWatched { get; init; } = () => false;

    /// <summary>Gets a value indicating whether the run shall end with what it has.</summary>
    public bool KeepRequested => _keepRequested;

    /// <summary>Asks the run to end after the current iteration and to keep its result.</summary>
    public void Keep() => _keepRequested = true;
}
