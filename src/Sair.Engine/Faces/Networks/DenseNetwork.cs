using Sair.Engine.Networks;
using Sair.Engine.Weights;

namespace Sair.Engine.Faces.Networks;

/// <summary>Dense features with one fully connected layer on top.</summary>
/// <remarks>Input [N, 3, 112, 112] float RGB 0–255; output [N, outputs].</remarks>
public abstract class DenseNetwork : Network<Tensor, Tensor>
{
    /// <summary>Side of the input in pixels.</summary>
    public const int InputSide = 112;

    [ComponentName(Name = "features")]
    private protected readonly DenseFeatures _features;
    [ComponentName(Name = "fc_weight")]
    private protected readonly Parameter _weight;
    [ComponentName(Name = "fc_bias")]
    private protected readonly Parameter _bias;

    private protected DenseNetwork(LoadedModel model, string name)
        : base(name)
    {
        using var scope = torch.NewDisposeScope();
        using var ungraded = torch.no_grad();
        var parameters = new FaceApiParameters(model);
        _features = new DenseFeatures(parameters);
        _weight = new Parameter(parameters.Matrix("fc/weights"), requires_grad: false);
        _bias = new Parameter(parameters.Values("fc/bias"), requires_grad: false);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.linear(_features.call(input), _weight, _bias);
}
