using Sair.Engine.Imaging;
using Sair.Evaluation.QuickSet;

namespace Sair.Evaluation.Blind;

/// <summary>Shows the photo before it was degraded: what the measures say of flawless results.</summary>
public sealed class TruthMethod : IRestorationMethod
{
    /// <inheritdoc/>
    public string Name => "truth";

    /// <inheritdoc/>
    public RgbImage Restore(TestFace face, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(face);
        return face.Truth;
    }
}
