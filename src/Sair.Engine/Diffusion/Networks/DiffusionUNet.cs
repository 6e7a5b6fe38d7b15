using Sair.Engine.Networks;

namespace Sair.Engine.Diffusion.Networks;

/// <summary>U-Net that predicts the noise in a picture and its variance (Dhariwal and Nichol 2021), with the public parameter names.</summary>
public sealed class DiffusionUNet : Network<Tensor, Tensor, Tensor>
{
    private const int EmbeddingFactor = 4;
    [ComponentName(Name = "time_embed")]
    private readonly TimestepEmbedding _embedding;
    [ComponentName(Name = "input_blocks")]
    private readonly ModuleList<ModuleList<DiffusionLayer>> _inputBlocks = nn.ModuleList<ModuleList<DiffusionLayer>>();
    [ComponentName(Name = "output_blocks")]
    private readonly ModuleList<ModuleList<DiffusionLayer>> _outputBlocks = nn.ModuleList<ModuleList<DiffusionLayer>>();
    [ComponentName(Name = "middle_block")]
    private readonly ModuleList<DiffusionLayer> _middle;
    [ComponentName(Name = "out.0")]
    private readonly GroupNorm _outputNorm;
    [ComponentName(Name = "out.2")]
    private readonly AdaptableConvolution _output;
    private readonly List<(string Name, AdaptableLayer Layer)> _adaptable = [];

    /// <summary>Initializes a new instance of the <see cref="DiffusionUNet"/> class with random weights; the output starts at 0.</summary>
    public DiffusionUNet(DiffusionUNetConfiguration configuration)
        : base(nameof(DiffusionUNet))
    {
        ArgumentNullException.ThrowIfNull(configuration);
        using var scope = NewDisposeScope(); // initial values pass through tensors of their own
        Configuration = configuration;
        var length = configuration.Channels * EmbeddingFactor;
        _embedding = new TimestepEmbedding(configuration.Channels, length);

        var channels = configuration.Channels * configuration.Multipliers[0];
        var first = channels;
        var skips = new Stack<int>([channels]);
        Add(_inputBlocks, "input_blocks", [new DiffusionStem(configuration.InputChannels, channels)]);
        for (var level = 0; level < configuration.Multipliers.Count; level++)
        {
            var width = configuration.Channels * configuration.Multipliers[level];
            for (var i = 0; i < configuration.ResidualBlocks; i++)
            {
                Add(_inputBlocks, "input_blocks", Block(channels, width, level, length));
                channels = width;
                skips.Push(channels);
            }

            if (level < configuration.Multipliers.Count - 1)
            {
                Add(_inputBlocks, "input_blocks", [Residual(channels, channels, length, Resampling.Down)]);
                skips.Push(channels);
            }
        }

        _middle = Named("middle_block", [Residual(channels, channels, length), new DiffusionAttention(channels, configuration.Heads), Residual(channels, channels, length)]);
        for (var level = configuration.Multipliers.Count - 1; level >= 0; level--)
        {
            var width = configuration.Channels * configuration.Multipliers[level];
            for (var i = 0; i <= configuration.ResidualBlocks; i++)
            {
                var block = Block(channels + skips.Pop(), width, level, length);
                channels = width;
                if (level > 0 && i == configuration.ResidualBlocks)
                {
                    block.Add(Residual(channels, channels, length, Resampling.Up));
                }

                Add(_outputBlocks, "output_blocks", block);
            }
        }

        _outputNorm = GroupNormalization.Create(DiffusionUNetConfiguration.NormalizationGroups, channels);
        _output = new AdaptableConvolution(first, configuration.InputChannels * (configuration.LearnsVariance ? 2 : 1), 3, startsAtZero: true);
        RegisterComponents();
    }

    /// <summary>Gets the sizes.</summary>
    public DiffusionUNetConfiguration Configuration { get; }

    /// <summary>Gets the layers of residual and attention blocks that can carry adapters, by name.</summary>
    public IReadOnlyList<(string Name, AdaptableLayer Layer)> AdaptableLayers => _adaptable;

