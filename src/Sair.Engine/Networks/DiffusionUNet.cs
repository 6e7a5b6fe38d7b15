using System.Globalization;
using Sair.Engine.Operators;

namespace Sair.Engine.Networks;

/// <summary>
/// U-Net that predicts the noise in a picture and its variance (Dhariwal and Nichol 2021), with the public parameter names.
/// </summary>
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

        _middle = Named(
            "middle_block",
            [
                Residual(channels, channels, length),
                new DiffusionAttention(channels, configuration.Heads),
                Residual(channels, channels, length),
            ]
        );
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
        _output = new AdaptableConvolution(
            first,
            configuration.InputChannels * (configuration.LearnsVariance ? 2 : 1),
            3,
            startsAtZero: true
        );
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
    public static DiffusionUNet FromParameters(
        IReadOnlyDictionary<string, Tensor> parameters,
        IReadOnlyDictionary<string, string>? metadata = null
    )
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

        hidden = _output.forward(NormalizedActivation.Apply(_outputNorm, hidden));
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
        _adaptable.AddRange(
            block.SelectMany((layer, i) => layer.AdaptableLayers.Select(entry => ($"{name}.{i}.{entry.Name}", entry.Layer)))
        );
        return nn.ModuleList([.. block]);
    }
}

/// <summary>Sizes of a <see cref="DiffusionUNet"/>.</summary>
public sealed record DiffusionUNetConfiguration
{
    /// <summary>Metadata key of the picture's side in a weights file.</summary>
    public const string ImageSizeKey = "image_size";

    /// <summary>Metadata key of the dropout used in training.</summary>
    public const string DropoutKey = "dropout";

    /// <summary>Number of groups of every normalisation; all widths are multiples of it.</summary>
    public const int NormalizationGroups = 32;

    private const int PublicImageSize = 256;

    /// <summary>Gets the side of the pictures in pixels.</summary>
    public int ImageSize { get; init; } = PublicImageSize;

    /// <summary>Gets the side of the squares of pixels that become the channels of one position; 1 is the public layout.</summary>
    /// <remarks>With 2 the network runs at half the side: four times the width at the same cost.</remarks>
    public int PatchSize { get; init; } = 1;

    /// <summary>Gets the channels of the first level, a multiple of 32.</summary>
    public int Channels { get; init; } = 128;

    /// <summary>Gets the factors of <see cref="Channels"/> per level, the highest resolution first.</summary>
    public IReadOnlyList<int> Multipliers { get; init; } = [1, 1, 2, 2, 4, 4];

    /// <summary>Gets the number of residual blocks per level.</summary>
    public int ResidualBlocks { get; init; } = 2;

    /// <summary>Gets the levels with self-attention, counted from the highest resolution; the middle always has it.</summary>
    public IReadOnlyList<int> AttentionLevels { get; init; } = [4];

    /// <summary>Gets the number of attention heads.</summary>
    public int Heads { get; init; } = 1;

    /// <summary>Gets a value indicating whether the network also predicts the variance of each pixel.</summary>
    public bool LearnsVariance { get; init; } = true;

    /// <summary>Gets the share of features zeroed in training.</summary>
    public double Dropout { get; init; }

    /// <summary>Gets the channels of the network's input.</summary>
    public int InputChannels => 3 * PatchSize * PatchSize;

    /// <summary>Reads the sizes off a checkpoint of the public layout.</summary>
    /// <param name="parameters">Parameters by name.</param>
    /// <param name="metadata">
    /// May hold <see cref="ImageSizeKey"/> and <see cref="DropoutKey"/>; the public checkpoint has neither and is of 256 px.
    /// </param>
    /// <exception cref="KeyNotFoundException">A parameter is missing.</exception>
    /// <exception cref="InvalidOperationException">The shapes belong to no such network.</exception>
    public static DiffusionUNetConfiguration FromParameters(
        IReadOnlyDictionary<string, Tensor> parameters,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var stem = parameters["input_blocks.0.0.weight"].shape; // [C, 3·p², 3, 3]
        var outputs = Count(parameters, index => $"output_blocks.{index}.0.in_layers.0.weight");
        var perLevel = 1 + Enumerable.Range(0, outputs).FirstOrDefault(index => HasUpsampling(parameters, index), outputs - 1);
        var levels = outputs / perLevel;
        var starts = Enumerable.Range(0, levels).Select(level => 1 + (level * perLevel)).ToList();
        return new DiffusionUNetConfiguration
        {
            ImageSize = Number(metadata, ImageSizeKey) is { } side ? (int)side : PublicImageSize,
            PatchSize = (int)Math.Round(Math.Sqrt(stem[1] / 3.0)),
            Channels = (int)stem[0],
            Multipliers = [.. starts.Select(start => (int)(parameters[$"input_blocks.{start}.0.out_layers.3.weight"].shape[0] / stem[0]))],
            ResidualBlocks = perLevel - 1,
            AttentionLevels =
            [
                .. Enumerable.Range(0, levels).Where(level => parameters.ContainsKey($"input_blocks.{starts[level]}.1.qkv.weight")),
            ],
            LearnsVariance = parameters["out.2.weight"].shape[0] == 2 * stem[1],
            Dropout = Number(metadata, DropoutKey) ?? 0,
        };
    }

