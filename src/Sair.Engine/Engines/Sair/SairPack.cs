using System.Globalization;
using Sair.Engine.Faces;
using Sair.Engine.Networks;
using Sair.Engine.Weights;
using Sair.Engine.Weights.Checkpoints;

namespace Sair.Engine.Engines.Sair;

/// <summary>The model that is searched: generator, encoder, and what is known about its latents; of faces, or of anything else.</summary>
/// <remarks>
/// The statistics name the other parts in their metadata: <c>generator</c>, <c>encoder</c> and <c>guide</c> (model ids; the
/// last two may be <c>none</c>), <c>parser</c> (the id of a face parser for the mask of the skin), and <c>alignment</c>:
/// <c>ffhq</c> for faces in FFHQ framing, <c>none</c> for pictures as they
/// are. What is not named is that of the embedded face pack. A pack of the catalog names its parts itself and may do without
/// statistics; without an encoder, its search starts at the mean latent. Without <c>latent_mean</c>, the generator's own mean is taken.
/// </remarks>
public sealed class SairPack : IDisposable
{
    /// <summary>Id of the generator's model.</summary>
    public const string GeneratorId = "face-pack-generator";

    /// <summary>Id of the encoder's model.</summary>
    public const string EncoderId = "face-pack-encoder";

    /// <summary>
    /// Id of the statistics: <c>latent_mean</c>, <c>latent_std</c>, <c>direction.EMOTION</c> [L, S], <c>gain.EMOTION</c> [].
    /// </summary>
    public const string StatisticsId = "face-pack-statistics";

    private const string NoAlignment = "none";
    private const string MeanName = "latent_mean";
    private const string GeneratorMeanName = "latent_avg";
    private const int MeanDraws = 4096;
    private const double DefaultLearningRate = 0.1;
    private const double MappedCrossWeight = 0.05;

    // The paper's words, and those of expression classifiers.
    private static readonly Dictionary<Emotion, string[]> s_names = new()
    {
        [Emotion.Neutral] = ["neutral"],
        [Emotion.Happy] = ["happy", "happiness"],
        [Emotion.Sad] = ["sad", "sadness"],
        [Emotion.Angry] = ["angry", "anger"],
        [Emotion.Fear] = ["fear", "fearful"],
        [Emotion.Disgust] = ["disgust", "disgusted"],
        [Emotion.Surprise] = ["surprise", "surprised"],
    };

    private readonly LoadedModel _statistics;

    private SairPack(
        StyleGan2Generator generator,
        IStyleEncoder encoder,
        LoadedModel statistics,
        Tensor mean,
        string generatorHash,
        IReadOnlyDictionary<string, string> hashes
    )
    {
        Generator = generator;
        Encoder = encoder;
        _statistics = statistics;
        LatentMean = mean;
        GeneratorHash = generatorHash;
        Hashes = hashes;
    }

    /// <summary>Gets the generator, to be frozen before a search.</summary>
    public StyleGan2Generator Generator { get; }

    /// <summary>Gets the encoder, frozen; of a pack without one, it gives the mean latent.</summary>
    public IStyleEncoder Encoder { get; }

    /// <summary>Gets the SHA-256 of the generator's file.</summary>
    public string GeneratorHash { get; }

    /// <summary>Gets the id of the model that pictures are compared by, or <c>none</c>.</summary>
    public string Guide => _statistics.Metadata.GetValueOrDefault(PackStatistics.GuideKey, KnownFaceModels.Recogniser);

    /// <summary>Gets the id of the face parser that finds the skin, or null for the landmarks.</summary>
    public string? Parser => _statistics.Metadata.GetValueOrDefault(PackStatistics.ParserKey);

    /// <summary>Gets a value indicating whether the pictures are faces in FFHQ framing.</summary>
    public bool IsFace => _statistics.Metadata.GetValueOrDefault("alignment") != NoAlignment;

    /// <summary>Gets the SHA-256 of each file by model id.</summary>
    public IReadOnlyDictionary<string, string> Hashes { get; }

    /// <summary>Gets the mean latent [L, S].</summary>
    public Tensor LatentMean { get; }

    /// <summary>Gets the peak learning rate that suits the pack: metadata <c>learning_rate</c>, else 0.1.</summary>
    public double LearningRate => Metadata("learning_rate") ?? DefaultLearningRate;

    /// <summary>
    /// Gets the weight of GEOCROSS that suits the pack: metadata <c>geocross_weight</c>, else 0.05 with a
    /// mapping network and 0 without.
    /// </summary>
    public double GeodesicCrossWeight => Metadata("geocross_weight") ?? (Generator.Configuration.MappingLayers > 0 ? MappedCrossWeight : 0);

