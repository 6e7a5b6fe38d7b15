namespace Sair.Engine.Networks;

/// <summary>The second stage of IQPFR (Hu 2025) on CodeFormer's frame (Zhou 2022): predicts the codes of the restored face.</summary>
/// <remarks>
/// Parameter names are those of the public checkpoints (entry <c>params_ema</c>): <c>position_emb</c>, <c>feat_emb</c>,
/// <c>ft_layers.K.*</c>, <c>idx_pred_layer.0/.1</c>, <c>score_embed</c>, <c>encoder.*</c>, <c>quantize.*</c>,
/// <c>quantize_aesthetic.*</c>, <c>generator.*</c>, <c>fuse_convs_dict.SIDE.*</c>. In the logits slot 0 is the second book, slot 1
/// the common one.
/// </remarks>
public sealed class CodePredictor : Network
{
    [ComponentName(Name = "position_emb")]
    private readonly Parameter _positions;

    [ComponentName(Name = "feat_emb")]
    private readonly Linear _embedding;

    [ComponentName(Name = "ft_layers")]
    private readonly ModuleList<TransformerLayer> _layers = nn.ModuleList<TransformerLayer>();

    [ComponentName(Name = "idx_pred_layer.0")]
    private readonly LayerNorm _headNorm;

    [ComponentName(Name = "idx_pred_layer.1")]
    private readonly Linear _head;

    [ComponentName(Name = "score_embed")]
    private readonly ScoreEmbedding? _score;
    private readonly Dictionary<int, FeatureFusion> _fusions = [];

    /// <summary>Initializes a new instance of the <see cref="CodePredictor"/> class with random weights.</summary>
    public CodePredictor(CodePredictorConfiguration configuration)
        : base(nameof(CodePredictor))
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Configuration = configuration;
        var vqgan = configuration.Vqgan;
        var (width, side) = (configuration.Width, vqgan.LatentSide);
        _positions = new Parameter(zeros([side * side, width]));
        Encoder = new VqganEncoder(vqgan);
        Common = new Codebook(vqgan.CodeCount, vqgan.CodeLength);
        Generator = new VqganGenerator(vqgan);
        _embedding = nn.Linear(vqgan.CodeLength, width);
        _headNorm = nn.LayerNorm(width);
        _head = nn.Linear(width, vqgan.CodeCount * (configuration.IsDual ? 2 : 1), hasBias: false);
        for (var i = 0; i < configuration.Layers; i++)
        {
            _layers.Add(new TransformerLayer(width, configuration.Heads, configuration.Hidden, configuration.Modulation));
        }

        if (configuration.IsDual)
        {
            Aesthetic = new Codebook(vqgan.CodeCount, vqgan.CodeLength);
        }

        if (configuration.ScoreBins > 0)
        {
            _score = new ScoreEmbedding(
                configuration.ScoreBins,
                configuration.Modulation == ScoreModulation.None ? vqgan.CodeLength : TransformerLayer.ScoreChannels,
                side
            );
        }

        foreach (var (fusedSide, channels) in configuration.Fusions)
        {
            _fusions[fusedSide] = new FeatureFusion(vqgan.EncoderChannels(fusedSide), channels, vqgan.Groups);
            register_module($"fuse_convs_dict.{fusedSide}", _fusions[fusedSide]);
        }

