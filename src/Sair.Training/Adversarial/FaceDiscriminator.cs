using Sair.Engine.Networks;

namespace Sair.Training.Adversarial;

/// <summary>
/// Discriminator that sees the whole face: strided convolutions to 4², the spread within the batch, two linear layers (Karras 2018).
/// </summary>
/// <remarks>
/// Equalised learning rates throughout; every operator has a second derivative, which <see cref="LogisticLoss.GradientPenalty"/> needs.
/// </remarks>
public sealed class FaceDiscriminator : Network<Tensor, Tensor>
{
    private const int SmallestSide = 4;
    private const double SpreadEpsilon = 1e-8;

    [ComponentName(Name = "convolutions")]
    private readonly ModuleList<EqualizedConvolution> _convolutions = nn.ModuleList<EqualizedConvolution>();

    [ComponentName(Name = "feature")]
    private readonly EqualizedLinear _feature;

    [ComponentName(Name = "verdict")]
    private readonly EqualizedLinear _verdict;

    /// <summary>Initializes a new instance of the <see cref="FaceDiscriminator"/> class with random weights.</summary>
    /// <param name="side">Side of the pictures in pixels, a power of two from 8.</param>
    /// <param name="channels">Channels after the first halving; doubled with every further one up to <paramref name="largest"/>.</param>
    /// <param name="largest">Largest number of channels.</param>
    public FaceDiscriminator(int side, int channels = 24, int largest = 128)
        : base(nameof(FaceDiscriminator))
    {
        var inputs = 3;
        for (var (s, outputs) = (side, channels); s > SmallestSide; s /= 2, outputs = Math.Min(2 * outputs, largest))
        {
            _convolutions.Add(new EqualizedConvolution(inputs, outputs, stride: 2));
            inputs = outputs;
        }

        _feature = new EqualizedLinear((inputs + 1) * SmallestSide * SmallestSide, largest, activate: true);
        _verdict = new EqualizedLinear(largest, 1);
        RegisterComponents();
    }

    /// <summary>Judges pictures.</summary>
    /// <param name="input">[N, 3, S, S], RGB, −1–1.</param>
    /// <returns>[N, 1]; high for photos.</returns>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var x = _convolutions.Aggregate(input, (current, convolution) => convolution.forward(current)); // [N, C, 4, 4]
        var centred = x - x.mean([0], keepdim: true);
        var spread = (centred.square().mean([0]) + SpreadEpsilon).sqrt().mean(); // one number for the batch
        var plane = spread.reshape(1, 1, 1, 1).expand(x.shape[0], 1, SmallestSide, SmallestSide);
        return _verdict.forward(_feature.forward(cat([x, plane], 1).flatten(1)));
    }
}
