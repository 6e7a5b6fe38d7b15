namespace Sair.Engine.Networks.IrSe;

/// <summary>ArcFace recogniser with an IR or IR-SE backbone (Deng 2019): 112² picture → descriptor.</summary>
/// <remarks>Parameters: those of the backbone, <c>output_layer.0</c> (BN), <c>output_layer.3</c> (linear), <c>output_layer.4</c> (BN). The descriptor has length 1.</remarks>
public sealed class IrSeRecogniser : IrSeBackbone
{
    /// <summary>Side of the pictures it sees.</summary>
    public const int InputSide = 112;

    private const int Halvings = 4;

    [ComponentName(Name = "output_layer.0")]
    private readonly FrozenBatchNorm _mapNorm;
    [ComponentName(Name = "output_layer.3")]
    private readonly Linear _linear;
    [ComponentName(Name = "output_layer.4")]
    private readonly FrozenBatchNorm _descriptorNorm;

    /// <summary>Initializes a new instance of the <see cref="IrSeRecogniser"/> class with random weights.</summary>
    /// <param name="configuration">Sizes of the backbone.</param>
    /// <param name="features">Length of a descriptor.</param>
    public IrSeRecogniser(IrSeConfiguration configuration, int features)
        : base(configuration, nameof(IrSeRecogniser))
    {
        var channels = configuration.Blocks[^1].Channels;
        var side = InputSide >> Halvings;
        _mapNorm = new FrozenBatchNorm(channels);
        _linear = nn.Linear(channels * side * side, features);
        _descriptorNorm = new FrozenBatchNorm(features);
        RegisterComponents();
    }

    /// <summary>Builds a frozen network from a checkpoint; its sizes follow from the shapes.</summary>
    /// <exception cref="InvalidOperationException">Parameters are missing, unexpected, or have other shapes.</exception>
    /// <exception cref="KeyNotFoundException">A needed parameter is missing.</exception>
    public static IrSeRecogniser FromParameters(IReadOnlyDictionary<string, Tensor> parameters)
    {
        var network = new IrSeRecogniser(IrSeConfiguration.FromParameters(parameters), (int)parameters["output_layer.3.weight"].shape[0]);
        return FrozenNetwork.Load(network, parameters);
    }

    /// <summary>Computes descriptors.</summary>
    /// <param name="input">[N, 3, 112, 112], RGB, −1–1, the face filling the square.</param>
    /// <returns>[N, D], each of length 1.</returns>
    public override Tensor forward(Tensor input) => nn.functional.normalize(Describe(ForwardStages(input)[^1]), dim: 1);

    /// <summary>Turns the last stage's output into descriptors that are not normalised.</summary>
    /// <param name="last">[N, C, 7, 7].</param>
    public Tensor Describe(Tensor last) => _descriptorNorm.forward(_linear.forward(_mapNorm.forward(last).flatten(1)));
}
