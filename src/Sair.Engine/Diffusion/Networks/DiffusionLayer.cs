namespace Sair.Engine.Diffusion.Networks;

/// <summary>A part of the U-Net: features [N, C, H, W] and the embedded step [N, E] → features.</summary>
/// <param name="name">Name of the module.</param>
public abstract class DiffusionLayer(string name) : nn.Module<Tensor, Tensor, Tensor>(name)
{
    /// <summary>Gets the layers whose weights can carry adapters, by their names below this part.</summary>
    public abstract IEnumerable<(string Name, AdaptableLayer Layer)> AdaptableLayers { get; }
}

/// <summary>The convolution at the entrance.</summary>
public sealed class DiffusionStem : DiffusionLayer
{
    private readonly AdaptableConvolution _convolution;

    /// <summary>Initializes a new instance of the <see cref="DiffusionStem"/> class.</summary>
    public DiffusionStem(long inputs, long outputs)
        : base(nameof(DiffusionStem))
    {
        _convolution = new AdaptableConvolution(inputs, outputs, 3);
        register_parameter("weight", _convolution.Weight);
        register_parameter("bias", _convolution.Bias);
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, AdaptableLayer Layer)> AdaptableLayers => [];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, Tensor input2) => _convolution.forward(input1);
}
