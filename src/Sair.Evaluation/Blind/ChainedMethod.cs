using Sair.Engine.Imaging;
using Sair.Evaluation.QuickSet;

namespace Sair.Evaluation.Blind;

/// <summary>One method on what another one made.</summary>
/// <param name="name">The name of the row.</param>
/// <param name="first">Sees the photo.</param>
/// <param name="second">Sees the first one's result as its photo.</param>
public sealed class ChainedMethod(string name, IRestorationMethod first, IRestorationMethod second) : IRestorationMethod
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public RgbImage Restore(TestFace face, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(face);
        return second.Restore(face with { Degraded = first.Restore(face, cancellationToken) }, cancellationToken);
    }
}
