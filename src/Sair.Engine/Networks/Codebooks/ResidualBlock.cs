namespace Sair.Engine.Networks.Codebooks;

/// <summary>Residual block: norm, swish, 3×3, norm, swish, 3×3, plus the input, through 1×1 where channels change.</summary>
/// <remarks>Parameters: <c>norm1</c>, <c>conv1</c>, <c>norm2</c>, <c>conv2</c>, and <c>conv_out</c> where channels change.</remarks>
public sealed class ResidualBlock : Network<Tensor, Tensor>
{
    [ComponentName(Name = "norm1")]
    private readonly GroupNorm _norm1;
    [ComponentName(Name = "conv1")]
    private readonly Conv2d _conv1;
    [ComponentName(Name = "norm2")]
    private readonly GroupNorm _norm2;
    [ComponentName(Name = "conv2")]
    private readonly Conv2d _conv2;
    [ComponentName(Name = "conv_out")]
    private readonly Conv2d? _shortcut;

    /// <summary>Initializes a new instance of the <see cref="ResidualBlock"/> class with random weights.</summary>
    public ResidualBlock(int inputs, int outputs, int groups)
        : base(nameof(ResidualBlock))
    {
        _norm1 = VqganNorm.Create(groups, inputs);
        _conv1 = nn.Conv2d(inputs, outputs, 3, stride: 1, padding: 1);
        _norm2 = VqganNorm.Create(groups, outputs);
        _conv2 = nn.Conv2d(outputs, outputs, 3, stride: 1, padding: 1);
        if (inputs != outputs)
        {
            _shortcut = nn.Conv2d(inputs, outputs, 1);
        }

        RegisterComponents();
    }

    /// <summary>Computes the block.</summary>
    /// <param name="input">[N, I, H, W].</param>
    /// <returns>[N, O, H, W].</returns>
    public override Tensor forward(Tensor input)
    {
        var x = _conv1.forward(nn.functional.silu(_norm1.forward(input)));
        x = _conv2.forward(nn.functional.silu(_norm2.forward(x)));
        return x + (_shortcut is null ? input : _shortcut.forward(input));
    }
}
