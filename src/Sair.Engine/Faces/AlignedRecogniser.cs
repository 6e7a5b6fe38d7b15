using Sair.Engine.Networks;
using Sair.Engine.Weights;

namespace Sair.Engine.Faces;

/// <summary>Descriptors of face squares in FFHQ framing, with gradients to the image.</summary>
/// <remarks>
/// Nothing is detected: the recogniser sees one fixed rectangle, so that the descriptor is a smooth function of the pixels.
/// Input [N, 3, H, W] float RGB 0–1, any H = W; output [N, 128].
/// </remarks>
public sealed class AlignedRecogniser : Network<Tensor, Tensor>
{
    [ComponentName(Name = "network")]
    private readonly RecogniserNetwork _network;
    private readonly FaceRectangle _rectangle;

    /// <summary>Takes the network over.</summary>
    /// <param name="network">The recogniser; disposed with this module.</param>
    /// <param name="rectangle">What the recogniser sees of the square.</param>
    public AlignedRecogniser(RecogniserNetwork network, FaceRectangle rectangle)
        : base(nameof(AlignedRecogniser))
    {
        _network = network;
        _rectangle = rectangle;
        RegisterComponents();
    }

    /// <summary>Builds the recogniser with the rectangle of <see cref="KnownFaceModels.Statistics"/>.</summary>
    /// <exception cref="ModelUnavailableException">A model file is missing or damaged.</exception>
    public static AlignedRecogniser Load(IModelProvider models, Device device)
    {
        ArgumentNullException.ThrowIfNull(models);
        var rectangle = FaceStatistics.Load(models, device).IdentityRectangle;
        return new AlignedRecogniser(new RecogniserNetwork(models.Open(KnownFaceModels.Recogniser, torch.CPU)), rectangle).to(device);
    }

    /// <summary>Computes descriptors and the recogniser's feature maps; see <see cref="RecogniserNetwork.Describe"/>.</summary>
    /// <param name="input">As in <see cref="forward"/>.</param>
    public (IReadOnlyList<Tensor> Features, Tensor Descriptor) Describe(Tensor input) =>
        _network.Describe(AlignedCrop.Cut(input, _rectangle, RecogniserNetwork.InputSide));

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => _network.call(AlignedCrop.Cut(input, _rectangle, RecogniserNetwork.InputSide));
}

/// <summary>Expressions of face squares in FFHQ framing, with gradients to the image.</summary>
/// <remarks>
/// Input [N, 3, H, W] float RGB 0–1, any H = W; output [N, 7] logits in the order of <see cref="ExpressionNetwork.Names"/>:
/// their softmax over dimension 1 are the probabilities.
/// </remarks>
public sealed class AlignedExpressions : Network<Tensor, Tensor>
{
    [ComponentName(Name = "network")]
    private readonly ExpressionNetwork _network;
    private readonly FaceRectangle _rectangle;

    /// <summary>Takes the network over.</summary>
    /// <param name="network">The expression network; disposed with this module.</param>
    /// <param name="rectangle">What the network sees of the square.</param>
    public AlignedExpressions(ExpressionNetwork network, FaceRectangle rectangle)
        : base(nameof(AlignedExpressions))
    {
        _network = network;
        _rectangle = rectangle;
        RegisterComponents();
    }

