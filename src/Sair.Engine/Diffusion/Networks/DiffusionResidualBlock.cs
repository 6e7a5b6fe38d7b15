using Sair.Engine.Networks;

namespace Sair.Engine.Diffusion.Networks;

/// <summary>What a residual block does to the side of its input.</summary>
public enum Resampling
{
    /// <summary>Keeps it.</summary>
    None,

    /// <summary>Halves it by means of 2 × 2.</summary>
    Down,

    /// <summary>Doubles it by nearest sample.</summary>
    Up,
}

/// <summary>Residual block whose second normalisation is scaled and shifted by the step (Dhariwal and Nichol 2021, AdaGN).</summary>
public sealed class DiffusionResidualBlock : DiffusionLayer
{
    private readonly Resampling _resampling;
    private readonly double _dropout;
    [ComponentName(Name = "in_layers.0")]
    private readonly GroupNorm _inputNorm;
    [ComponentName(Name = "in_layers.2")]
    private readonly AdaptableConvolution _inputConvolution;
    [ComponentName(Name = "emb_layers.1")]
    private readonly AdaptableLinear _embedding;
    [ComponentName(Name = "out_layers.0")]
    private readonly GroupNorm _outputNorm;
    [ComponentName(Name = "out_layers.3")]
    private readonly AdaptableConvolution _outputConvolution;
    [ComponentName(Name = "skip_connection")]
    private readonly AdaptableConvolution? _skip;

    /// <summary>Initializes a new instance of the <see cref="DiffusionResidualBlock"/> class.</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="embedding">Length of the embedded step.</param>
    /// <param name="dropout">Share of features zeroed in training.</param>
    /// <param name="resampling">What happens to the side.</param>
    public DiffusionResidualBlock(int inputs, int outputs, int embedding, double dropout, Resampling resampling = Resampling.None)
        : base(nameof(DiffusionResidualBlock))
    {
        _resampling = resampling;
        _dropout = dropout;
        _inputNorm = GroupNormalization.Create(DiffusionUNetConfiguration.NormalizationGroups, inputs);
        _inputConvolution = new AdaptableConvolution(inputs, outputs, 3);
        _embedding = new AdaptableLinear(embedding, 2 * outputs);
        _outputNorm = GroupNormalization.Create(DiffusionUNetConfiguration.NormalizationGroups, outputs);
        _outputConvolution = new AdaptableConvolution(outputs, outputs, 3, startsAtZero: true);
        if (inputs != outputs)
        {
            _skip = new AdaptableConvolution(inputs, outputs, 1);
        }

        RegisterComponents();
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, AdaptableLayer Layer)> AdaptableLayers =>
        [("in_layers.2", _inputConvolution), ("emb_layers.1", _embedding), ("out_layers.3", _outputConvolution)];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, Tensor input2)
    {
        var hidden = nn.functional.silu(_inputNorm.forward(input1));
        hidden = _inputConvolution.forward(Resample(hidden));
        var modulation = _embedding.forward(nn.functional.silu(input2)).unsqueeze(-1).unsqueeze(-1).chunk(2, 1); // 2 × [N, C, 1, 1]
        hidden = (_outputNorm.forward(hidden) * (modulation[0] + 1)) + modulation[1];
        hidden = nn.functional.silu(hidden);
        if (training && _dropout > 0)
        {
            hidden = nn.functional.dropout(hidden, _dropout);
        }

        var skipped = Resample(input1);
        return (_skip?.forward(skipped) ?? skipped) + _outputConvolution.forward(hidden);
    }

    private Tensor Resample(Tensor x) => _resampling switch
    {
        Resampling.Down => nn.functional.avg_pool2d(x, 2),
        Resampling.Up => nn.functional.interpolate(x, scale_factor: [2, 2]),
        _ => x,
    };
}
