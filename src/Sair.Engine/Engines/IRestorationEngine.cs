namespace Sair.Engine.Engines;

/// <summary>One restoration method behind the common live stream.</summary>
/// <remarks>An engine is synchronous and stays on the thread that enumerates it: gradient mode and scopes are thread-local.</remarks>
public interface IRestorationEngine
{
    /// <summary>Gets what the engine is and what it needs.</summary>
    EngineDescriptor Descriptor { get; }

    /// <summary>Runs the engine lazily, one step per iteration; the last step has <see cref="RestorationStep.IsLast"/>.</summary>
    /// <param name="input">The aligned degraded face and the references.</param>
    /// <param name="options">An instance of <see cref="EngineDescriptor.OptionsType"/>.</param>
    /// <param name="context">Device, models and log of this run.</param>
    /// <param name="cancellationToken">Checked once per iteration.</param>
    /// <exception cref="InvalidOptionsException">An option lies outside its range.</exception>
    /// <exception cref="ModelUnavailableException">A required model is missing or corrupt.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    IEnumerable<RestorationStep> Run(RestorationInput input, EngineOptions options, EngineContext context, CancellationToken cancellationToken);
}
