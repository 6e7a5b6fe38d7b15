namespace Sair.Engine.Networks;

/// <summary>The encoder of a pack without one: every picture starts at the mean latent.</summary>
/// <param name="mean">[L, S]; owned by the caller.</param>
public sealed class MeanStyle(Tensor mean) : IStyleEncoder
{
    /// <inheritdoc/>
    public int LatentCount => (int)mean.shape[0];

    /// <inheritdoc/>
    public int StyleDimension => (int)mean.shape[1];

    /// <inheritdoc/>
    public Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return mean.unsqueeze(0).repeat(input.shape[0], 1, 1);
    }

    /// <summary>Has nothing of its own to free.</summary>
    public void Dispose()
    {
    }
}