        RegisterComponents();
    }

    /// <summary>Gets the sizes.</summary>
    public CodePredictorConfiguration Configuration { get; }

    /// <summary>Gets the encoder of degraded pictures.</summary>
    [field: ComponentName(Name = "encoder")]
    public VqganEncoder Encoder { get; }

    /// <summary>Gets the common book.</summary>
    [field: ComponentName(Name = "quantize")]
    public Codebook Common { get; }

    /// <summary>Gets the book of high quality, or null.</summary>
    [field: ComponentName(Name = "quantize_aesthetic")]
    public Codebook? Aesthetic { get; }

    /// <summary>Gets the generator.</summary>
    [field: ComponentName(Name = "generator")]
    public VqganGenerator Generator { get; }

    /// <summary>Gets a value indicating whether a score can be asked for.</summary>
    public bool HasScore => _score is not null;

    /// <summary>Gets a value indicating whether the photo's features can be fused into the generator's.</summary>
    public bool HasFusions => _fusions.Count > 0;

    /// <summary>Builds a frozen network from a checkpoint; its sizes follow from the shapes.</summary>
    /// <param name="parameters">Parameters by their public names.</param>
    /// <param name="metadata">What shapes do not tell, see <see cref="CodePredictorConfiguration.FromParameters"/>.</param>
    /// <exception cref="InvalidOperationException">Parameters are unexpected or have other shapes.</exception>
    /// <exception cref="KeyNotFoundException">A needed parameter is missing.</exception>
    public static CodePredictor FromParameters(IReadOnlyDictionary<string, Tensor> parameters, IReadOnlyDictionary<string, string> metadata)
    {
        var network = new CodePredictor(CodePredictorConfiguration.FromParameters(parameters, metadata));
        network.load_state_dict(new Dictionary<string, Tensor>(parameters));
        foreach (var parameter in network.parameters())
        {
            parameter.requires_grad = false;
        }

        return network;
    }

    /// <summary>Predicts codes.</summary>
    /// <param name="pictures">Degraded faces [N, 3, S, S], RGB, −1–1.</param>
    /// <param name="scores">Wanted quality [N], 0–1; null for networks without score, or to leave it out.</param>
    /// <param name="strength">
    /// How much the score's embedding counts, which is blended between bins then; null takes the row of the
    /// score's bin whole, as published.
    /// </param>
    public CodePrediction Predict(Tensor pictures, Tensor? scores, ScoreStrength? strength = null)
    {
        var features = new Dictionary<int, Tensor>();
        var encoded = Encoder.Encode(pictures, features);
        var score =
            scores is null || _score is null ? null
            : strength is null ? _score.forward(scores)
            : _score.Blend(scores, strength);
        var isAdded = Configuration.Modulation == ScoreModulation.None;
        var map = score is not null && isAdded ? encoded + score : encoded;
        var sequence = _embedding.forward(map.flatten(2).permute(2, 0, 1)); // [HW, N, W]
        var positions = _positions.unsqueeze(1); // [HW, 1, W]
        foreach (var layer in _layers)
        {
            sequence = layer.Compute(sequence, positions, isAdded ? null : score);
        }

        var logits = _head.forward(_headNorm.forward(sequence)).permute(1, 0, 2); // [N, HW, K or 2K]
        return new CodePrediction(
            encoded,
            map,
            Configuration.IsDual ? logits.reshape(logits.shape[0], logits.shape[1], -1, 2) : logits,
            features
        );
    }

    /// <summary>Gets the map of given codes: q₁ + α q₂, or of the one book.</summary>
    /// <param name="indices">[N, HW, 2], slot 0 the second book; [N, HW] with one book.</param>
    /// <param name="gate">[N], the share of the second book: 1 or 0; null counts it everywhere, as published.</param>
    /// <returns>[N, C, h, w], with gradients to the books.</returns>
    public Tensor Look(Tensor indices, Tensor? gate = null)
    {
        ArgumentNullException.ThrowIfNull(indices);
        var side = Configuration.Vqgan.LatentSide;
        if (Aesthetic is null)
        {
            return Common.Look(indices, side, side);
        }

        var aesthetic = Configuration.AestheticWeight * Aesthetic.Look(indices.select(2, 0), side, side);
        return (gate is null ? aesthetic : aesthetic * gate.reshape(-1, 1, 1, 1)) + Common.Look(indices.select(2, 1), side, side);
    }

    /// <summary>Renders a prediction.</summary>
    /// <param name="prediction">From <see cref="Predict"/>.</param>
    /// <param name="options">How.</param>
    /// <returns>[N, 3, S, S], RGB, about −1–1.</returns>
    public Tensor Render(CodePrediction prediction, CodeRendering options)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(options);
        var codes = Look(prediction.Indices(), options.Gate);
        var map = options.PassesGradient ? prediction.Map + (codes - prediction.Map).detach() : codes.detach();
        if (options.Fidelity > 0 && !HasFusions)
        {
            map = map + (options.Fidelity * (prediction.Map - map));
        }

        if (options.Adain)
        {
            map = AdaptiveInstanceNorm.Apply(map, prediction.Map);
        }

        return Generator.Decode(map, options.Fidelity > 0 && HasFusions ? Fuse : null);

        Tensor Fuse(int side, Tensor generated) =>
            _fusions.TryGetValue(side, out var fusion) ? fusion.Fuse(prediction.Features[side], generated, options.Fidelity) : generated;
    }
}