    /// <summary>Loads a pack.</summary>
    /// <exception cref="ModelUnavailableException">A file is missing or damaged.</exception>
    /// <param name="models">Holds the files.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="pack">Id of a pack of the catalog, or of statistics, which name the other parts; null for the embedded pack.</param>
    /// <exception cref="WeightsFormatException">The files do not belong together.</exception>
    public static SairPack Load(IModelProvider models, Device device, string? pack = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        var statistics = PackStatistics.Open(models, device, pack ?? StatisticsId);
        var generatorModel = models.Open(statistics.Metadata.GetValueOrDefault(PackStatistics.GeneratorKey, GeneratorId), device);
        var encoderId = statistics.Metadata.GetValueOrDefault(PackStatistics.EncoderKey, EncoderId);
        var encoderModel = encoderId == PackGuide.None ? null : models.Open(encoderId, device);
        var names = generatorModel.Parameters.Keys;
        using var scope = NewDisposeScope();
        StyleGan2Generator? generator = null;
        IStyleEncoder? encoder = null;
        Tensor? mean = null;
        try
        {
            generator = StyleGan2Generator
                .FromParameters(
                    StyleGan2Names.IsNvlabs(names) ? StyleGan2Names.FromNvlabs(generatorModel.Parameters) : generatorModel.Parameters
                )
                .to(device);
            var (rows, length) = (generator.Configuration.LatentCount, generator.Configuration.StyleDimension);
            mean = FindMean(statistics, generatorModel, generator, device).DetachFromDisposeScope();
            encoder = encoderModel is null ? new MeanStyle(mean) : LoadEncoder(encoderModel, device);
            if (encoder.LatentCount != rows || encoder.StyleDimension != length)
            {
                throw new InvalidOperationException(
                    $"the encoder gives {encoder.LatentCount} × {encoder.StyleDimension}, the generator takes {rows} × {length}"
                );
            }

            var hashes = new[] { generatorModel, encoderModel, statistics }
                .OfType<LoadedModel>()
                .Where(model => model.Sha256.Length > 0)
                .ToDictionary(model => model.Id, model => model.Sha256);
            return new SairPack(generator, encoder, statistics, mean, generatorModel.Sha256, hashes);
        }
        catch (Exception failure) when (failure is InvalidOperationException or KeyNotFoundException)
        {
            generator?.Dispose();
            encoder?.Dispose();
            mean?.Dispose();
            throw new WeightsFormatException(
                generatorModel.Id,
                $"The pack {statistics.Id} does not fit together ({failure.Message}): restore all its files from one version.",
                failure
            );
        }
    }

    /// <summary>Finds the direction of an emotion, scaled by its gain.</summary>
    /// <returns>Direction [L, S], owned by the pack or by the current scope, and its gain; null where the pack has none.</returns>
    public (Tensor Direction, double Gain)? FindEmotion(Emotion emotion)
    {
        foreach (var name in s_names.GetValueOrDefault(emotion, []))
        {
            if (_statistics.Parameters.TryGetValue($"direction.{name}", out var direction))
            {
                // Published directions are arrays of double precision, [1, L, S] or [L, S].
                var rows =
                    direction.dtype == float32 && direction.ndim == 2 ? direction : direction.to(float32).reshape(-1, direction.shape[^1]);
                return (rows, _statistics.Parameters.TryGetValue($"gain.{name}", out var gain) ? gain.ToDouble() : 1);
            }
        }

        return null;
    }

    /// <summary>Gets all names of emotions that a direction can have.</summary>
    public static IEnumerable<string> EmotionNames => s_names.Values.SelectMany(names => names);

    /// <summary>Finds the emotion that a name of a classifier means, or <see cref="Emotion.None"/>.</summary>
    public static Emotion NamedEmotion(string name) => s_names.FirstOrDefault(entry => entry.Value.Contains(name)).Key;

    /// <summary>
    /// Draws latents of faces that nobody has: through the mapping network, or from the Gaussian over the
    /// latents of the training faces.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="spread">1 draws as wide as the data; smaller values stay nearer to the mean face (truncation).</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <returns>W⁺ [count, L, S].</returns>
    /// <exception cref="WeightsFormatException">The pack has neither a mapping network nor <c>latent_basis</c>.</exception>
    public Tensor Sample(int count, double spread, int seed)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var (rows, length) = (Generator.Configuration.LatentCount, Generator.Configuration.StyleDimension);
        var device = LatentMean.device;
        if (Generator.Configuration.MappingLayers > 0)
        {
            var mapped = StyleGan2Latents.Repeat(Generator.Map(Degradations.SeededNoise.Normal([count, length], seed, device)), rows);
            return StyleGan2Latents.Truncate(mapped, LatentMean.unsqueeze(0), spread).MoveToOuterDisposeScope();
        }

