using Microsoft.Extensions.Logging;
using Sair.Engine.Engines.Gen2Res;
using Sair.Engine.Weights;

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
    IEnumerable<RestorationStep> Run(
        RestorationInput input,
        EngineOptions options,
        EngineContext context,
        CancellationToken cancellationToken
    );
}

/// <summary>An engine that can tell how long a run takes before it starts.</summary>
public interface IEstimatingEngine : IRestorationEngine
{
    /// <summary>Estimates a run by timing a small part of it here and now; takes well below a second.</summary>
    /// <param name="options">An instance of <see cref="EngineDescriptor.OptionsType"/>.</param>
    /// <param name="references">The number of references.</param>
    /// <param name="context">Device, models and log.</param>
    /// <exception cref="InvalidOptionsException">The options ask for what the model or the references cannot give.</exception>
    /// <exception cref="ModelUnavailableException">A model is missing or damaged.</exception>
    EngineEstimate Estimate(EngineOptions options, int references, EngineContext context);
}

/// <summary>How long a run takes.</summary>
/// <param name="Learning">What is done once for a set of references, unless it is at hand already.</param>
/// <param name="Restoration">What is done for every photo.</param>
/// <param name="Learned">What learning is kept under; null where nothing is learned of the references.</param>
public sealed record EngineEstimate(TimeSpan Learning, TimeSpan Restoration, LearnedName? Learned);

/// <summary>Names what an engine learned, beside the photos that it learned from.</summary>
/// <param name="BaseModel">SHA-256 of the model that was tuned.</param>
/// <param name="Tuning">Name of the settings.</param>
public sealed record LearnedName(string BaseModel, string Tuning);

/// <summary>Base of all engines: checks options once, then hands over to one visible loop.</summary>
/// <typeparam name="TOptions">The engine's options record.</typeparam>
public abstract class RestorationEngine<TOptions> : IRestorationEngine
    where TOptions : EngineOptions
{
    /// <inheritdoc/>
    public abstract EngineDescriptor Descriptor { get; }

    /// <inheritdoc/>
    public IEnumerable<RestorationStep> Run(
        RestorationInput input,
        EngineOptions options,
        EngineContext context,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        if (options is not TOptions typed)
        {
            throw new InvalidOptionsException($"{Descriptor.DisplayName} takes {typeof(TOptions).Name}, not {options.GetType().Name}.");
        }

        typed.Validate();
        if (input.References.Count < Descriptor.MinimumReferences)
        {
            throw new InvalidOptionsException(
                $"{Descriptor.DisplayName} needs at least {Descriptor.MinimumReferences} reference photo(s): add a good photo of the "
                    + "person."
            );
        }

        return Restore(input.Prepare(), typed, context, cancellationToken);
    }

    /// <summary>The method itself: an iterator with one <c>yield return</c> at the end of each iteration.</summary>
    protected abstract IEnumerable<RestorationStep> Restore(
        RestorationInput input,
        TOptions options,
        EngineContext context,
        CancellationToken cancellationToken
    );
}

/// <summary>What a run gets from its host.</summary>
/// <param name="Device">Where tensors live.</param>
/// <param name="Models">Opens model files by id.</param>
/// <param name="Logger">Receives engine messages; never image content.</param>
public sealed record EngineContext(Device Device, IModelProvider Models, ILogger Logger)
{
    /// <summary>Gets how much may be kept in memory; an engine that does not offer it ignores it.</summary>
    public MemoryUse Memory { get; init; }

    /// <summary>
    /// Gets what keeps what is learned of the person of this run; null leaves it to the engine, which keeps it in memory.
    /// </summary>
    public IPersonalWeightsStore? PersonalWeights { get; init; }
}
