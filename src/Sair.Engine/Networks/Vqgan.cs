using System.Globalization;
using Sair.Engine.Operators;

namespace Sair.Engine.Networks;

/// <summary>The first stage of IQPFR (Hu 2025, arXiv 2503.09294): an auto-encoder whose map two codebooks quantise.</summary>
/// <remarks>
/// Both books see the same map. The second is for pictures of high quality alone: where the score does not exceed the threshold, its
/// map and its loss count as 0. Parameters: <c>encoder.*</c>, <c>quantize.*</c>, <c>quantize_aesthetic.*</c>, <c>generator.*</c>.
/// </remarks>
public sealed class DualAutoencoder : Network
{
    /// <summary>Weight α of the second book in the published release.</summary>
    public const double PublishedWeight = 0.8;

    /// <summary>Initializes a new instance of the <see cref="DualAutoencoder"/> class with random weights.</summary>
    /// <param name="configuration">Sizes.</param>
    /// <param name="aestheticWeight">α.</param>
    public DualAutoencoder(VqganConfiguration configuration, double aestheticWeight = PublishedWeight)
        : base(nameof(DualAutoencoder))
    {
        ArgumentNullException.ThrowIfNull(configuration);
        AestheticWeight = aestheticWeight;
        Encoder = new VqganEncoder(configuration);
        Common = new Codebook(configuration.CodeCount, configuration.CodeLength);
        Aesthetic = new Codebook(configuration.CodeCount, configuration.CodeLength);
        Generator = new VqganGenerator(configuration);
        RegisterComponents();
    }

    /// <summary>Gets α.</summary>
    public double AestheticWeight { get; }

    /// <summary>Gets the encoder.</summary>
    [field: ComponentName(Name = "encoder")]
    public VqganEncoder Encoder { get; }

    /// <summary>Gets the book of all pictures.</summary>
    [field: ComponentName(Name = "quantize")]
    public Codebook Common { get; }

    /// <summary>Gets the book of pictures of high quality.</summary>
    [field: ComponentName(Name = "quantize_aesthetic")]
    public Codebook Aesthetic { get; }

    /// <summary>Gets the generator.</summary>
    [field: ComponentName(Name = "generator")]
    public VqganGenerator Generator { get; }

    /// <summary>Reconstructs pictures.</summary>
    /// <param name="pictures">[N, 3, S, S], RGB, −1–1.</param>
    /// <param name="scores">Quality [N], 0–1.</param>
    /// <param name="threshold">Score above which the second book counts.</param>
    public DualReconstruction Reconstruct(Tensor pictures, Tensor scores, double threshold)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var map = Encoder.forward(pictures);
        var common = Common.forward(map);
        var aesthetic = Aesthetic.forward(map);
        var gate = scores.gt(threshold).to(float32); // [N]
        var fused = common.Map + (AestheticWeight * (aesthetic.Map * gate.reshape(-1, 1, 1, 1)));
        return new DualReconstruction(
            Generator.forward(fused),
            map,
            fused,
            common,
            aesthetic,
            common.Loss.mean(),
            (aesthetic.Loss * gate).mean()
        );
    }
}

/// <summary>What the auto-encoder made of a batch.</summary>
/// <param name="Pictures">[N, 3, S, S], RGB, about −1–1.</param>
/// <param name="Map">z [N, C, h, w]: before quantisation.</param>
/// <param name="Fused">q₁ + α · gate · q₂ [N, C, h, w].</param>
/// <param name="Common">By the common book.</param>
/// <param name="Aesthetic">By the second book, before the gate.</param>
/// <param name="CommonLoss">Scalar.</param>
/// <param name="AestheticLoss">Scalar, after the gate; the mean counts pictures that it closes as 0.</param>
public sealed record DualReconstruction(
    Tensor Pictures,
    Tensor Map,
    Tensor Fused,
    QuantizedMap Common,
    QuantizedMap Aesthetic,
    Tensor CommonLoss,
    Tensor AestheticLoss
);

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
    private Tensor Finish(Tensor x) =>
        LastConvolution.forward(nn.functional.pad(x, [1, 1, 1, 1], PaddingModes.Replicate))[.., .., 1..^1, 1..^1];

    private void Add(nn.Module<Tensor, Tensor> block) => _blocks.Add(block);
}

/// <summary>A table of codes; every position of a map is replaced by the nearest one (van den Oord 2017).</summary>
/// <remarks>Parameters: <c>embedding.weight</c> [K, C].</remarks>
public sealed class Codebook : Network<Tensor, QuantizedMap>
{
    private const double Beta = 0.25;

    [ComponentName(Name = "embedding")]
    private readonly Embedding _embedding;

