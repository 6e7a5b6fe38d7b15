namespace Sair.Engine.Networks.Codebooks;

/// <summary>Encoder of pictures into the maps that codebooks quantise.</summary>
/// <remarks>Parameters: <c>blocks.K.*</c>, numbered through in the order of use, as in the public checkpoints.</remarks>
public sealed class VqganEncoder : Network<Tensor, Tensor>
{
    [ComponentName(Name = "blocks")]
    private readonly ModuleList<nn.Module<Tensor, Tensor>> _blocks = nn.ModuleList<nn.Module<Tensor, Tensor>>();
    private readonly Dictionary<int, int> _sideAfter = [];
    private readonly int _patch;

    /// <summary>Initializes a new instance of the <see cref="VqganEncoder"/> class with random weights.</summary>
    public VqganEncoder(VqganConfiguration configuration)
        : base(nameof(VqganEncoder))
    {
        ArgumentNullException.ThrowIfNull(configuration);
        _patch = configuration.EncoderPatch ?? configuration.Patch;
        var multipliers = configuration.EncoderMultipliers;
        var groups = configuration.Groups;
        var channels = configuration.Channels * multipliers[0];
        var side = configuration.Size / _patch;
        Add(nn.Conv2d(3 * _patch * _patch, channels, 3, stride: 1, padding: 1));
        for (var level = 0; level < multipliers.Count; level++)
        {
            var outputs = configuration.Channels * multipliers[level];
            for (var i = 0; i < configuration.ResidualBlocks; i++)
            {
                Add(new ResidualBlock(channels, outputs, groups));
                channels = outputs;
                if (i == configuration.ResidualBlocks - 1)
                {
                    _sideAfter[_blocks.Count - 1] = side;
                }

                if (configuration.AttentionSides.Contains(side))
                {
                    Add(new AttentionBlock(channels, groups));
                }
            }

            if (level < multipliers.Count - 1)
            {
                Add(new Downsample(channels));
                side /= 2;
            }
        }

        Add(new ResidualBlock(channels, channels, groups));
        Add(new AttentionBlock(channels, groups));
        Add(new ResidualBlock(channels, channels, groups));
        Add(VqganNorm.Create(groups, channels));
        Add(nn.Conv2d(channels, configuration.CodeLength, 3, stride: 1, padding: 1));
        RegisterComponents();
    }

    /// <summary>Encodes pictures.</summary>
    /// <param name="input">[N, 3, S, S], RGB, −1–1.</param>
    /// <returns>[N, code length, latent side, latent side].</returns>
    public override Tensor forward(Tensor input) => Encode(input, []);

    /// <summary>Encodes pictures and keeps the maps that end a level.</summary>
    /// <param name="input">[N, 3, S, S], RGB, −1–1.</param>
    /// <param name="features">Receives the maps by their side.</param>
    /// <returns>[N, code length, latent side, latent side].</returns>
    public Tensor Encode(Tensor input, Dictionary<int, Tensor> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        var x = _patch == 1 ? input : nn.functional.pixel_unshuffle(input, _patch);
        for (var i = 0; i < _blocks.Count; i++)
        {
            x = _blocks[i].forward(x);
            if (_sideAfter.TryGetValue(i, out var side))
            {
                features[side] = x;
            }
        }

        return x;
    }

    private void Add(nn.Module<Tensor, Tensor> block) => _blocks.Add(block);
}
