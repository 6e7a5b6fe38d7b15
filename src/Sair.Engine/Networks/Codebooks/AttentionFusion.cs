namespace Sair.Engine.Networks.Codebooks;

/// <summary>Cross-attention of the map of one book to that of the other: the alternative to adding them.</summary>
/// <remarks>Parameters: <c>norm1</c>, <c>norm2</c>, <c>q</c>, <c>k</c>, <c>v</c>, <c>proj_out</c>.</remarks>
public sealed class AttentionFusion : Network<Tensor, Tensor?, Tensor>
{
    private const int Heads = 8;

    [ComponentName(Name = "norm1")]
    private readonly GroupNorm _norm1;
    [ComponentName(Name = "norm2")]
    private readonly GroupNorm _norm2;
    [ComponentName(Name = "q")]
    private readonly Conv2d _query;
    [ComponentName(Name = "k")]
    private readonly Conv2d _key;
    [ComponentName(Name = "v")]
    private readonly Conv2d _value;
    [ComponentName(Name = "proj_out")]
    private readonly Conv2d _output;

    /// <summary>Initializes a new instance of the <see cref="AttentionFusion"/> class with random weights.</summary>
    public AttentionFusion(int channels, int groups)
        : base(nameof(AttentionFusion))
    {
        _norm1 = VqganNorm.Create(groups, channels);
        _norm2 = VqganNorm.Create(groups, channels);
        _query = nn.Conv2d(channels, channels, 1);
        _key = nn.Conv2d(channels, channels, 1);
        _value = nn.Conv2d(channels, channels, 1);
        _output = nn.Conv2d(channels, channels, 1);
        RegisterComponents();
    }

    /// <summary>Lets the common map look at the other.</summary>
    /// <param name="input1">[N, C, H, W]: the map of the common book.</param>
    /// <param name="input2">[N, C, H, W]: the map of the second book; null or all zero (left out by the gate) attends to the first itself.</param>
    /// <returns>[N, C, H, W].</returns>
    public override Tensor forward(Tensor input1, Tensor? input2)
    {
        ArgumentNullException.ThrowIfNull(input1);
        var x = _norm1.forward(input1);
        var isAbsent = input2 is null || input2.abs().max().ToDouble() == 0;
        var y = isAbsent ? x : _norm2.forward(input2!);
        return input1 + _output.forward(MapAttention.Attend(_query.forward(x), _key.forward(y), _value.forward(y), Heads));
    }
}
