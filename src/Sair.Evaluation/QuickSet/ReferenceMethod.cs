using Sair.Engine.Imaging;

namespace Sair.Evaluation.QuickSet;

/// <summary>Shows the first reference: what the measures say of another real photo of the person.</summary>
public sealed class ReferenceMethod : IRestorationMethod
{
    /// <inheritdoc/>
    public string Name => "reference photo";

    /// <inheritdoc/>
    public RgbImage Restore(TestFace face, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(face);
        return face.References[0];
    }
}
