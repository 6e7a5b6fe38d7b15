namespace Sair.Engine.Networks.Codebooks;

/// <summary>How a layer takes the quality score in.</summary>
public enum ScoreModulation
{
    /// <summary>Not at all: the score was added to the encoder's map.</summary>
    None,

    /// <summary>Adaptive layer norm (Peebles &amp; Xie 2023): scale, shift and gate of both halves.</summary>
    Adaptive,

    /// <summary>As published: the scale lacks its 1 and the attention's result is thrown away. For comparison with the published code only.</summary>
    AdaptivePublished,
}

/// <summary>Pre-norm transformer layer with learned positions in queries and keys.</summary>
/// <remarks>Parameters: <c>self_attn.*</c>, <c>linear1</c>, <c>linear2</c>, <c>norm1</c>, <c>norm2</c>, and <c>adaLN_modulation.1</c> with modulation.</remarks>
public sealed class TransformerLayer : Network
{
    /// <summary>Channels of the map of the score that modulates.</summary>
    public const int ScoreChannels = 32;

    [ComponentName(Name = "self_attn")]
    private readonly SelfAttention _attention;
    [ComponentName(Name = "linear1")]
    private readonly Linear _linear1;
    [ComponentName(Name = "linear2")]
    private readonly Linear _linear2;
    [ComponentName(Name = "norm1")]
    private readonly LayerNorm _norm1;
    [ComponentName(Name = "norm2")]
    private readonly LayerNorm _norm2;
    [ComponentName(Name = "adaLN_modulation.1")]
    private readonly Conv2d? _modulation;
    private readonly ScoreModulation _form;

    /// <summary>Initializes a new instance of the <see cref="TransformerLayer"/> class with random weights.</summary>
    public TransformerLayer(int width, int heads, int hidden, ScoreModulation form = ScoreModulation.None)
        : base(nameof(TransformerLayer))
    {
        _form = form;
        _attention = new SelfAttention(width, heads);
        _linear1 = nn.Linear(width, hidden);
        _linear2 = nn.Linear(hidden, width);
        _norm1 = nn.LayerNorm(width);
        _norm2 = nn.LayerNorm(width);
        if (form != ScoreModulation.None)
        {
            _modulation = nn.Conv2d(ScoreChannels, 6 * width, 3, stride: 1, padding: 1);
        }

        RegisterComponents();
    }

    /// <summary>Computes the layer.</summary>
    /// <param name="sequence">[L, N, W].</param>
    /// <param name="positions">[L, 1 or N, W].</param>
    /// <param name="score">[N, 32, h, w] with h · w = L; needed with modulation only.</param>
    /// <returns>[L, N, W].</returns>
    public Tensor Compute(Tensor sequence, Tensor positions, Tensor? score = null)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        if (_modulation is null)
        {
            var normed = _norm1.forward(sequence);
            var attended = sequence + _attention.forward(normed, normed + positions);
            return attended + Hidden(_norm2.forward(attended));
        }

        ArgumentNullException.ThrowIfNull(score);
        var parts = _modulation.forward(nn.functional.silu(score)).flatten(2).permute(2, 0, 1).chunk(6, 2); // shift, scale, gate, twice
        if (_form == ScoreModulation.AdaptivePublished)
        {
            return sequence + (parts[5] * Hidden(parts[3] + (parts[4] * _norm2.forward(sequence))));
        }

        var first = (_norm1.forward(sequence) * (1 + parts[1])) + parts[0];
        var middle = sequence + (parts[2] * _attention.forward(first, first + positions));
        var second = (_norm2.forward(middle) * (1 + parts[4])) + parts[3];
        return middle + (parts[5] * Hidden(second));
    }

    private Tensor Hidden(Tensor x) => _linear2.forward(nn.functional.gelu(_linear1.forward(x)));
}
