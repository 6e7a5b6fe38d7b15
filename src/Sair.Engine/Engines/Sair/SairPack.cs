using System.Globalization;
using Sair.Engine.Networks;
using Sair.Engine.Weights;

namespace Sair.Engine.Engines.Sair;

/// <summary>The face model that is searched: generator, encoder, and what is known about its latents.</summary>
public sealed class SairPack : IDisposable
{
    /// <summary>Id of the generator's model.</summary>
    public const string GeneratorId = "face-pack-generator";

    /// <summary>Id of the encoder's model.</summary>
    public const string EncoderId = "face-pack-encoder";

    /// <summary>Id of the statistics: <c>latent_mean</c>, <c>latent_std</c>, <c>direction.EMOTION</c> [L, S], <c>gain.EMOTION</c> [].</summary>
    public const string StatisticsId = "face-pack-statistics";

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

    private SairPack(StyleGan2Generator generator, StyleEncoder encoder, LoadedModel statistics, IReadOnlyDictionary<string, string> hashes)
    {
        Generator = generator;
        Encoder = encoder;
        _statistics = statistics;
        Hashes = hashes;
    }

    /// <summary>Gets the generator, to be frozen before a search.</summary>
    public StyleGan2Generator Generator { get; }

    /// <summary>Gets the encoder, frozen.</summary>
    public StyleEncoder Encoder { get; }

    /// <summary>Gets the SHA-256 of each file by model id.</summary>
    public IReadOnlyDictionary<string, string> Hashes { get; }

    /// <summary>Gets the mean latent [L, S]; owned by the model provider.</summary>
    public Tensor LatentMean => Find("latent_mean");

    /// <summary>Gets the peak learning rate that suits the pack: metadata <c>learning_rate</c>, else 0.1.</summary>
    public double LearningRate => Metadata("learning_rate") ?? DefaultLearningRate;

    /// <summary>Gets the weight of GEOCROSS that suits the pack: metadata <c>geocross_weight</c>, else 0.05 with a mapping network and 0 without.</summary>
    public double GeodesicCrossWeight => Metadata("geocross_weight") ?? (Generator.Configuration.MappingLayers > 0 ? MappedCrossWeight : 0);

    /// <summary>Loads a pack.</summary>
    /// <exception cref="ModelUnavailableException">A file is missing or damaged.</exception>
    /// <exception cref="WeightsFormatException">The files do not belong together.</exception>
    public static SairPack Load(IModelProvider models, Device device)
    {
        ArgumentNullException.ThrowIfNull(models);
        var generatorModel = models.Open(GeneratorId, device);
        var encoderModel = models.Open(EncoderId, device);
        var statistics = models.Open(StatisticsId, device);
        var names = generatorModel.Parameters.Keys;
        using var scope = NewDisposeScope();
        StyleGan2Generator? generator = null;
        StyleEncoder? encoder = null;
        try
        {
            generator = StyleGan2Generator.FromParameters(StyleGan2Names.IsNvlabs(names) ? StyleGan2Names.FromNvlabs(generatorModel.Parameters) : generatorModel.Parameters).to(device);
            encoder = StyleEncoder.FromParameters(encoderModel.Parameters).to(device);
            var (rows, length) = (generator.Configuration.LatentCount, generator.Configuration.StyleDimension);
            if (encoder.LatentCount != rows || encoder.StyleDimension != length)
            {
                throw new InvalidOperationException($"the encoder gives {encoder.LatentCount} × {encoder.StyleDimension}, the generator takes {rows} × {length}");
            }

            var hashes = new[] { generatorModel, encoderModel, statistics }.ToDictionary(model => model.Id, model => model.Sha256);
            return new SairPack(generator, encoder, statistics, hashes);
        }
        catch (Exception failure) when (failure is InvalidOperationException or KeyNotFoundException)
        {
            generator?.Dispose();
            encoder?.Dispose();
            throw new WeightsFormatException(GeneratorId, $"The face pack does not fit together ({failure.Message}): restore all its files from one version.", failure);
        }
    }

    /// <summary>Finds the direction of an emotion, scaled by its gain.</summary>
    /// <returns>Direction [L, S] of the file and its gain; null where the pack has none.</returns>
    public (Tensor Direction, double Gain)? FindEmotion(Emotion emotion)
    {
        foreach (var name in s_names.GetValueOrDefault(emotion, []))
        {
            if (_statistics.Parameters.TryGetValue($"direction.{name}", out var direction))
            {
                return (direction, _statistics.Parameters.TryGetValue($"gain.{name}", out var gain) ? gain.ToDouble() : 1);
            }
        }

        return null;
    }

    /// <summary>Finds the emotion that a name of a classifier means, or <see cref="Emotion.None"/>.</summary>
    public static Emotion NamedEmotion(string name) => s_names.FirstOrDefault(entry => entry.Value.Contains(name)).Key;

    /// <summary>Draws latents of faces that nobody has: through the mapping network, or from the Gaussian over the latents of the training faces.</summary>
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
        return [.. Enumerable.Range(0, Generator.Configuration.NoiseCount).Select(index =>
        {
            var side = StyleGan2Configuration.NoiseSide(index);
            return Degradations.SeededNoise.Normal([1, 1, side, side], ((long)seed * Generator.Configuration.NoiseCount) + index, device).DetachFromDisposeScope();
        })];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Generator.Dispose();
        Encoder.Dispose();
    }

    private Tensor Find(string name) => _statistics.Parameters.TryGetValue(name, out var value)
        ? value
        : throw new WeightsFormatException(StatisticsId, $"The face pack lacks {name}: restore all its files from one version.");

    private double? Metadata(string name) =>
        _statistics.Metadata.TryGetValue(name, out var text) && double.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null;
}