/// <summary>What the predictor made of a batch.</summary>
/// <param name="Encoded">The encoder's map [N, C, h, w].</param>
/// <param name="Map">The same with the score's embedding added.</param>
/// <param name="Logits">[N, HW, K, 2], slot 0 the second book; [N, HW, K] with one book.</param>
/// <param name="Features">The encoder's maps that end each level, by side.</param>
public sealed record CodePrediction(Tensor Encoded, Tensor Map, Tensor Logits, IReadOnlyDictionary<int, Tensor> Features)
{
    /// <summary>Gets the most likely codes: [N, HW, 2] or [N, HW].</summary>
    public Tensor Indices() => Logits.argmax(2);
}

/// <summary>How predicted codes become a picture.</summary>
/// <param name="Fidelity">w, 0–1: how much the photo's own features count.</param>
/// <param name="Adain">Whether the codes take the means and deviations of the encoder's map.</param>
/// <param name="PassesGradient">Whether gradients pass straight through the codes to encoder and score; for training.</param>
/// <param name="Gate">[N], 1 where the second book counts, else 0; null counts it everywhere, as published.</param>
public sealed record CodeRendering(double Fidelity = 0, bool Adain = false, bool PassesGradient = false, Tensor? Gate = null);

/// <summary>Sizes of a <see cref="CodePredictor"/>.</summary>
public sealed record CodePredictorConfiguration
{
    /// <summary>Gets the sizes of encoder, books and generator.</summary>
    public required VqganConfiguration Vqgan { get; init; }

    /// <summary>Gets the width of the transformer.</summary>
    public int Width { get; init; } = 512;

    /// <summary>Gets the number of heads.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>Gets the number of layers.</summary>
    public int Layers { get; init; } = 9;

    /// <summary>Gets the hidden width of a layer's second half.</summary>
    public int Hidden { get; init; } = 1024;

    /// <summary>Gets the rows of the score table; 0 for a network without score.</summary>
    public int ScoreBins { get; init; } = ScoreEmbedding.PublishedBins;

    /// <summary>Gets how layers take the score in; <see cref="ScoreModulation.None"/> adds it to the encoder's map.</summary>
    public ScoreModulation Modulation { get; init; }

    /// <summary>Gets a value indicating whether there is a second book.</summary>
    public bool IsDual { get; init; } = true;

    /// <summary>Gets α, the weight of the second book.</summary>
    public double AestheticWeight { get; init; } = DualAutoencoder.PublishedWeight;

    /// <summary>Gets the sides of the maps at which the photo's features are fused in, and the generator's channels there.</summary>
    public IReadOnlyDictionary<int, int> Fusions { get; init; } = new Dictionary<int, int>();

