namespace Sair.Engine.Engines;

/// <summary>Base of all engines: checks options once, then hands over to one visible loop.</summary>
/// <typeparam name="TOptions">The engine's options record.</typeparam>
public abstract class RestorationEngine<TOptions> : IRestorationEngine
    where TOptions : EngineOptions
{
    /// <inheritdoc/>
    public abstract EngineDescriptor Descriptor { get; }

    /// <inheritdoc/>
    public IEnumerable<RestorationStep> Run(RestorationInput input, EngineOptions options, EngineContext context, CancellationToken cancellationToken)
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
            throw new InvalidOptionsException($"{Descriptor.DisplayName} needs at least {Descriptor.MinimumReferences} reference photo(s): add a good photo of the person.");
        }

        return Restore(input.Prepare(), typed, context, cancellationToken);
    }

    /// <summary>The method itself: an iterator with one <c>yield return</c> at the end of each iteration.</summary>
    protected abstract IEnumerable<RestorationStep> Restore(RestorationInput input, TOptions options, EngineContext context, CancellationToken cancellationToken);
}
