using Sair.Engine.Networks;

namespace Sair.Engine.Diffusion.Networks;

/// <summary>A part of the U-Net: features [N, C, H, W] and the embedded step [N, E] → features.</summary>
/// <param name="name">Name of the module.</param>
public abstract class DiffusionLayer(string name) : Network<Tensor, Tensor, Tensor>(name)
{
    /// <summary>Gets the layers whose weights can carry adapters, by their names below this part.</summary>
    public abstract IEnumerable<(string Name, AdaptableLayer Layer)> AdaptableLayers { get; }
}

/// <summary>The convolution at the entrance.</summary>
public sealed class DiffusionStem : DiffusionLayer
{
    private const long Side = 3;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;
    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    /// <summary>Initializes a new instance of the <see cref="DiffusionStem"/> class.</summary>
    public DiffusionStem(long inputs, long outputs)
        : base(nameof(DiffusionStem))
    {
        var bound = 1 / Math.Sqrt(inputs * Side * Side);
        _weight = new Parameter(empty([outputs, inputs, Side, Side]).uniform_(-bound, bound));
        _bias = new Parameter(empty([outputs]).uniform_(-bound, bound));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, AdaptableLayer Layer)> AdaptableLayers => [];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, Tensor input2) => nn.functional.conv2d(input1, _weight, _bias, padding: [Side / 2, Side / 2]);
}