    /// <summary>Initializes a new instance of the <see cref="Codebook"/> class with codes in ±1/K.</summary>
    public Codebook(int count, int length)
        : base(nameof(Codebook))
    {
        _embedding = nn.Embedding(count, length);
        using var ungraded = no_grad();
        _embedding.weight!.uniform_(-1.0 / count, 1.0 / count);
        RegisterComponents();
    }

    /// <summary>Gets the codes [K, C].</summary>
    public Parameter Codes => _embedding.weight!;

    /// <summary>Quantises a map.</summary>
    /// <param name="input">[N, C, H, W].</param>
    /// <returns>The quantised map, its loss and the numbers of its codes.</returns>
    /// <remarks>As in the published code β weighs the codebook's term, not the commitment.</remarks>
    public override QuantizedMap forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var indices = Distances(input).argmin(1).reshape(input.shape[0], -1); // [N, HW]
        var codes = Look(indices, input.shape[2], input.shape[3]);
        var loss = (codes.detach() - input).square().mean([1, 2, 3]) + (Beta * (codes - input.detach()).square().mean([1, 2, 3]));
        return new QuantizedMap(input + (codes - input).detach(), loss, indices);
    }

    /// <summary>Computes squared distances to all codes.</summary>
    /// <param name="input">[N, C, H, W].</param>
    /// <returns>[N·H·W, K].</returns>
    public Tensor Distances(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var flat = input.permute(0, 2, 3, 1).reshape(-1, input.shape[1]); // [NHW, C]
        return flat.square().sum([1], keepdim: true) + Codes.square().sum([1]) - (2 * flat.matmul(Codes.t()));
    }

    /// <summary>Gets a map from the numbers of its codes.</summary>
    /// <param name="indices">[N, H·W] of 64-bit integers.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <returns>[N, C, H, W], with gradients to the codes.</returns>
    public Tensor Look(Tensor indices, long height, long width)
    {
        ArgumentNullException.ThrowIfNull(indices);
        return _embedding.forward(indices).reshape(indices.shape[0], height, width, -1).permute(0, 3, 1, 2).contiguous();
    }
}

/// <summary>A map replaced by codes.</summary>
/// <param name="Map">[N, C, H, W]; the gradient passes straight through to what was quantised.</param>
/// <param name="Loss">[N]: mean‖sg(q) − z‖² + 0.25 · mean‖q − sg(z)‖² of each map.</param>
/// <param name="Indices">[N, H·W]: numbers of the codes.</param>
public sealed record QuantizedMap(Tensor Map, Tensor Loss, Tensor Indices);

/// <summary>Sizes of an encoder and a generator around codebooks.</summary>
public sealed record VqganConfiguration
{
    private readonly IReadOnlyList<int>? _encoderMultipliers;

    /// <summary>Gets the side of the pictures in pixels.</summary>
    public int Size { get; init; } = 512;

    /// <summary>Gets the side of the squares of pixels that are taken as channels; 1 in the published networks.</summary>
    /// <remarks>2 saves the level of full resolution, which costs most.</remarks>
    public int Patch { get; init; } = 1;

    /// <summary>Gets the side of the squares that the encoder takes as channels; <see cref="Patch"/> without.</summary>
    /// <remarks>
    /// Larger than <see cref="Patch"/> where the generator shows more than the encoder looks at: the encoder then
    /// begins at a coarser level.
    /// </remarks>
    public int? EncoderPatch { get; init; }

    /// <summary>Gets the channels that <see cref="Multipliers"/> count in.</summary>
    public int Channels { get; init; } = 64;

    /// <summary>
    /// Gets the channels of the generator's levels, finest first, and of the encoder's where
    /// <see cref="EncoderMultipliers"/> does not say otherwise.
    /// </summary>
    public IReadOnlyList<int> Multipliers { get; init; } = [1, 2, 2, 4, 4, 8];

    /// <summary>Gets the residual blocks per level.</summary>
    public int ResidualBlocks { get; init; } = 2;

    /// <summary>Gets the sides of the feature maps that are followed by attention.</summary>
    public IReadOnlyList<int> AttentionSides { get; init; } = [16];

    /// <summary>Gets the length of a code.</summary>
    public int CodeLength { get; init; } = 256;

    /// <summary>Gets the codes per book.</summary>
    public int CodeCount { get; init; } = 1024;

    /// <summary>Gets the groups of every group normalisation.</summary>
    public int Groups { get; init; } = 32;

    /// <summary>Gets the side of the map of codes.</summary>
    public int LatentSide => Size / Patch >> (Multipliers.Count - 1);

