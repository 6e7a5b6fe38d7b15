namespace Sair.Engine.Diffusion.Sampling;

/// <summary>A region of a known picture that every step of a sampler holds (Lugmayr 2022, RePaint, Eq. 8).</summary>
/// <remarks>The noise of the region is one draw for all levels, so that deterministic samplers move along its own path.</remarks>
public sealed class HeldRegion : IDisposable
{
    private readonly Tensor _picture;
    private readonly Tensor _mask;
    private readonly Tensor _noise;

    /// <summary>Initializes a new instance of the <see cref="HeldRegion"/> class.</summary>
    /// <param name="picture">The known picture [N, 3, S, S], −1–1; owned by the caller.</param>
    /// <param name="mask">How much each place is held [1, 1, S, S], 0–1; owned by the caller.</param>
    /// <param name="noise">Standard normal [N, 3, S, S]; copied.</param>
    public HeldRegion(Tensor picture, Tensor mask, Tensor noise)
    {
        ArgumentNullException.ThrowIfNull(noise);
        (_picture, _mask) = (picture, mask);
        _noise = noise.clone().DetachFromDisposeScope();
    }

    /// <summary>Puts the known picture into an estimate x̂₀.</summary>
    /// <param name="start">[N, 3, S, S], −1–1.</param>
    /// <returns>[N, 3, S, S].</returns>
    public Tensor HoldStart(Tensor start)
    {
        ArgumentNullException.ThrowIfNull(start);
        return start + (_mask * (_picture - start));
    }

    /// <summary>Puts the known picture, noised to a level, into a sample.</summary>
    /// <param name="sample">x [N, 3, S, S].</param>
    /// <param name="cumulativeAlpha">ᾱ of the sample's level; 1 without noise.</param>
    /// <returns>[N, 3, S, S].</returns>
    public Tensor HoldSample(Tensor sample, double cumulativeAlpha)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var known = (_picture * Math.Sqrt(cumulativeAlpha)) + (_noise * Math.Sqrt(1 - cumulativeAlpha));
        return sample + (_mask * (known - sample));
    }

    /// <inheritdoc/>
    public void Dispose() => _noise.Dispose();
}
