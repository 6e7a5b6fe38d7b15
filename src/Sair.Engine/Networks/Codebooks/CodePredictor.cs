namespace Sair.Engine.Networks.Codebooks;

/// <summary>The second stage of IQPFR (Hu 2025) on CodeFormer's frame (Zhou 2022): predicts the codes of the restored face.</summary>
/// <remarks>
/// Parameter names are those of the public checkpoints (entry <c>params_ema</c>): <c>position_emb</c>, <c>feat_emb</c>,
/// <c>ft_layers.K.*</c>, <c>idx_pred_layer.0/.1</c>, <c>score_embed</c>, <c>encoder.*</c>, <c>quantize.*</c>,
/// <c>quantize_aesthetic.*</c>, <c>generator.*</c>, <c>fuse_convs_dict.SIDE.*</c>. In the logits slot 0 is the second book, slot 1 the common one.
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
            _score = new ScoreEmbedding(configuration.ScoreBins, configuration.Modulation == ScoreModulation.None ? vqgan.CodeLength : TransformerLayer.ScoreChannels, side);
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
    /// <param name="strength">How much the score's embedding counts, which is blended between bins then; null takes the row of the score's bin whole, as published.</param>
    public CodePrediction Predict(Tensor pictures, Tensor? scores, ScoreStrength? strength = null)
    {
        var features = new Dictionary<int, Tensor>();
        var encoded = Encoder.Encode(pictures, features);
        var score = scores is null || _score is null ? null : strength is null ? _score.forward(scores) : _score.Blend(scores, strength);
        var isAdded = Configuration.Modulation == ScoreModulation.None;
        var map = score is not null && isAdded ? encoded + score : encoded;
        var sequence = _embedding.forward(map.flatten(2).permute(2, 0, 1)); // [HW, N, W]
        var positions = _positions.unsqueeze(1); // [HW, 1, W]
        foreach (var layer in _layers)
        {
            sequence = layer.Compute(sequence, positions, isAdded ? null : score);
        }

        var logits = _head.forward(_headNorm.forward(sequence)).permute(1, 0, 2); // [N, HW, K or 2K]
        return new CodePrediction(encoded, map, Configuration.IsDual ? logits.reshape(logits.shape[0], logits.shape[1], -1, 2) : logits, features);
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