    /// <summary>Gets the channels of the encoder's map of a side.</summary>
    /// <param name="side">Side of one of the encoder's levels.</param>
    public int EncoderChannels(int side) => Channels * EncoderMultipliers[int.Log2(Size / (EncoderPatch ?? Patch) / side)];

    /// <summary>
    /// Gets the channels of the encoder's levels, finest first; those of the generator's levels of the same sides without.
    /// </summary>
    public IReadOnlyList<int> EncoderMultipliers
    {
        get => _encoderMultipliers ?? [.. Multipliers.Skip(int.Log2((EncoderPatch ?? Patch) / Patch))];
        init => _encoderMultipliers = value;
    }
}

/// <summary>Reads sizes from the shapes of a checkpoint with the public names.</summary>
internal static class VqganConfigurationReader
{
    /// <summary>What shapes cannot tell: <c>groups</c> and <c>heads</c>.</summary>
    public static int Number(IReadOnlyDictionary<string, string> metadata, string name, int published) =>
        metadata.TryGetValue(name, out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : published;

    /// <summary>Walks the encoder's blocks, then the generator's.</summary>
    /// <param name="parameters">With the prefixes <c>encoder.</c>, <c>quantize.</c> and <c>generator.</c>.</param>
    /// <param name="groups">Groups of the normalisations.</param>
    /// <param name="latentSide">Side of the map of codes.</param>
    /// <exception cref="KeyNotFoundException">A needed parameter is missing.</exception>
    public static VqganConfiguration Read(IReadOnlyDictionary<string, Tensor> parameters, int groups, int latentSide)
    {
        var stem = parameters["encoder.blocks.0.weight"].shape; // [C, 3·p², 3, 3]
        var levels = new List<Level> { new() };
        var index = 1;
        for (; !parameters.ContainsKey($"encoder.blocks.{index}.weight"); index++)
        {
            var block = $"encoder.blocks.{index}";
            if (parameters.TryGetValue($"{block}.conv1.weight", out var convolution))
            {
                levels[^1].Outputs.Add((int)convolution.shape[0]);
            }
            else if (parameters.ContainsKey($"{block}.conv.weight"))
            {
                levels.Add(new Level());
            }
            else
            {
                _ = parameters[$"{block}.q.weight"];
                levels[^1].Attentions++;
            }
        }

        // The middle, residual, attention, residual, stands behind the last level.
        var last = levels[^1];
        last.Outputs.RemoveRange(last.Outputs.Count - 2, 2);
        last.Attentions--;
        var encoderPatch = (int)Math.Sqrt(stem[1] / 3);
        var encoder = levels.Select(level => level.Outputs[^1]).ToList();
        var generator = GeneratorLevels(parameters);
        var channels = encoder.Concat(generator).Aggregate(GreatestCommonDivisor);
        var finer = generator.Count - encoder.Count;
        return new VqganConfiguration
        {
            Patch = encoderPatch >> finer,
            EncoderPatch = finer > 0 ? encoderPatch : null,
            Size = latentSide * encoderPatch << (levels.Count - 1),
            Channels = channels,
            Multipliers = [.. generator.Select(outputs => outputs / channels)],
            EncoderMultipliers = [.. encoder.Select(outputs => outputs / channels)],
            ResidualBlocks = levels[0].Outputs.Count,
            AttentionSides =
            [
                .. levels
                    .Select((level, i) => (level, Side: latentSide << (levels.Count - 1 - i)))
                    .Where(entry => entry.level.Attentions > 0)
                    .Select(entry => entry.Side),
            ],
            CodeLength = (int)parameters["quantize.embedding.weight"].shape[1],
            CodeCount = (int)parameters["quantize.embedding.weight"].shape[0],
            Groups = groups,
        };
    }

    // Channels of the generator's levels, finest first.
    private static List<int> GeneratorLevels(IReadOnlyDictionary<string, Tensor> parameters)
    {
        const string prefix = "generator.blocks.";
        const int middle = 3; // the last block of the middle, which stands before the first level
        var numbers = parameters
            .Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => int.Parse(name[prefix.Length..].Split('.')[0], CultureInfo.InvariantCulture));
        var channels = new List<int> { 0 };
        foreach (var number in numbers.Distinct().Order().Where(number => number > middle))
        {
            if (parameters.ContainsKey($"{prefix}{number}.conv.weight"))
            {
                channels.Insert(0, 0);
            }
            else if (parameters.TryGetValue($"{prefix}{number}.conv1.weight", out var convolution))
            {
                channels[0] = (int)convolution.shape[0];
            }
        }

        return channels;
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);

    private sealed class Level
    {
        public List<int> Outputs { get; } = [];

        public int Attentions { get; set; }
    }
}

