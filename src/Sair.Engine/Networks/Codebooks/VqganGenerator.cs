namespace Sair.Engine.Networks.Codebooks;

/// <summary>Generator of pictures from maps of codes.</summary>
/// <remarks>Parameters: <c>blocks.K.*</c>, numbered through in the order of use, as in the public checkpoints.</remarks>
public sealed class VqganGenerator : Network<Tensor, Tensor>
{
    [ComponentName(Name = "blocks")]
    private readonly ModuleList<nn.Module<Tensor, Tensor>> _blocks = nn.ModuleList<nn.Module<Tensor, Tensor>>();
    private readonly Dictionary<int, int> _sideAfter = [];
    private readonly int _patch;

    /// <summary>Initializes a new instance of the <see cref="VqganGenerator"/> class with random weights.</summary>
    public VqganGenerator(VqganConfiguration configuration)
        : base(nameof(VqganGenerator))
    {
        ArgumentNullException.ThrowIfNull(configuration);
        _patch = configuration.Patch;
        var groups = configuration.Groups;
        var side = configuration.LatentSide;
        var channels = configuration.Channels * configuration.Multipliers[^1];
        Add(nn.Conv2d(configuration.CodeLength, channels, 3, stride: 1, padding: 1));
        Add(new ResidualBlock(channels, channels, groups));
        Add(new AttentionBlock(channels, groups));
        Add(new ResidualBlock(channels, channels, groups));
        for (var level = configuration.Multipliers.Count - 1; level >= 0; level--)
        {
            var outputs = configuration.Channels * configuration.Multipliers[level];
            for (var i = 0; i < configuration.ResidualBlocks; i++)
            {
                Add(new ResidualBlock(channels, outputs, groups));
                channels = outputs;
                if (i == 0)
                {
                    _sideAfter[_blocks.Count - 1] = side;
                }

                if (configuration.AttentionSides.Contains(side))
                {
                    Add(new AttentionBlock(channels, groups));
                }
            }

            if (level > 0)
            {
                Add(new Upsample(channels));
                side *= 2;
            }
        }

        Add(VqganNorm.Create(groups, channels));
        Add(nn.Conv2d(channels, 3 * _patch * _patch, 3, stride: 1, padding: 1));
        RegisterComponents();
    }

    /// <summary>Gets the layer that makes the picture: where adversarial and reconstruction gradients are balanced.</summary>
    public Conv2d LastConvolution => (Conv2d)_blocks[^1];

    /// <summary>Renders codes.</summary>
    /// <param name="input">[N, code length, latent side, latent side].</param>
    /// <returns>[N, 3, S, S], RGB, about −1–1.</returns>
    public override Tensor forward(Tensor input) => Decode(input, null);

    /// <summary>Renders codes and lets a caller change the map that begins each level.</summary>
    /// <param name="input">[N, code length, latent side, latent side].</param>
    /// <param name="change">Side and map [N, C, side, side] → the map to go on with; null changes nothing.</param>
    /// <returns>[N, 3, S, S], RGB, about −1–1.</returns>
    public Tensor Decode(Tensor input, Func<int, Tensor, Tensor>? change)
    {
        var x = input;
        for (var i = 0; i < _blocks.Count; i++)
        {
            x = i == _blocks.Count - 1 && _patch > 1 ? Finish(x) : _blocks[i].forward(x);
            if (change is not null && _sideAfter.TryGetValue(i, out var side))
            {
                x = change(side, x);
            }
        }

        return _patch == 1 ? x : nn.functional.pixel_shuffle(x, _patch);
    }

    // With squares of pixels the zeros beyond the border would show as a line of grey pixels, so the map goes on as it ends.
    private Tensor Finish(Tensor x) => LastConvolution.forward(nn.functional.pad(x, [1, 1, 1, 1], PaddingModes.Replicate))[.., .., 1..^1, 1..^1];

    private void Add(nn.Module<Tensor, Tensor> block) => _blocks.Add(block);
}
