namespace Sair.Engine.Networks.Codebooks;

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
    /// <param name="metadata">May hold <c>groups</c>, <c>heads</c> and <c>aesthetic_weight</c>, which shapes do not tell; the published values without.</param>
    /// <exception cref="KeyNotFoundException">A needed parameter is missing.</exception>
    public static CodePredictorConfiguration FromParameters(IReadOnlyDictionary<string, Tensor> parameters, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(metadata);
        var published = new CodePredictorConfiguration { Vqgan = new VqganConfiguration() };
        var latentSide = (int)Math.Sqrt(parameters["position_emb"].shape[0]);
        const string fusion = "fuse_convs_dict.";
        return new CodePredictorConfiguration
        {
            Vqgan = VqganConfigurationReader.Read(parameters, VqganConfigurationReader.Number(metadata, "groups", published.Vqgan.Groups), latentSide),
            Width = (int)parameters["feat_emb.weight"].shape[0],
            Heads = VqganConfigurationReader.Number(metadata, "heads", published.Heads),
            Layers = Enumerable.Range(0, int.MaxValue).First(i => !parameters.ContainsKey($"ft_layers.{i}.linear1.weight")),
            Hidden = (int)parameters["ft_layers.0.linear1.weight"].shape[0],
            ScoreBins = parameters.TryGetValue("score_embed.weight", out var table) ? (int)table.shape[0] : 0,
            Modulation = parameters.ContainsKey("ft_layers.0.adaLN_modulation.1.weight") ? ScoreModulation.Adaptive : ScoreModulation.None,
            IsDual = parameters.ContainsKey("quantize_aesthetic.embedding.weight"),
            AestheticWeight = metadata.TryGetValue("aesthetic_weight", out var weight) ? double.Parse(weight) : published.AestheticWeight,
            Fusions = parameters.Where(entry => entry.Key.StartsWith(fusion, StringComparison.Ordinal) && entry.Key.EndsWith(".scale.0.weight", StringComparison.Ordinal))
                .ToDictionary(entry => int.Parse(entry.Key[fusion.Length..].Split('.')[0]), entry => (int)entry.Value.shape[0]),
        };
    }
}
