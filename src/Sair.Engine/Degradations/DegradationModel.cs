using System.ComponentModel.DataAnnotations;

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
            : _jpeg
                .Apply(nn.functional.pad(small, [left, 0, top, 0], PaddingModes.Replicate))
                .narrow(2, top, small.shape[2])
                .narrow(3, left, small.shape[3]);
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
        var resize =
            from % _degradation.Side == 0 && factor % 2 == 0 && from > 3 * factor / 2
                ? BicubicKernel.Downsample(from, factor)
                : BicubicKernel.Resize(from, _degradation.Side);
        return SeparableFilter.Chain(GaussianKernel.Blur(_degradation.Side, _degradation.BlurDeviation), resize);
    }
}

/// <summary>How a good face square became the given one, in the order of use.</summary>
public sealed record Degradation
{
    /// <summary>Gets the side of the degraded square in pixels.</summary>
    public required int Side { get; init; }

    /// <summary>Gets the standard deviation of the blur in pixels of the degraded square; 0 for none.</summary>
    public double BlurDeviation { get; init; }

    /// <summary>Gets the standard deviation of the added noise, in units of the range 0–1.</summary>
    public double NoiseDeviation { get; init; }

    /// <summary>Gets the JPEG quality 1–100, or null for none.</summary>
    public int? JpegQuality { get; init; }

    /// <summary>Gets the column of the degraded square at which a block of JPEG begins, 0–7.</summary>
    public int JpegGridX { get; init; }

    /// <summary>Gets the row of the degraded square at which a block of JPEG begins, 0–7.</summary>
    public int JpegGridY { get; init; }
}

/// <summary>What is known of how a face square came about; a value that is null is estimated.</summary>
public sealed record KnownDegradation
{
    /// <summary>The least real side in pixels.</summary>
    public const int SmallestSide = 8;

    /// <summary>The largest real side in pixels.</summary>
    public const int LargestSide = 4096;

    /// <summary>
    /// Gets the side in pixels that the square really has, where the photo was enlarged before; null takes the square as it is.
    /// </summary>
    [Range(SmallestSide, LargestSide)]
    [Display(
        Name = "Real side",
        Description = "Pixels across the face square that the photo really holds; less than its size where the photo was enlarged before."
    )]
    public int? Side { get; init; }

    /// <summary>Gets the standard deviation of the blur in pixels of the square.</summary>
    [Range(0.0, 10.0)]
    [Display(Name = "Blur", Description = "Standard deviation in pixels of the face square; 0 for none.")]
    public double? BlurDeviation { get; init; }

    /// <summary>Gets the standard deviation of the noise in units of the range 0–1.</summary>
    [Range(0.0, 0.5)]
    [Display(Name = "Noise", Description = "Standard deviation, where 1 is the step from black to white.")]
    public double? NoiseDeviation { get; init; }

    /// <summary>Gets the JPEG quality, 0 for none.</summary>
    [Range(0, 100)]
    [Display(Name = "JPEG quality", Description = "1–100; 0 if the blocks of JPEG do not show.")]
    public int? JpegQuality { get; init; }

    /// <summary>Gets the column of the square at which a block of JPEG begins.</summary>
    [Range(0, 7)]
    [Display(
        Name = "JPEG blocks from the left",
        Description = "The column of the face square at which a block begins, 0–7; only for faces that are upright in the photo."
    )]
    public int? JpegGridX { get; init; }

    /// <summary>Gets the row of the square at which a block of JPEG begins.</summary>
    [Range(0, 7)]
    [Display(Name = "JPEG blocks from the top", Description = "The row of the face square at which a block begins, 0–7.")]
    public int? JpegGridY { get; init; }

    /// <summary>Says the same of the square once it has its real side.</summary>
    /// <param name="stored">Side of the square before, in pixels; more than <see cref="Side"/>.</param>
    /// <returns>
    /// The blur in the new pixels; blocks of the stored size are none of the real one, so what is said of them is estimated anew.
    /// </returns>
    internal KnownDegradation Reduce(int stored) =>
        this with
        {
            BlurDeviation = BlurDeviation * Side / stored,
            JpegQuality = JpegQuality > 0 ? null : JpegQuality,
            JpegGridX = null,
            JpegGridY = null,
        };

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="InvalidOptionsException">A value is out of its range; the message names all of them.</exception>
    public void Validate()
    {
        var failures = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), failures, validateAllProperties: true))
        {
            throw new InvalidOptionsException(string.Join(" ", failures.Select(failure => failure.ErrorMessage)));
        }
    }
}
