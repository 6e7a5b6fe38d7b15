namespace Sair.Engine.Networks.IrSe;

/// <summary>Map to one latent row: strided convolutions down to one pixel, then a linear layer (Richardson 2021, map2style).</summary>
/// <remarks>Parameters: <c>convs.{0,2,4,…}.{weight,bias}</c>, <c>linear.{weight,bias}</c> with equalised learning rate.</remarks>
internal sealed class StyleHead : Network<Tensor, Tensor>
{
    private const double Slope = 0.01;

    private readonly List<Conv2d> _convolutions = [];
    [ComponentName(Name = "linear")]
    private readonly EqualizedLinear _linear;

    public StyleHead(int inputs, int outputs, int halvings)
        : base(nameof(StyleHead))
    {
        for (var i = 0; i < halvings; i++)
        {
            _convolutions.Add(nn.Conv2d(i == 0 ? inputs : outputs, outputs, 3, stride: 2, padding: 1));
            register_module($"convs.{2 * i}", _convolutions[^1]);
        }

        _linear = new EqualizedLinear(outputs, outputs);
        RegisterComponents();
    }

    // [N, C, H, H] → [N, S]
    public override Tensor forward(Tensor input) =>
        _linear.forward(_convolutions.Aggregate(input, (x, convolution) => nn.functional.leaky_relu(convolution.forward(x), Slope)).flatten(1));
}
