using Sair.Engine.Networks;

namespace Sair.Engine.Diffusion.Networks;

/// <summary>A layer y = W x + b whose weight may carry a low-rank change (Hu 2021).</summary>
public abstract class AdaptableLayer : Network<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private protected readonly Parameter _weight;
    [ComponentName(Name = "bias")]
    private protected readonly Parameter _bias;
    private LowRankAdapter? _adapter;

    /// <summary>Initializes a new instance of the <see cref="AdaptableLayer"/> class.</summary>
    /// <param name="name">Name of the module.</param>
    /// <param name="shape">Shape of the weight, outputs first.</param>
    /// <param name="startsAtZero">Whether weight and bias start at 0, so that a residual branch starts as nothing.</param>
    protected AdaptableLayer(string name, long[] shape, bool startsAtZero)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var bound = startsAtZero ? 0 : 1 / Math.Sqrt(shape.Skip(1).Aggregate(1L, (product, size) => product * size));
        _weight = new Parameter(empty(shape).uniform_(-bound, bound));
        _bias = new Parameter(empty([shape[0]]).uniform_(-bound, bound));
        RegisterComponents();
    }

    /// <summary>Gets the weight of the checkpoint.</summary>
    public Parameter Weight => _weight;

    /// <summary>Gets the bias [O].</summary>
    public Parameter Bias => _bias;

    /// <summary>Gets the weight that is used: with the adapter's change where there is one.</summary>
    protected Tensor EffectiveWeight => _adapter is { } adapter ? Weight + adapter.Change(Weight.shape) : Weight;

    /// <summary>Puts an adapter on the layer, or takes it off.</summary>
    /// <param name="adapter">Stays owned by the caller; null for none.</param>
    public void Attach(LowRankAdapter? adapter) => _adapter = adapter;
}
