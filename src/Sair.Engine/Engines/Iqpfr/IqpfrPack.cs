using System.Globalization;
using Sair.Engine.Networks;
using Sair.Engine.Weights;

namespace Sair.Engine.Engines.Iqpfr;

/// <summary>The networks of the instant engine: ours, or those of a public checkpoint of IQPIR or CodeFormer.</summary>
public sealed class IqpfrPack : IDisposable
{
    /// <summary>Id of the predictor's model.</summary>
    public const string PredictorId = "instant-pack-predictor";

    /// <summary>Metadata key of the wanted score above which the second book counts; it always counts without.</summary>
    public const string ThresholdKey = "aesthetic_threshold";

    /// <summary>Metadata key of the fidelity that suits the networks; 0 without.</summary>
    public const string FidelityKey = "fidelity";

    /// <summary>
    /// Metadata key of the share of the score's embedding that counts where the second book does, see <see cref="ScoreStrength"/>;
    /// without it scores are read as published.
    /// </summary>
    public const string ScoreStrengthKey = "score_strength";

    private readonly double? _threshold;
    private readonly ScoreStrength? _strength;

    private IqpfrPack(CodePredictor predictor, LoadedModel model)
    {
        Predictor = predictor;
        ModelId = model.Id;
        Hash = model.Sha256;
        Fidelity = Number(model, FidelityKey) ?? 0;
        _threshold = Number(model, ThresholdKey);
        _strength = Number(model, ScoreStrengthKey) is { } share ? StrengthOf(share) : null;
    }

    /// <summary>Gets the networks, frozen.</summary>
    public CodePredictor Predictor { get; }

    /// <summary>Gets the id of the model.</summary>
    public string ModelId { get; }

    /// <summary>Gets the SHA-256 of the file.</summary>
    public string Hash { get; }

    /// <summary>Gets the fidelity that suits the networks, 0–1.</summary>
    public double Fidelity { get; }

    /// <summary>Gets the side of results in pixels.</summary>
    public int Side => Predictor.Configuration.Vqgan.Size;

    /// <summary>Loads a pack.</summary>
    /// <param name="models">Holds the files.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="pack">Id of a pack of the catalog; null for the embedded one.</param>
    /// <exception cref="InvalidOptionsException">There is no such pack.</exception>
    /// <exception cref="ModelUnavailableException">The file is missing or damaged.</exception>
    /// <exception cref="WeightsFormatException">The file holds other networks.</exception>
    public static IqpfrPack Load(IModelProvider models, Device device, string? pack = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        var model = Open(
            models,
            device,
            pack is null ? PredictorId : ModelPack.For(models, pack, IqpfrEngine.Id).Part(ModelPack.Predictor)
        );
        using var scope = NewDisposeScope();
        try
        {
            return new IqpfrPack(CodePredictor.FromParameters(model.Parameters, model.Metadata).to(device), model);
        }
        catch (Exception failure) when (failure is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new WeightsFormatException(
                model.Id,
                $"The instant face model does not fit this program ({failure.Message}): restore its file from this version.",
                failure
            );
        }
    }

    /// <summary>Restores a face in one pass.</summary>
    /// <param name="face">[1, 3, h, h], RGB, 0–1, FFHQ framing, at its own side.</param>
    /// <param name="score">Wanted quality, 0–1; null leaves the score out.</param>
    /// <param name="fidelity">w, 0–1; null for what suits the networks.</param>
    /// <param name="adain">Whether the codes take the statistics of the photo's features.</param>
    /// <param name="books">Which books count.</param>
    /// <param name="scoreStrength">
    /// The share of the score's embedding that counts where the second book does; null for what suits the networks.
    /// </param>
    /// <returns>[1, 3, side, side], RGB, 0–1.</returns>
    public Tensor Restore(
        Tensor face,
        double? score,
        double? fidelity = null,
        bool adain = false,
        CodeBooks books = CodeBooks.ByScore,
        double? scoreStrength = null
    )
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var input = (Degradations.FaceEnlargement.Apply(face, Side) * 2) - 1;
        var strength = scoreStrength is { } share ? StrengthOf(share) : _strength;
        var prediction = Predictor.Predict(input, score is { } wanted ? full([1], wanted, float32, face.device) : null, strength);
        var isOpen = books == CodeBooks.Both || (books == CodeBooks.ByScore && !(score <= _threshold));
        var gate = full([1], isOpen ? 1 : 0, float32, face.device);
        var picture = Predictor.Render(prediction, new CodeRendering(fidelity ?? Fidelity, adain, Gate: gate));
        return ((picture + 1) / 2).clamp(0, 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => Predictor.Dispose();

    private ScoreStrength StrengthOf(double share) => new(share, _threshold ?? 0);

    private static double? Number(LoadedModel model, string key) =>
        model.Metadata.TryGetValue(key, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : null;

    private static LoadedModel Open(IModelProvider models, Device device, string modelId)
    {
        try
        {
            return models.Open(modelId, device);
        }
        catch (ModelUnavailableException failure) when (modelId == PredictorId && Path.GetFileName(failure.Path) == ModelCatalog.FileName)
        {
            throw new ModelUnavailableException(
                PredictorId,
                failure.Path,
                $"The instant engine has no face model here ({PredictorId} is not in the catalog): train one by “sair train "
                    + "codebooks” and “sair train codes”, or choose another engine."
            );
        }
    }
}

/// <summary>Which codebooks make a picture.</summary>
public enum CodeBooks
{
    /// <summary>The second one where the wanted score exceeds the pack's threshold.</summary>
    ByScore,

    /// <summary>The common one alone, for comparison.</summary>
    CommonOnly,

    /// <summary>Always both.</summary>
    Both,
}
