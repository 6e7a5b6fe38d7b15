namespace Sair.Engine.Networks;

/// <summary>Adapters on every adaptable layer of a network; the network itself stays as it is.</summary>
public sealed class LowRankAdapters : IDisposable
{
    private readonly List<(string Name, AdaptableLayer Layer, LowRankAdapter Adapter)> _adapters;

    /// <summary>Puts adapters on a network.</summary>
    /// <param name="network">Stays owned by the caller and must outlive the adapters.</param>
    /// <param name="rank">Rank of each change.</param>
    public LowRankAdapters(DiffusionUNet network, int rank)
    {
        ArgumentNullException.ThrowIfNull(network);
        _adapters =
        [
            .. network.AdaptableLayers.Select(entry =>
                (entry.Name, entry.Layer, new LowRankAdapter(entry.Layer.Weight.shape, rank, entry.Layer.Weight.device))
            ),
        ];
        foreach (var (_, layer, adapter) in _adapters)
        {
            layer.Attach(adapter);
        }
    }

    /// <summary>Lists what is learned: <c>LAYER.down</c> and <c>LAYER.up</c>.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> Parameters() =>
        _adapters.SelectMany(entry => new[] { ($"{entry.Name}.down", entry.Adapter.Down), ($"{entry.Name}.up", entry.Adapter.Up) });

    /// <summary>Adds the changes to the network's own weights, so that it runs without adapters.</summary>
    public void Merge()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        foreach (var (_, layer, adapter) in _adapters)
        {
            layer.Weight.add_(adapter.Change(layer.Weight.shape));
            layer.Attach(null);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, layer, adapter) in _adapters)
        {
            layer.Attach(null);
            adapter.Dispose();
        }
    }
}

/// <summary>A change of a weight by a product of two narrow matrices: ΔW = B A · α / r (Hu 2021, Eq. 3), with α = r.</summary>
/// <remarks>A is random and B zero at the start, so that the layer starts unchanged. Kernels are flattened to [O, I·k·k].</remarks>
public sealed class LowRankAdapter : IDisposable
{
    /// <summary>Initializes a new instance of the <see cref="LowRankAdapter"/> class.</summary>
    /// <param name="shape">Shape of the weight, outputs first.</param>
    /// <param name="rank">r.</param>
    /// <param name="device">Where it lives.</param>
    public LowRankAdapter(long[] shape, int rank, Device device)
    {
        ArgumentNullException.ThrowIfNull(shape);
        using var scope = NewDisposeScope();
        var inputs = shape.Skip(1).Aggregate(1L, (product, size) => product * size);
        var bound = 1 / Math.Sqrt(inputs);
        Down = new Parameter(empty([rank, inputs], device: device).uniform_(-bound, bound)).Kept();
        Up = new Parameter(zeros([shape[0], rank], device: device)).Kept();
    }

    /// <summary>Gets A [r, I·k·k].</summary>
    public Parameter Down { get; }

    /// <summary>Gets B [O, r].</summary>
    public Parameter Up { get; }

    /// <summary>Computes ΔW.</summary>
    /// <param name="shape">Shape of the weight.</param>
    public Tensor Change(long[] shape) => Up.matmul(Down).reshape(shape);

    /// <inheritdoc/>
    public void Dispose()
    {
        Down.Dispose();
        Up.Dispose();
    }
}

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

/// <summary>2-d convolution with zero padding that keeps the side.</summary>
/// <param name="inputs">Channels of the input.</param>
/// <param name="outputs">Channels of the output.</param>
/// <param name="side">Odd side of the kernel.</param>
/// <param name="startsAtZero">Whether it starts as nothing.</param>
public sealed class AdaptableConvolution(long inputs, long outputs, long side, bool startsAtZero = false)
    : AdaptableLayer(nameof(AdaptableConvolution), [outputs, inputs, side, side], startsAtZero)
{
    private readonly long _padding = side / 2;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.conv2d(input, EffectiveWeight, Bias, padding: [_padding, _padding]);
}

/// <summary>The same linear map at every position of [N, I, L], stored as a 1-d convolution [O, I, 1].</summary>
/// <param name="inputs">Channels of the input.</param>
/// <param name="outputs">Channels of the output.</param>
/// <param name="startsAtZero">Whether it starts as nothing.</param>
public sealed class AdaptablePointwise(long inputs, long outputs, bool startsAtZero = false)
    : AdaptableLayer(nameof(AdaptablePointwise), [outputs, inputs, 1], startsAtZero)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.conv1d(input, EffectiveWeight, Bias);
}

/// <summary>Linear map of [N, I].</summary>
/// <param name="inputs">Length of the input.</param>
/// <param name="outputs">Length of the output.</param>
public sealed class AdaptableLinear(long inputs, long outputs)
    : AdaptableLayer(nameof(AdaptableLinear), [outputs, inputs], startsAtZero: false)
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.linear(input, EffectiveWeight, Bias);
}
