using Sair.Engine.Imaging;
using Sair.Evaluation.QuickSet;

namespace Sair.Evaluation.Blind;

/// <summary>Shows the photo as it is, pixel by pixel.</summary>
public sealed class InputMethod : IRestorationMethod
{
    /// <inheritdoc/>
    public string Name => "input";

    /// <inheritdoc/>
    public RgbImage Restore(TestFace face, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(face);
        using var scope = NewDisposeScope();
        return nn.functional.interpolate(face.Degraded.ToTensor(), size: [face.Truth.Height, face.Truth.Width]).ToImage();
    }
}
