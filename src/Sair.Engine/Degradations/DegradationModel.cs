namespace Sair.Engine.Degradations;

/// <summary>The differentiable degradation D(X) = JPEG((X ↓s) ⊗ k + n) (Guo 2024, Eq. 4).</summary>
/// <remarks>
/// The blur acts after the down-sampling, where its width is measured; both are linear, so they are one separable filter.
/// Even integer factors take the published bicubic kernel, others an anti-aliased bicubic with the same a = −0.5.
/// </remarks>
public sealed class DegradationModel : IDisposable
{
    private const int Block = 8;

    private readonly Degradation _degradation;
    private readonly Device? _device;
    private readonly JpegApproximation? _jpeg;
    private readonly Dictionary<int, (SeparableFilter Forward, SeparableFilter Back)> _filters = [];

    /// <summary>Initializes a new instance of the <see cref="DegradationModel"/> class.</summary>
    /// <param name="degradation">What happened.</param>
    /// <param name="device">Where pictures live; null for the processor.</param>
    public DegradationModel(Degradation degradation, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(degradation);
        _degradation = degradation;
        _device = device;
        _jpeg = degradation.JpegQuality is { } quality ? new JpegApproximation(quality, device: device) : null;
    }

    /// <summary>Degrades pictures as the fidelity term needs it: without noise, whose mean is 0.</summary>
    /// <param name="images">[N, 3, R, R], RGB, 0–1, R at least the side.</param>
    /// <returns>[N, 3, side, side], RGB; within 0–1 only where JPEG is on.</returns>
    public Tensor Apply(Tensor images)
    {
        var small = Filters(images).Forward.Apply(images);
        return Compress(small);
    }

    /// <summary>Degrades pictures with noise, to make an input.</summary>
    /// <param name="images">[N, 3, R, R], RGB, 0–1.</param>
    /// <param name="seed">Seed of the noise.</param>
    /// <returns>[N, 3, side, side], RGB, 0–1.</returns>
    public Tensor Degrade(Tensor images, int seed)
    {
        var small = Filters(images).Forward.Apply(images);
        if (_degradation.NoiseDeviation > 0)
        {
            small = (small + (SeededNoise.Normal(small.shape, seed, _device) * _degradation.NoiseDeviation)).clamp(0, 1);
        }

        return Compress(small).clamp(0, 1);
    }

    /// <summary>Degrades pictures by the linear part alone: down-sampling and blur.</summary>
    /// <param name="images">[N, 3, R, R].</param>
    /// <returns>[N, 3, side, side].</returns>
    public Tensor ApplyLinear(Tensor images) => Filters(images).Forward.Apply(images);

    /// <summary>Enlarges what the linear part left: bicubic, which unlike a pseudo-inverse does not amplify noise.</summary>
    /// <param name="small">[N, 3, side, side].</param>
    /// <param name="like">A picture [N, 3, R, R] of the size that is wanted.</param>
    /// <returns>[N, 3, R, R].</returns>
    public Tensor BackProject(Tensor small, Tensor like) => Filters(like).Back.Apply(small);

    /// <inheritdoc/>
    public void Dispose()
    {
        _jpeg?.Dispose();
        foreach (var (forward, back) in _filters.Values)
        {
            forward.Dispose();
            back.Dispose();
        }
    }

    private Tensor Compress(Tensor small)
    {
        var (left, top) = ((Block - _degradation.JpegGridX) % Block, (Block - _degradation.JpegGridY) % Block);
        return _jpeg is null ? small
            : left + top == 0 ? _jpeg.Apply(small)
            : _jpeg.Apply(nn.functional.pad(small, [left, 0, top, 0], PaddingModes.Replicate)).narrow(2, top, small.shape[2]).narrow(3, left, small.shape[3]);
    }

    private (SeparableFilter Forward, SeparableFilter Back) Filters(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var from = (int)images.shape[^1];
        if (!_filters.TryGetValue(from, out var filters))
        {
            var matrix = Matrix(from);
            var inverse = BicubicKernel.Resize(_degradation.Side, from);
            _filters[from] = filters = (new SeparableFilter(matrix, matrix, _device), new SeparableFilter(inverse, inverse, _device));
        }

        return filters;
    }

    private double[,] Matrix(int from)
    {
        var factor = from / _degradation.Side;

        // With an odd factor the published kernel is half a pixel off centre.
        var resize = from % _degradation.Side == 0 && factor % 2 == 0 && from > 3 * factor / 2
            ? BicubicKernel.Downsample(from, factor)
            : BicubicKernel.Resize(from, _degradation.Side);
        return SeparableFilter.Chain(GaussianKernel.Blur(_degradation.Side, _degradation.BlurDeviation), resize);
    }
}
