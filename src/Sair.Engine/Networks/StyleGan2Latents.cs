namespace Sair.Engine.Networks;

/// <summary>Operations on the latents of a StyleGAN2 generator.</summary>
public static class StyleGan2Latents
{
    /// <summary>Scales every sample to unit mean square: z · rsqrt(mean(z²) + 1e-8).</summary>
    /// <param name="z">[N, S].</param>
    public static Tensor PixelNorm(Tensor z)
    {
        ArgumentNullException.ThrowIfNull(z);
        return z * (z.square().mean([1], keepdim: true) + 1e-8).rsqrt();
    }

    /// <summary>Repeats w in every row.</summary>
    /// <param name="w">[N, S].</param>
    /// <param name="count">L.</param>
    /// <returns>W⁺ [N, L, S].</returns>
    public static Tensor Repeat(Tensor w, int count)
    {
        ArgumentNullException.ThrowIfNull(w);
        return w.unsqueeze(1).repeat(1, count, 1);
    }

    /// <summary>Takes the first rows from one latent and the others from another (style mixing).</summary>
    /// <param name="first">w of rows 0 … crossover − 1 [N, S].</param>
    /// <param name="second">w of the other rows [N, S].</param>
    /// <param name="crossover">First row of <paramref name="second"/>.</param>
    /// <param name="count">L.</param>
    /// <returns>W⁺ [N, L, S].</returns>
    public static Tensor Mix(Tensor first, Tensor second, int crossover, int count) =>
        cat([Repeat(first, crossover), Repeat(second, count - crossover)], 1);

    /// <summary>Pulls latents towards the mean: mean + ψ (w − mean).</summary>
    /// <param name="latents">W⁺ [N, L, S].</param>
    /// <param name="mean">Mean w, broadcastable to W⁺.</param>
    /// <param name="psi">1 leaves the latents as they are, 0 gives the mean.</param>
    /// <param name="rows">How many of the first rows are pulled; null for all.</param>
    public static Tensor Truncate(Tensor latents, Tensor mean, double psi, int? rows = null)
    {
        ArgumentNullException.ThrowIfNull(latents);
        ArgumentNullException.ThrowIfNull(mean);
        var pulled = mean.lerp(latents, psi);
        return rows is { } count ? cat([pulled.narrow(1, 0, count), latents.narrow(1, count, latents.shape[1] - count)], 1) : pulled;
    }
}
