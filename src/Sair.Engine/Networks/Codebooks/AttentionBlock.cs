namespace Sair.Engine.Networks.Codebooks;

/// <summary>Self-attention over the positions of a map, one head, plus the input.</summary>
/// <remarks>Parameters: <c>norm</c>, <c>q</c>, <c>k</c>, <c>v</c>, <c>proj_out</c>, all but the first 1×1.</remarks>
public sealed class AttentionBlock : Network<Tensor, Tensor>
{
    [ComponentName(Name = "norm")]
    private readonly GroupNorm _norm;
    [ComponentName(Name = "q")]
    private readonly Conv2d _query;
    [ComponentName(Name = "k")]
    private readonly Conv2d _key;
    [ComponentName(Name = "v")]
    private readonly Conv2d _value;
    [ComponentName(Name = "proj_out")]
    private readonly Conv2d _output;

    /// <summary>Initializes a new instance of the <see cref="AttentionBlock"/> class with random weights.</summary>
    public AttentionBlock(int channels, int groups)
        : base(nameof(AttentionBlock))
    {
        _norm = VqganNorm.Create(groups, channels);
        _query = nn.Conv2d(channels, channels, 1);
        _key = nn.Conv2d(channels, channels, 1);
        _value = nn.Conv2d(channels, channels, 1);
        _output = nn.Conv2d(channels, channels, 1);
        RegisterComponents();
    }

    /// <summary>Computes the block.</summary>
    /// <param name="input">[N, C, H, W].</param>
    /// <returns>[N, C, H, W].</returns>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var x = _norm.forward(input);
        var attended = MapAttention.Attend(_query.forward(x), _key.forward(x), _value.forward(x), heads: 1);
        return input + _output.forward(attended);
    }
}
