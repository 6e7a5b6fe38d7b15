using Sair.Engine.Engines;
using Sair.Engine.Imaging;

namespace Sair.Evaluation.QuickSet;

/// <summary>Restores by an engine with fixed options.</summary>
/// <param name="name">The name of the row.</param>
/// <param name="engine">The engine.</param>
/// <param name="options">Its options.</param>
/// <param name="context">Device and models.</param>
/// <param name="choice">Which references it is given.</param>
public sealed class EngineMethod(string name, IRestorationEngine engine, EngineOptions options, EngineContext context, ReferenceChoice choice = ReferenceChoice.First)
    : IRestorationMethod
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public RgbImage Restore(TestFace face, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(face);
        var input = new RestorationInput { Degraded = face.Degraded, References = face.Choose(choice) };
        foreach (var step in engine.Run(input, options, context, cancellationToken))
        {
            if (step.IsLast)
            {
                return step.ReadResult().Image;
            }
        }

        throw new InvalidOperationException("The engine ended before its last iteration.");
    }
}
