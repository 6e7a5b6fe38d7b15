namespace Sair.Engine.Networks;

/// <summary>Linear layer with equalised learning rate (Karras 2018): weights are stored at unit variance and scaled when used.</summary>
public sealed class EqualizedLinear : Network<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;
    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;
    private readonly double _scale;
    private readonly double _learningRateMultiplier;
    private readonly bool _activate;
    private (Tensor Weight, Tensor Bias)? _frozen;

    /// <summary>Initializes a new instance of the <see cref="EqualizedLinear"/> class with random weights.</summary>
    /// <param name="inputs">Length of the input.</param>
    /// <param name="outputs">Length of the output.</param>
    /// <param name="biasInitial">Initial bias.</param>
    /// <param name="learningRateMultiplier">Stored values are this much smaller than the used ones learn; 0.01 in the mapping network.</param>
    /// <param name="activate">Whether a leaky ReLU (0.2, gain √2) follows.</param>
    public EqualizedLinear(long inputs, long outputs, double biasInitial = 0, double learningRateMultiplier = 1, bool activate = false)
        : base(nameof(EqualizedLinear))
    {
        _learningRateMultiplier = learningRateMultiplier;
        _activate = activate;
        _scale = learningRateMultiplier / Math.Sqrt(inputs);
        _weight = new Parameter(randn(outputs, inputs) / learningRateMultiplier);
        _bias = new Parameter(full([outputs], biasInitial, float32));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var (weight, bias) = _frozen ?? Scaled(1);
        return _activate ? BiasActivation.Apply(nn.functional.linear(input, weight), bias) : nn.functional.linear(input, weight, bias);
    }

    /// <summary>Scales the parameters once; later changes of them have no effect.</summary>
    /// <param name="gain">Factor of the result that is folded in; 1 where an activation follows.</param>
    internal void Freeze(double gain = 1)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var (weight, bias) = Scaled(gain);
        _frozen ??= (weight.DetachFromDisposeScope(), (bias * gain).DetachFromDisposeScope());
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _frozen?.Weight.Dispose();
            _frozen?.Bias.Dispose();
        }

        base.Dispose(disposing);
    }

    private (Tensor Weight, Tensor Bias) Scaled(double gain) =>
        (_weight * (_scale * gain), _learningRateMultiplier == 1 ? _bias : _bias * _learningRateMultiplier);
}