        var basis = Find("latent_basis").to(float32); // [K, L·S], half precision in the file
        var shift = (Degradations.SeededNoise.Normal([count, basis.shape[0]], seed, device) * spread).matmul(basis);
        return (LatentMean.unsqueeze(0) + shift.reshape(count, rows, length)).MoveToOuterDisposeScope();
    }

    /// <summary>Draws constant noise inputs that depend on the seed alone.</summary>
    /// <param name="seed">Seed.</param>
    /// <param name="device">Where they go.</param>
    /// <returns>One [1, 1, H, W] per noise input, lowest resolution first; the caller disposes them.</returns>
    public IReadOnlyList<Tensor> DrawNoise(int seed, Device device)
    {
        using var scope = NewDisposeScope();
        return
        [
            .. Enumerable
                .Range(0, Generator.Configuration.NoiseCount)
                .Select(index =>
                {
                    var side = StyleGan2Configuration.NoiseSide(index);
                    return Degradations
                        .SeededNoise.Normal([1, 1, side, side], ((long)seed * Generator.Configuration.NoiseCount) + index, device)
                        .DetachFromDisposeScope();
                }),
        ];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Generator.Dispose();
        Encoder.Dispose();
        LatentMean.Dispose();
    }

    private static IStyleEncoder LoadEncoder(LoadedModel model, Device device) =>
        model.Parameters.ContainsKey("styles.0.linear.weight")
            ? PyramidStyleEncoder
                .FromParameters(model.Parameters, model.Metadata.GetValueOrDefault(KnownArchitectures.EncoderFormKey) != "psp")
                .to(device)
            : StyleEncoder.FromParameters(model.Parameters).to(device);

    // [L, S]: that of the statistics, that of the generator's checkpoint, or that of draws through its mapping network.
    private static Tensor FindMean(LoadedModel statistics, LoadedModel generatorModel, StyleGan2Generator generator, Device device)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var (rows, length) = (generator.Configuration.LatentCount, generator.Configuration.StyleDimension);
        var mean = statistics.Parameters.GetValueOrDefault(MeanName) ?? generatorModel.Parameters.GetValueOrDefault(GeneratorMeanName);
        if (mean is null && generator.Configuration.MappingLayers > 0)
        {
            mean = generator.Map(Degradations.SeededNoise.Normal([MeanDraws, length], 0, device)).mean([0]);
        }

        return mean is null || mean.shape[^1] != length || (mean.ndim == 2 && mean.shape[0] != rows)
            ? throw new InvalidOperationException($"neither {MeanName} nor a mapping network gives a mean latent of {rows} × {length}")
            : mean.to(float32).expand(rows, length).clone().MoveToOuterDisposeScope();
    }

    private Tensor Find(string name) =>
        _statistics.Parameters.TryGetValue(name, out var value)
            ? value
            : throw new WeightsFormatException(StatisticsId, $"The face pack lacks {name}: restore all its files from one version.");

    private double? Metadata(string name) =>
        _statistics.Metadata.TryGetValue(name, out var text) && double.TryParse(text, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}

/// <summary>What describes a pack: a statistics file whose metadata names the other parts, or a pack of the catalog.</summary>
internal static class PackStatistics
{
    /// <summary>Metadata key of the generator's id.</summary>
    public const string GeneratorKey = "generator";

    /// <summary>Metadata key of the encoder's id.</summary>
    public const string EncoderKey = "encoder";

    /// <summary>Metadata key of the id of the network that pictures are compared by.</summary>
    public const string GuideKey = "guide";

    /// <summary>Metadata key of the face parser's id.</summary>
    public const string ParserKey = "parser";

    /// <summary>Opens what describes a pack.</summary>
    /// <param name="models">Holds the files.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="pack">Id of a pack of the catalog, or of the statistics themselves.</param>
    /// <returns>Directions and mean, and in the metadata the ids of the other parts; without a hash where no file belongs to it.</returns>
    /// <exception cref="InvalidOptionsException">The pack of the catalog serves another engine or lacks its generator.</exception>
    /// <exception cref="ModelUnavailableException">A file is missing or damaged.</exception>
    public static LoadedModel Open(IModelProvider models, Device device, string pack)
    {
        if (models.FindPack(pack) is null)
        {
            return models.Open(pack, device);
        }

        var described = ModelPack.For(models, pack, SairEngine.Id);
        var file = described.Parts.TryGetValue(ModelPack.Directions, out var directions)
            ? models.Open(directions, device)
            : new LoadedModel(pack, string.Empty, new Dictionary<string, Tensor>(), new Dictionary<string, string>());
        var metadata = new Dictionary<string, string>(file.Metadata)
        {
            [GeneratorKey] = described.Part(ModelPack.Generator),
            [EncoderKey] = described.Parts.GetValueOrDefault(ModelPack.Encoder, PackGuide.None),
        };
        foreach (var (role, key) in new[] { (ModelPack.Recogniser, GuideKey), (ModelPack.Mask, ParserKey) })
        {
            if (described.Parts.TryGetValue(role, out var part))
            {
                metadata[key] = part;
            }
        }

        var parameters = new Dictionary<string, Tensor>(file.Parameters);
        foreach (var (role, part) in described.Parts.Where(part => part.Key.StartsWith(ModelPack.Direction, StringComparison.Ordinal)))
        {
            parameters[role] = models.Open(part, device).Parameters.Values.First();
        }

        return file with
        {
            Metadata = metadata,
            Parameters = parameters,
        };
    }
}
