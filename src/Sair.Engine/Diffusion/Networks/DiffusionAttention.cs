using Sair.Engine.Networks;

namespace Sair.Engine.Diffusion.Networks;

/// <summary>Self-attention over all positions with a residual (Dhariwal and Nichol 2021), heads split before queries, keys and values.</summary>
public sealed class DiffusionAttention : DiffusionLayer
{
    private readonly int _heads;
    [ComponentName(Name = "norm")]
    private readonly GroupNorm _norm;
    [ComponentName(Name = "qkv")]
    private readonly AdaptablePointwise _projections;
    [ComponentName(Name = "proj_out")]
    private readonly AdaptablePointwise _output;

    /// <summary>Initializes a new instance of the <see cref="DiffusionAttention"/> class.</summary>
    /// <param name="channels">Channels, a multiple of the heads.</param>
    /// <param name="heads">Number of heads.</param>
    public DiffusionAttention(int channels, int heads)
        : base(nameof(DiffusionAttention))
    {
        _heads = heads;
        _norm = GroupNormalization.Create(DiffusionUNetConfiguration.NormalizationGroups, channels);
        _projections = new AdaptablePointwise(channels, 3 * channels);
        _output = new AdaptablePointwise(channels, channels, startsAtZero: true);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, AdaptableLayer Layer)> AdaptableLayers => [("qkv", _projections), ("proj_out", _output)];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, Tensor input2)
    {
        ArgumentNullException.ThrowIfNull(input1);
        var (count, channels) = (input1.shape[0], input1.shape[1]);
        var flat = input1.reshape(count, channels, -1); // [N, C, L]
        var width = channels / _heads;
        var parts = _projections.forward(_norm.forward(flat)).reshape(count * _heads, 3 * width, -1).split(width, 1); // 3 × [N·heads, c, L]
        var scale = Math.Pow(width, -0.25); // on both factors: steadier than dividing the product
        var weights = (parts[0] * scale).transpose(1, 2).bmm(parts[1] * scale).softmax(-1); // [N·heads, L, L]
        var gathered = parts[2].bmm(weights.transpose(1, 2)).reshape(count, channels, -1);
        return (flat + _output.forward(gathered)).reshape(input1.shape);
    }
}
