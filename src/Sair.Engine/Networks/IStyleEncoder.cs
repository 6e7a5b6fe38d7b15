namespace Sair.Engine.Networks;

/// <summary>An encoder of pictures into the latents of a StyleGAN2 generator.</summary>
public interface IStyleEncoder : IDisposable
{
    /// <summary>Gets the number of rows L.</summary>
    int LatentCount { get; }

    /// <summary>Gets the length of a row.</summary>
    int StyleDimension { get; }

    /// <summary>Encodes pictures.</summary>
    /// <param name="input">[N, 3, H, H], RGB, −1–1, in the framing of the generator's pictures, any side.</param>
    /// <returns>W⁺ [N, L, S].</returns>
    Tensor forward(Tensor input);
}
