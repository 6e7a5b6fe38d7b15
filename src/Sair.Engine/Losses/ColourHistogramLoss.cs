namespace Sair.Engine.Losses;

/// <summary>Skin colour: L_hist = ∫ |CDF(F ⊙ x) − CDF(F ⊙ Y)| (Guo 2024, Eq. 7), mean over bins and the three YUV channels.</summary>
/// <remarks>
/// Each cumulative histogram is divided by the number of pixels in the face mask F, and only masked pixels are counted. F is
/// binary in the paper; where a face parser gives probabilities, a pixel counts by its own. The histogram shares each value linearly between two bins (<see cref="ColourHistogram.Cumulative"/>), because the
/// gradient of the published counts has no relation to the direction in which mass must move.
/// </remarks>
public sealed class ColourHistogramLoss : ILoss, IDisposable
{
    private const double LeastWeight = 0.05;
    private const float ChromaOffset = 0.5f;

    private readonly Tensor _target;
    private readonly Func<LossContext, Tensor> _mask;
    private readonly int _side;
    private Tensor? _pixels;
    private Tensor? _weights;
    private Tensor? _reference;

    /// <summary>Initializes a new instance of the <see cref="ColourHistogramLoss"/> class.</summary>
    /// <param name="target">Y [1, 3, h, w], RGB, 0–1; owned by the caller.</param>
    /// <param name="side">Side at which colours are compared: a quarter of the output's side.</param>
    /// <param name="mask">Gives F [side, side], 0–1, at the first evaluation; it is kept from then on.</param>
    public ColourHistogramLoss(Tensor target, int side, Func<LossContext, Tensor> mask)
    {
        _target = target;
        _side = side;
        _mask = mask;
    }

    /// <inheritdoc/>
    public Tensor Evaluate(LossContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_pixels is null)
        {
            Prepare(context);
        }

        return (ColourHistogram.Cumulative(Colours(context.Image), _weights) - _reference!).abs().mean();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pixels?.Dispose();
        _weights?.Dispose();
        _reference?.Dispose();
    }

    private void Prepare(LossContext context)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var mask = _mask(context).flatten(); // [side²]
        var inside = mask.gt(LeastWeight).nonzero().reshape(-1);
        if (inside.shape[0] == 0)
        {
            inside = arange(_side * _side, int64, context.Image.device);
        }
        else if (mask.index_select(0, inside) is var weights && weights.min().ToDouble() < 1)
        {
            _weights = weights.DetachFromDisposeScope();
        }

        _pixels = inside.DetachFromDisposeScope();
        _reference = ColourHistogram.Cumulative(Colours(_target), _weights).DetachFromDisposeScope();
    }

    // [1, 3, R, R] → [3, P]: Y, and U and V moved into the range of the bins.
    private Tensor Colours(Tensor image)
    {
        var side = (int)image.shape[^1];
        var resized = side == _side ? image
            : side > _side && side % _side == 0 ? nn.functional.avg_pool2d(image, side / _side)
            : nn.functional.interpolate(image, size: [_side, _side], mode: InterpolationMode.Bilinear, align_corners: false);
        var offset = tensor([0, ChromaOffset, ChromaOffset], [3, 1], image.dtype, image.device);
        return ColourHistogram.ToYuv(resized).reshape(3, -1).index_select(1, _pixels!) + offset;
    }
}