    /// <summary>Reads the sizes from a checkpoint with the public names.</summary>
    /// <param name="parameters">Parameters by name.</param>
    /// <param name="metadata">
    /// May hold <c>groups</c>, <c>heads</c> and <c>aesthetic_weight</c>, which shapes do not tell; the published values without.
    /// </param>
    /// <exception cref="KeyNotFoundException">A needed parameter is missing.</exception>
    public static CodePredictorConfiguration FromParameters(
        IReadOnlyDictionary<string, Tensor> parameters,
        IReadOnlyDictionary<string, string> metadata
    )
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(metadata);
        var published = new CodePredictorConfiguration { Vqgan = new VqganConfiguration() };
        var latentSide = (int)Math.Sqrt(parameters["position_emb"].shape[0]);
        const string fusion = "fuse_convs_dict.";
        return new CodePredictorConfiguration
        {
            Vqgan = VqganConfigurationReader.Read(
                parameters,
                VqganConfigurationReader.Number(metadata, "groups", published.Vqgan.Groups),
                latentSide
            ),
            Width = (int)parameters["feat_emb.weight"].shape[0],
            Heads = VqganConfigurationReader.Number(metadata, "heads", published.Heads),
            Layers = Enumerable.Range(0, int.MaxValue).First(i => !parameters.ContainsKey($"ft_layers.{i}.linear1.weight")),
            Hidden = (int)parameters["ft_layers.0.linear1.weight"].shape[0],
            ScoreBins = parameters.TryGetValue("score_embed.weight", out var table) ? (int)table.shape[0] : 0,
            Modulation = parameters.ContainsKey("ft_layers.0.adaLN_modulation.1.weight") ? ScoreModulation.Adaptive : ScoreModulation.None,
            IsDual = parameters.ContainsKey("quantize_aesthetic.embedding.weight"),
            AestheticWeight = metadata.TryGetValue("aesthetic_weight", out var weight) ? double.Parse(weight) : published.AestheticWeight,
            Fusions = parameters
                .Where(entry =>
                    entry.Key.StartsWith(fusion, StringComparison.Ordinal)
                    && entry.Key.EndsWith(".scale.0.weight", StringComparison.Ordinal)
                )
                .ToDictionary(entry => int.Parse(entry.Key[fusion.Length..].Split('.')[0]), entry => (int)entry.Value.shape[0]),
        };
    }
}

/// <summary>How a layer takes the quality score in.</summary>
public enum ScoreModulation
{
    /// <summary>Not at all: the score was added to the encoder's map.</summary>
    None,

    /// <summary>Adaptive layer norm (Peebles &amp; Xie 2023): scale, shift and gate of both halves.</summary>
    Adaptive,

    /// <summary>
    /// As published: the scale lacks its 1 and the attention's result is thrown away. For comparison with the published code only.
    /// </summary>
    AdaptivePublished,
}

/// <summary>Pre-norm transformer layer with learned positions in queries and keys.</summary>
/// <remarks>
/// Parameters: <c>self_attn.*</c>, <c>linear1</c>, <c>linear2</c>, <c>norm1</c>, <c>norm2</c>, and
/// <c>adaLN_modulation.1</c> with modulation.
/// </remarks>
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

/// <summary>Multi-head self-attention over a sequence, with positions in queries and keys but not in values.</summary>
/// <remarks>Parameters: <c>in_proj_weight</c> and <c>in_proj_bias</c> (q, k, v stacked), <c>out_proj</c>.</remarks>
public sealed class SelfAttention : Network<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "in_proj_weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "in_proj_bias")]
    private readonly Parameter _bias;

    [ComponentName(Name = "out_proj")]
    private readonly Linear _output;
    private readonly int _heads;

    /// <summary>Initializes a new instance of the <see cref="SelfAttention"/> class with random weights.</summary>
    public SelfAttention(int width, int heads)
        : base(nameof(SelfAttention))
    {
        _heads = heads;
        var bound = Math.Sqrt(6.0 / (4 * width));
        _weight = new Parameter(empty([3 * width, width]).uniform_(-bound, bound));
        _bias = new Parameter(zeros([3 * width]));
        _output = nn.Linear(width, width);
        RegisterComponents();
    }

    /// <summary>Attends.</summary>
    /// <param name="input1">[L, N, W]: what values are made of.</param>
    /// <param name="input2">[L, N, W]: what queries and keys are made of.</param>
    /// <returns>[L, N, W].</returns>
    public override Tensor forward(Tensor input1, Tensor input2)
    {
        ArgumentNullException.ThrowIfNull(input1);
        var shape = input1.shape;
        var (length, count, width) = (shape[0], shape[1], shape[2]);
        var mixed = nn.functional.linear(input2, _weight.narrow(0, 0, 2 * width), _bias.narrow(0, 0, 2 * width));
        var q = Heads(mixed.narrow(2, 0, width));
        var k = Heads(mixed.narrow(2, width, width));
        var v = Heads(nn.functional.linear(input1, _weight.narrow(0, 2 * width, width), _bias.narrow(0, 2 * width, width)));
        var weights = (q * (1 / Math.Sqrt((double)width / _heads))).bmm(k.transpose(1, 2)).softmax(2); // [N·h, L, L]
        return _output.forward(weights.bmm(v).transpose(0, 1).reshape(length, count, width));
    }

    // [L, N, W] → [N·h, L, W/h]
    private Tensor Heads(Tensor x) => x.reshape(x.shape[0], x.shape[1] * _heads, -1).transpose(0, 1);
}

