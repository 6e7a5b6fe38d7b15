using Sair.Engine.Engines.Sair;
using Sair.Engine.Imaging;
using Sair.Engine.Weights;

namespace Sair.Evaluation.QuickSet;

/// <summary>Decodes the encoder's inversion w_z of the reference and ignores the degraded face: where the search starts.</summary>
/// <param name="models">Holds the face pack.</param>
/// <param name="device">Where to compute.</param>
/// <param name="seed">Seed of the noise inputs.</param>
public sealed class EncoderInversionMethod(IModelProvider models, Device device, int seed) : IRestorationMethod
{
    /// <inheritdoc/>
    public string Name => "inversion of the reference";

    /// <inheritdoc/>
    public RgbImage Restore(TestFace face, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(face);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var pack = SairPack.Load(models, device);
        var latent = pack.Encoder.forward((face.References[0].ToTensor(device) * 2) - 1); // [1, L, S]
        var picture = pack.Generator.Synthesize(latent, pack.DrawNoise(seed, device));
        return ((picture + 1) / 2).clamp(0, 1).ToImage();
    }
}