    /// <summary>Builds the network with the rectangle of <see cref="KnownFaceModels.Statistics"/>.</summary>
    /// <exception cref="ModelUnavailableException">A model file is missing or damaged.</exception>
    public static AlignedExpressions Load(IModelProvider models, Device device)
    {
        ArgumentNullException.ThrowIfNull(models);
        var rectangle = FaceStatistics.Load(models, device).ExpressionRectangle;
        return new AlignedExpressions(new ExpressionNetwork(models.Open(KnownFaceModels.Expressions, torch.CPU)), rectangle).to(device);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => _network.call(AlignedCrop.Cut(input, _rectangle, DenseNetwork.InputSide));
}

/// <summary>Cuts a fixed rectangle out of aligned squares and resizes it to a network's input, differentiably.</summary>
/// <remarks>A rectangle that is no square is centred on a zero square, as the face-api networks were trained.</remarks>
internal static class AlignedCrop
{
    /// <summary>Cuts and resizes.</summary>
    /// <param name="images">[N, 3, H, W] float RGB 0–1 in FFHQ framing.</param>
    /// <param name="rectangle">What to cut, in fractions of the square.</param>
    /// <param name="side">Side of the result in pixels.</param>
    /// <returns>[N, 3, side, side] float RGB 0–255.</returns>
    public static Tensor Cut(Tensor images, FaceRectangle rectangle, int side)
    {
        var shape = images.shape;
        if (shape.Length != 4 || shape[1] != 3)
        {
            throw new ArgumentException($"Aligned images must be [N, 3, H, W], not [{string.Join(", ", shape)}].", nameof(images));
        }

        var (height, width) = ((int)shape[2], (int)shape[3]);
        var square = Math.Max(rectangle.Width, rectangle.Height);
        using var scope = torch.NewDisposeScope();
        var rows = Axis(height, rectangle.Y, rectangle.Height, square, side, images.device);
        var columns = Axis(width, rectangle.X, rectangle.Width, square, side, images.device);
        return (torch.matmul(torch.matmul(rows, images), columns.t()) * 255).MoveToOuterDisposeScope();
    }

    private static Tensor Axis(int length, double start, double extent, double square, int side, Device device)
    {
        var margin = (square - extent) / 2;
        return ResamplingMatrix.Create(
            length,
            (start - margin) * length,
            square * length,
            side,
            margin > 0 ? start * length : double.NegativeInfinity,
            margin > 0 ? (start + extent) * length : double.PositiveInfinity,
            device
        );
    }
}

/// <summary>Linear resampling of one axis as a matrix, so that cutting and resizing is two products that can be differentiated.</summary>
/// <remarks>
/// Triangle filter with half-pixel centres, as wide as the step when shrinking (no aliasing) and one pixel wide when enlarging.
/// </remarks>
internal static class ResamplingMatrix
{
    /// <summary>Builds the matrix [outputs, length].</summary>
    /// <param name="length">Samples of the axis.</param>
    /// <param name="start">Where the first output sample begins, in pixels of the axis; may lie outside.</param>
    /// <param name="extent">How many pixels the outputs cover, above 0.</param>
    /// <param name="outputs">Number of output samples.</param>
    /// <param name="validFrom">Pixels before this position count as zero.</param>
    /// <param name="validTo">Pixels from this position on count as zero.</param>
    /// <param name="device">Where the matrix is wanted.</param>
    public static Tensor Create(int length, double start, double extent, int outputs, double validFrom, double validTo, Device device)
    {
        var step = extent / outputs;
        var radius = Math.Max(step, 1);
        var values = new float[(long)outputs * length];
        for (var i = 0; i < outputs; i++)
        {
            var centre = start + ((i + 0.5) * step);
            var first = (int)Math.Floor(centre - radius);
            var last = (int)Math.Ceiling(centre + radius);
            var total = 0.0;
            for (var j = first; j <= last; j++)
            {
                total += Weight(j, centre, radius);
            }

            for (var j = first; j <= last; j++)
            {
                // Beyond the picture its border goes on; beyond the valid part there is zero.
                if (j + 0.5 >= validFrom && j + 0.5 < validTo)
                {
                    values[(i * length) + Math.Clamp(j, 0, length - 1)] += (float)(Weight(j, centre, radius) / total);
                }
            }
        }

        return torch.tensor(values, [outputs, length], device: device);
    }

    private static double Weight(int sample, double centre, double radius) => Math.Max(0, 1 - (Math.Abs(sample + 0.5 - centre) / radius));
}