    /// <summary>Gives what a weights file must say beside its parameters.</summary>
    public Dictionary<string, string> ToMetadata() =>
        new()
        {
            [ImageSizeKey] = ImageSize.ToString(CultureInfo.InvariantCulture),
            [DropoutKey] = Dropout.ToString(CultureInfo.InvariantCulture),
        };

    private static int Count(IReadOnlyDictionary<string, Tensor> parameters, Func<int, string> name)
    {
        var count = 0;
        while (parameters.ContainsKey(name(count)))
        {
            count++;
        }

        return count > 0 ? count : throw new KeyNotFoundException($"there is no {name(0)}");
    }

    private static bool HasUpsampling(IReadOnlyDictionary<string, Tensor> parameters, int index) =>
        parameters.ContainsKey($"output_blocks.{index}.1.in_layers.0.weight")
        || parameters.ContainsKey($"output_blocks.{index}.2.in_layers.0.weight");

    private static double? Number(IReadOnlyDictionary<string, string>? metadata, string key) =>
        metadata?.GetValueOrDefault(key) is { } text && double.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null;
}

/// <summary>A part of the U-Net: features [N, C, H, W] and the embedded step [N, E] → features.</summary>
/// <param name="name">Name of the module.</param>
public abstract class DiffusionLayer(string name) : Network<Tensor, Tensor, Tensor>(name)
{
    /// <summary>Gets the layers whose weights can carry adapters, by their names below this part.</summary>
    public abstract IEnumerable<(string Name, AdaptableLayer Layer)> AdaptableLayers { get; }
}

/// <summary>The convolution at the entrance.</summary>
public sealed class DiffusionStem : DiffusionLayer
{
    private const long Side = 3;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    /// <summary>Initializes a new instance of the <see cref="DiffusionStem"/> class.</summary>
    public DiffusionStem(long inputs, long outputs)
        : base(nameof(DiffusionStem))
    {
        var bound = 1 / Math.Sqrt(inputs * Side * Side);
        _weight = new Parameter(empty([outputs, inputs, Side, Side]).uniform_(-bound, bound));
        _bias = new Parameter(empty([outputs]).uniform_(-bound, bound));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, AdaptableLayer Layer)> AdaptableLayers => [];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, Tensor input2) =>
        nn.functional.conv2d(input1, _weight, _bias, padding: [Side / 2, Side / 2]);
}

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
        var hidden = _inputConvolution.forward(Resample(NormalizedActivation.Apply(_inputNorm, input1)));
        var modulation = _embedding.forward(nn.functional.silu(input2)).chunk(2, 1); // 2 × [N, C]
        hidden = NormalizedActivation.Apply(_outputNorm, hidden, modulation[0], modulation[1]);
        if (training && _dropout > 0)
        {
            hidden = nn.functional.dropout(hidden, _dropout);
        }

        var skipped = Resample(input1);
        return (_skip?.forward(skipped) ?? skipped) + _outputConvolution.forward(hidden);
    }

    private Tensor Resample(Tensor x) =>
        _resampling switch
        {
            Resampling.Down => nn.functional.avg_pool2d(x, 2),
            Resampling.Up => nn.functional.interpolate(x, scale_factor: [2, 2]),
            _ => x,
        };
}

/// <summary>
/// Self-attention over all positions with a residual (Dhariwal and Nichol 2021), heads split before queries, keys and values.
/// </summary>
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

/// <summary>Sinusoids of the step number, cosines first (Vaswani 2017; Ho 2020), through two linear layers.</summary>
public sealed class TimestepEmbedding : Network<Tensor, Tensor>
{
    private const double LongestPeriod = 10000;

    [ComponentName(Name = "0")]
    private readonly AdaptableLinear _first;

    [ComponentName(Name = "2")]
    private readonly AdaptableLinear _second;

    /// <summary>Initializes a new instance of the <see cref="TimestepEmbedding"/> class.</summary>
    /// <param name="channels">Number of sinusoids, even.</param>
    /// <param name="length">Length of the embedding.</param>
    public TimestepEmbedding(int channels, int length)
        : base(nameof(TimestepEmbedding))
    {
        Channels = channels;
        _first = new AdaptableLinear(channels, length);
        _second = new AdaptableLinear(length, length);
        RegisterComponents();
    }

    /// <summary>Gets the number of sinusoids.</summary>
    public int Channels { get; }

    /// <summary>Computes the sinusoids.</summary>
    /// <param name="steps">Step numbers [N], Int64.</param>
    /// <param name="channels">Their number.</param>
    /// <returns>[N, channels], float32.</returns>
    public static Tensor Sinusoids(Tensor steps, int channels)
    {
        ArgumentNullException.ThrowIfNull(steps);
        var half = channels / 2;
        var frequencies = (arange(0, half, float32, steps.device) * (-Math.Log(LongestPeriod) / half)).exp(); // [half]
        var angles = steps.to(float32).unsqueeze(1) * frequencies.unsqueeze(0); // [N, half]
        return cat([angles.cos(), angles.sin()], 1);
    }

    /// <summary>Embeds step numbers.</summary>
    /// <param name="input">[N], Int64.</param>
    /// <returns>[N, length].</returns>
    public override Tensor forward(Tensor input) => _second.forward(nn.functional.silu(_first.forward(Sinusoids(input, Channels))));
}
