namespace Sair.Engine.Networks.Codebooks;

/// <summary>Multi-head self-attention over a sequence, with positions in queries and keys but not in values.</summary>
/// <remarks>Parameters: <c>in_proj_weight</c> and <c>in_proj_bias</c> (q, k, v stacked), <c>out_proj</c>.</remarks>
public sealed class SelfAttention : Network<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "in_proj_weight")]
    private readonly Parameter _weight;
    [ComponentName(Name = "in_proj_bias")]
    private readonly Parameter _bias;
    [ComponentName(Name = "out_proj")]
    private readonly Linear _output;
    private readonly int _heads;

    /// <summary>Initializes a new instance of the <see cref="SelfAttention"/> class with random weights.</summary>
    public SelfAttention(int width, int heads)
        : base(nameof(SelfAttention))
    {
        _heads = heads;
        var bound = Math.Sqrt(6.0 / (4 * width));
        _weight = new Parameter(empty([3 * width, width]).uniform_(-bound, bound));
        _bias = new Parameter(zeros([3 * width]));
        _output = nn.Linear(width, width);
        RegisterComponents();
    }

    /// <summary>Attends.</summary>
    /// <param name="input1">[L, N, W]: what values are made of.</param>
    /// <param name="input2">[L, N, W]: what queries and keys are made of.</param>
    /// <returns>[L, N, W].</returns>
    public override Tensor forward(Tensor input1, Tensor input2)
    {
        ArgumentNullException.ThrowIfNull(input1);
        var shape = input1.shape;
        var (length, count, width) = (shape[0], shape[1], shape[2]);
        var mixed = nn.functional.linear(input2, _weight.narrow(0, 0, 2 * width), _bias.narrow(0, 0, 2 * width));
        var q = Heads(mixed.narrow(2, 0, width));
        var k = Heads(mixed.narrow(2, width, width));
        var v = Heads(nn.functional.linear(input1, _weight.narrow(0, 2 * width, width), _bias.narrow(0, 2 * width, width)));
        var weights = (q * (1 / Math.Sqrt((double)width / _heads))).bmm(k.transpose(1, 2)).softmax(2); // [N·h, L, L]
        return _output.forward(weights.bmm(v).transpose(0, 1).reshape(length, count, width));
    }

    // [L, N, W] → [N·h, L, W/h]
    private Tensor Heads(Tensor x) => x.reshape(x.shape[0], x.shape[1] * _heads, -1).transpose(0, 1);
}