/// <summary>A table of maps by quality score.</summary>
/// <remarks>Parameters: <c>weight</c> [bins, C · side²], channel-major.</remarks>
public sealed class ScoreEmbedding : Network<Tensor, Tensor>
{
    /// <summary>Bins of the published single score.</summary>
    public const int PublishedBins = 10;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;
    private readonly int _side;
    private readonly int _factor;

    /// <summary>Initializes a new instance of the <see cref="ScoreEmbedding"/> class with zeros, which change nothing.</summary>
    /// <param name="bins">Rows.</param>
    /// <param name="channels">Channels of a map.</param>
    /// <param name="side">Side of a map.</param>
    /// <param name="factor">Bins per unit of score; null takes as many as there are rows.</param>
    public ScoreEmbedding(int bins, int channels, int side, int? factor = null)
        : base(nameof(ScoreEmbedding))
    {
        _side = side;
        _factor = factor ?? bins;
        _weight = new Parameter(zeros([bins, (long)channels * side * side]));
        RegisterComponents();
    }

    private int Rows => (int)_weight.shape[0];

    /// <summary>Looks maps up.</summary>
    /// <param name="input">Scores [N], 0–1; 1 takes the last row.</param>
    /// <returns>[N, C, side, side].</returns>
    public override Tensor forward(Tensor input) => Maps(_weight.index_select(0, ScoreBins.Of(input, _factor, Rows)));

    /// <summary>
    /// Blends the rows of the bin that a score lies in and of the next, so that every step of the score counts; where a bin
    /// begins, it is the bin's row.
    /// </summary>
    /// <param name="scores">[N], 0–1; in the last bin it is that bin's row.</param>
    /// <param name="strength">How much the rows count.</param>
    /// <returns>[N, C, side, side].</returns>
    public Tensor Blend(Tensor scores, ScoreStrength strength)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(strength);
        using var scope = NewDisposeScope();
        var shares = Enumerable
            .Range(0, Rows)
            .Select(row => row >= Math.Round(strength.From * _factor) ? (float)strength.Share : 1)
            .ToArray();
        var rows = _weight * tensor(shares).to(_weight.device).unsqueeze(1);
        var place = (scores.to(float32) * _factor).clamp(0, Rows - 1);
        var below = place.floor();
        var share = (place - below).unsqueeze(1); // [N, 1]
        var lower = rows.index_select(0, below.to(int64));
        var upper = rows.index_select(0, (below + 1).clamp(0, Rows - 1).to(int64));
        return Maps(lower + (share * (upper - lower))).MoveToOuterDisposeScope();
    }

    private Tensor Maps(Tensor rows) => rows.reshape(rows.shape[0], -1, _side, _side);
}

/// <summary>Numbers of the rows of a score table.</summary>
public static class ScoreBins
{
    /// <summary>Gives ⌊factor · score⌋ in 32-bit arithmetic, as the published networks were trained: 0.7 falls into bin 7.</summary>
    /// <param name="scores">[N] of any floating type, 0–1.</param>
    /// <param name="factor">Bins per unit.</param>
    /// <param name="count">Rows of the table; a score of 1 takes the last one.</param>
    /// <returns>[N] of 64-bit integers.</returns>
    public static Tensor Of(Tensor scores, int factor, int count)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return (scores.to(float32) * factor).floor().clamp(0, count - 1).to(int64);
    }
}

