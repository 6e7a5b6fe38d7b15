using Sair.Engine.Imaging;

namespace Sair.Evaluation.QuickSet;

/// <summary>Enlarges the degraded face and does nothing else: what every restoration has to beat.</summary>
public sealed class BicubicMethod : IRestorationMethod
{
    /// <inheritdoc/>
    public string Name => "bicubic";

    /// <inheritdoc/>
    public RgbImage Restore(TestFace face, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(face);
        return ImageResizer.Resize(face.Degraded, face.Truth.Width, face.Truth.Height, ResampleKernel.Cubic);
    }
}
