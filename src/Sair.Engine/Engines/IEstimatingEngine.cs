namespace Sair.Engine.Engines;

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
