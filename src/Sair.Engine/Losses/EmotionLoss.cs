namespace Sair.Engine.Losses;

/// <summary>Emotion: L_e = 1 − cos(w + γΔ, Δ), Δ the unit normal of an emotion's linear boundary (Guo 2024, Eq. 6).</summary>
/// <remarks>
/// The published code takes 1 − |cos(w_l, Δ_l)|, mean over samples and rows: without the sign it is content with the opposite
/// emotion. By default the cosine is signed and taken over the whole W⁺ vector, in which the boundary was fitted.
/// </remarks>
public sealed class EmotionLoss : ILoss, IDisposable
{
    private const double Epsilon = 1e-8;

    private readonly Tensor _direction;
    private readonly double _step;
    private readonly bool _published;

    /// <summary>Initializes a new instance of the <see cref="EmotionLoss"/> class.</summary>
    /// <param name="direction">Δ [L, S] or [1, L, S], of any length.</param>
    /// <param name="step">γ in units of the normalised direction.</param>
    /// <param name="published">Takes the published form: absolute cosine per row, γ ignored.</param>
    public EmotionLoss(Tensor direction, double step = 1, bool published = false)
    {
        ArgumentNullException.ThrowIfNull(direction);
        using var scope = NewDisposeScope();
        var rows = direction.detach().reshape(1, direction.shape[^2], direction.shape[^1]);
        _direction = (published ? rows : rows / rows.norm()).DetachFromDisposeScope();
        _step = step;
        _published = published;
    }

    /// <inheritdoc/>
    public Tensor Evaluate(LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_published)
        {
            return 1 - PerRow(context.Latent, _direction).abs().mean();
        }

        var moved = (context.Latent + (_direction * _step)).flatten(1); // [N, L·S]
        return 1 - nn.functional.cosine_similarity(moved, _direction.flatten(1), 1, Epsilon).mean();
    }

    /// <summary>Computes the cosine between each latent row and the direction's row.</summary>
    /// <param name="latent">W⁺ [N, L, S].</param>
    /// <param name="direction">[1, L, S].</param>
    /// <returns>[N, L], −1–1.</returns>
    public static Tensor PerRow(Tensor latent, Tensor direction) => nn.functional.cosine_similarity(latent, direction, -1, Epsilon);

    /// <inheritdoc/>
    public void Dispose() => _direction.Dispose();
}