/// <summary>Residual block: norm, swish, 3×3, norm, swish, 3×3, plus the input, through 1×1 where channels change.</summary>
/// <remarks>Parameters: <c>norm1</c>, <c>conv1</c>, <c>norm2</c>, <c>conv2</c>, and <c>conv_out</c> where channels change.</remarks>
public sealed class ResidualBlock : Network<Tensor, Tensor>
{
    [ComponentName(Name = "norm1")]
    private readonly GroupNorm _norm1;

    [ComponentName(Name = "conv1")]
    private readonly Conv2d _conv1;

    [ComponentName(Name = "norm2")]
    private readonly GroupNorm _norm2;

    [ComponentName(Name = "conv2")]
    private readonly Conv2d _conv2;

    [ComponentName(Name = "conv_out")]
    private readonly Conv2d? _shortcut;

    /// <summary>Initializes a new instance of the <see cref="ResidualBlock"/> class with random weights.</summary>
    public ResidualBlock(int inputs, int outputs, int groups)
        : base(nameof(ResidualBlock))
    {
        _norm1 = VqganNorm.Create(groups, inputs);
        _conv1 = nn.Conv2d(inputs, outputs, 3, stride: 1, padding: 1);
        _norm2 = VqganNorm.Create(groups, outputs);
        _conv2 = nn.Conv2d(outputs, outputs, 3, stride: 1, padding: 1);
        if (inputs != outputs)
        {
            _shortcut = nn.Conv2d(inputs, outputs, 1);
        }

        RegisterComponents();
    }

    /// <summary>Computes the block.</summary>
    /// <param name="input">[N, I, H, W].</param>
    /// <returns>[N, O, H, W].</returns>
    public override Tensor forward(Tensor input)
    {
        var x = _conv1.forward(NormalizedActivation.Apply(_norm1, input));
        x = _conv2.forward(NormalizedActivation.Apply(_norm2, x));
        return x + (_shortcut is null ? input : _shortcut.forward(input));
    }
}

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

/// <summary>Scaled dot-product attention over the positions of maps.</summary>
internal static class MapAttention
{
    /// <summary>Attends.</summary>
    /// <param name="query">[N, C, H, W].</param>
    /// <param name="key">[N, C, H, W].</param>
    /// <param name="value">[N, C, H, W].</param>
    /// <param name="heads">Number of heads, a divisor of C.</param>
    /// <returns>[N, C, H, W].</returns>
    public static Tensor Attend(Tensor query, Tensor key, Tensor value, int heads)
    {
        var shape = query.shape;
        var (count, channels, positions) = (shape[0], shape[1], shape[2] * shape[3]);
        var length = channels / heads;
        var q = query.reshape(count * heads, length, positions).transpose(1, 2); // [N·h, HW, c]
        var k = key.reshape(count * heads, length, positions); // [N·h, c, HW]
        var v = value.reshape(count * heads, length, positions);
        var weights = (q.bmm(k) * (1 / Math.Sqrt(length))).softmax(2); // [N·h, HW, HW], over keys
        return v.bmm(weights.transpose(1, 2)).reshape(shape);
    }
}

/// <summary>Halves a map: a 3×3 convolution of stride 2 on a map padded at right and bottom.</summary>
/// <remarks>Parameters: <c>conv</c>.</remarks>
public sealed class Downsample : Network<Tensor, Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly Conv2d _convolution;

    /// <summary>Initializes a new instance of the <see cref="Downsample"/> class with random weights.</summary>
    public Downsample(int channels)
        : base(nameof(Downsample))
    {
        _convolution = nn.Conv2d(channels, channels, 3, stride: 2);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => _convolution.forward(nn.functional.pad(input, [0, 1, 0, 1]));
}

/// <summary>Doubles a map: nearest sample, then a 3×3 convolution.</summary>
/// <remarks>Parameters: <c>conv</c>.</remarks>
public sealed class Upsample : Network<Tensor, Tensor>
{
    [ComponentName(Name = "conv")]
    private readonly Conv2d _convolution;

    /// <summary>Initializes a new instance of the <see cref="Upsample"/> class with random weights.</summary>
    public Upsample(int channels)
        : base(nameof(Upsample))
    {
        _convolution = nn.Conv2d(channels, channels, 3, stride: 1, padding: 1);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) =>
        _convolution.forward(nn.functional.interpolate(input, scale_factor: [2, 2], mode: InterpolationMode.Nearest));
}

/// <summary>The normalisation and activation of all blocks around the codebooks.</summary>
internal static class VqganNorm
{
    private const double Epsilon = 1e-6;

    public static GroupNorm Create(int groups, int channels) => GroupNormalization.Create(groups, channels, Epsilon);
}
