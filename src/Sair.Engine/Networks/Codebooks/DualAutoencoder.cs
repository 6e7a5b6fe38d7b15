namespace Sair.Engine.Networks.Codebooks;

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
            (aesthetic.Loss * gate).mean());
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
public sealed record DualReconstruction(Tensor Pictures, Tensor Map, Tensor Fused, QuantizedMap Common, QuantizedMap Aesthetic, Tensor CommonLoss, Tensor AestheticLoss);