    /// <summary>Builds a frozen network in evaluation mode from a checkpoint.</summary>
    /// <param name="parameters">Parameters by public name; copied.</param>
    /// <param name="metadata">Free-form strings of the file, see <see cref="DiffusionUNetConfiguration.FromParameters"/>.</param>
    /// <exception cref="InvalidOperationException">Parameters are missing, unexpected, or have other shapes.</exception>
    public static DiffusionUNet FromParameters(IReadOnlyDictionary<string, Tensor> parameters, IReadOnlyDictionary<string, string>? metadata = null)
    {
        DiffusionUNetConfiguration configuration;
        try
        {
            configuration = DiffusionUNetConfiguration.FromParameters(parameters, metadata);
        }
        catch (KeyNotFoundException failure)
        {
            throw new InvalidOperationException($"{nameof(DiffusionUNet)}: {failure.Message}", failure);
        }

        var network = new DiffusionUNet(configuration);
        network.load_state_dict(new Dictionary<string, Tensor>(parameters));
        network.Freeze();
        network.eval();
        return network;
    }

    /// <summary>Makes no parameter learnable, or all.</summary>
    public void Freeze(bool isFrozen = true)
    {
        foreach (var parameter in parameters())
        {
            parameter.requires_grad = !isFrozen;
        }
    }

    /// <summary>Predicts.</summary>
    /// <param name="input1">Noisy pictures [N, 3, S, S], nominally −1–1 plus noise, RGB.</param>
    /// <param name="input2">Original step numbers [N], Int64.</param>
    /// <returns>Noise, then variance values where they are learned: [N, 6, S, S] or [N, 3, S, S].</returns>
    public override Tensor forward(Tensor input1, Tensor input2) => Forward(input1, input2, null);

    /// <summary>Predicts and shows what every block gives.</summary>
    /// <param name="pictures">As in <see cref="forward"/>.</param>
    /// <param name="steps">As in <see cref="forward"/>.</param>
    /// <param name="observe">Called with a block's name and features, or null.</param>
    /// <returns>As in <see cref="forward"/>.</returns>
    public Tensor Forward(Tensor pictures, Tensor steps, Action<string, Tensor>? observe)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        var embedding = Embed(steps);
        var patch = Configuration.PatchSize;
        var hidden = patch == 1 ? pictures : nn.functional.pixel_unshuffle(pictures, patch); // [N, 3·p², S/p, S/p]
        var skips = new Stack<Tensor>();
        for (var i = 0; i < _inputBlocks.Count; i++)
        {
            hidden = Run(_inputBlocks[i], hidden, embedding);
            observe?.Invoke($"input_blocks.{i}", hidden);
            skips.Push(hidden);
        }

        hidden = Run(_middle, hidden, embedding);
        observe?.Invoke("middle_block", hidden);
        for (var i = 0; i < _outputBlocks.Count; i++)
        {
            hidden = Run(_outputBlocks[i], cat([hidden, skips.Pop()], 1), embedding);
            observe?.Invoke($"output_blocks.{i}", hidden);
        }

        hidden = _output.forward(nn.functional.silu(_outputNorm.forward(hidden)));
        return patch == 1 ? hidden : nn.functional.pixel_shuffle(hidden, patch);
    }

    /// <summary>Embeds step numbers.</summary>
    /// <param name="steps">[N], Int64.</param>
    /// <returns>[N, 4 · channels].</returns>
    public Tensor Embed(Tensor steps) => _embedding.forward(steps);

    private static Tensor Run(IEnumerable<DiffusionLayer> block, Tensor hidden, Tensor embedding) =>
        block.Aggregate(hidden, (current, layer) => layer.forward(current, embedding));

    private DiffusionResidualBlock Residual(int inputs, int outputs, int length, Resampling resampling = Resampling.None) =>
        new(inputs, outputs, length, Configuration.Dropout, resampling);

    private List<DiffusionLayer> Block(int inputs, int outputs, int level, int length)
    {
        var block = new List<DiffusionLayer> { Residual(inputs, outputs, length) };
        if (Configuration.AttentionLevels.Contains(level))
        {
            block.Add(new DiffusionAttention(outputs, Configuration.Heads));
        }

        return block;
    }

    private void Add(ModuleList<ModuleList<DiffusionLayer>> blocks, string name, List<DiffusionLayer> block) =>
        blocks.Add(Named($"{name}.{blocks.Count}", block));

    private ModuleList<DiffusionLayer> Named(string name, List<DiffusionLayer> block)
    {
        _adaptable.AddRange(block.SelectMany((layer, i) => layer.AdaptableLayers.Select(entry => ($"{name}.{i}.{entry.Name}", entry.Layer))));
        return nn.ModuleList([.. block]);
    }
}