/// <summary>How much the embedding of a wanted score counts, between adding none (0) and the whole one that was learned (1).</summary>
/// <param name="Share">The share of rows whose bins begin at <paramref name="From"/> or above, 0–1; rows below count whole.</param>
/// <param name="From">A score, 0–1.</param>
public sealed record ScoreStrength(double Share, double From);

/// <summary>Controllable feature transformation (Zhou 2022): features of the photo scale and shift those of the generator.</summary>
/// <remarks>Parameters: <c>encode_enc.*</c>, <c>scale.0</c>, <c>scale.2</c>, <c>shift.0</c>, <c>shift.2</c>.</remarks>
public sealed class FeatureFusion : Network
{
    private const double Slope = 0.2;

    [ComponentName(Name = "encode_enc")]
    private readonly ResidualBlock _mix;

    [ComponentName(Name = "scale.0")]
    private readonly Conv2d _scale0;

    [ComponentName(Name = "scale.2")]
    private readonly Conv2d _scale2;

    [ComponentName(Name = "shift.0")]
    private readonly Conv2d _shift0;

    [ComponentName(Name = "shift.2")]
    private readonly Conv2d _shift2;

    /// <summary>Initializes a new instance of the <see cref="FeatureFusion"/> class with random weights.</summary>
    /// <param name="photoChannels">Channels of the encoder's map.</param>
    /// <param name="channels">Channels of the generator's map; the same in the published networks.</param>
    /// <param name="groups">Groups of the normalisations.</param>
    public FeatureFusion(int photoChannels, int channels, int groups)
        : base(nameof(FeatureFusion))
    {
        _mix = new ResidualBlock(photoChannels + channels, channels, groups);
        _scale0 = Convolution(channels);
        _scale2 = Convolution(channels);
        _shift0 = Convolution(channels);
        _shift2 = Convolution(channels);
        RegisterComponents();
    }

    /// <summary>Fuses.</summary>
    /// <param name="photo">The encoder's map [N, P, H, W]; no gradient passes to it.</param>
    /// <param name="generated">The generator's map [N, C, H, W].</param>
    /// <param name="fidelity">w: 0 keeps the generator's map, 1 takes the whole change.</param>
    /// <returns>[N, C, H, W].</returns>
    public Tensor Fuse(Tensor photo, Tensor generated, double fidelity)
    {
        ArgumentNullException.ThrowIfNull(photo);
        var mixed = _mix.forward(cat([photo.detach(), generated], 1));
        var scale = _scale2.forward(nn.functional.leaky_relu(_scale0.forward(mixed), Slope));
        var shift = _shift2.forward(nn.functional.leaky_relu(_shift0.forward(mixed), Slope));
        return generated + (fidelity * ((generated * scale) + shift));
    }

    private static Conv2d Convolution(int channels) => nn.Conv2d(channels, channels, 3, stride: 1, padding: 1);
}

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
    /// <param name="input2">
    /// [N, C, H, W]: the map of the second book; null or all zero (left out by the gate) attends to the first itself.
    /// </param>
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

/// <summary>Adaptive instance normalisation (Huang &amp; Belongie 2017): one map with the means and deviations of another.</summary>
public static class AdaptiveInstanceNorm
{
    private const double Epsilon = 1e-5;

    /// <summary>Moves the statistics of every channel.</summary>
    /// <param name="content">[N, C, H, W].</param>
    /// <param name="style">[N, C, H′, W′].</param>
    /// <returns>[N, C, H, W].</returns>
    public static Tensor Apply(Tensor content, Tensor style)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(style);
        var (contentMean, contentDeviation) = Statistics(content);
        var (styleMean, styleDeviation) = Statistics(style);
        return ((content - contentMean) / contentDeviation * styleDeviation) + styleMean;
    }

    private static (Tensor Mean, Tensor Deviation) Statistics(Tensor map) =>
        (map.mean([2, 3], keepdim: true), (map.var([2, 3], unbiased: true, keepdim: true) + Epsilon).sqrt());
}
