using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Sair.Engine.Diffusion;
using Sair.Engine.Losses;
using Sair.Engine.Networks;
using Sair.Engine.Weights.Files;

namespace Sair.Engine.Engines.Gen2Res;

/// <summary>
/// Teaches a copy of the base network an album (Ding 2024, section 3): AdamW without decay, a rate that falls linearly to 0.
/// </summary>
/// <remarks>One step per call. Draws depend on seed and step number alone, so a resumed tuning ends in the same weights.</remarks>
public sealed class PersonalTuning : IDisposable
{
    private const string FinishedKey = "finished";
    private const string AdamPrefix = "adam.";
    private const string WeightPrefix = "weight.";

    private readonly DiffusionUNet _network;
    private readonly TunableWeights _weights;
    private readonly PersonalTuningOptions _options;
    private readonly Tensor _album;
    private readonly Tensor? _prior;
    private readonly ResumableAdam _adam;
    private readonly DiffusionLoss _loss = new(new GaussianDiffusion(NoiseSchedule.Linear()));

    /// <summary>Initializes a new instance of the <see cref="PersonalTuning"/> class.</summary>
    /// <param name="pack">The base model.</param>
    /// <param name="network">A copy of its network; stays owned by the caller and is changed.</param>
    /// <param name="album">[M, 3, S, S], −1–1, RGB; copied.</param>
    /// <param name="prior">
    /// Pictures of the base model [P, 3, S, S], −1–1, for <see cref="PersonalTuningOptions.PriorShare"/>, or null; copied.
    /// </param>
    /// <param name="options">Settings.</param>
    public PersonalTuning(Gen2ResPack pack, DiffusionUNet network, Tensor album, Tensor? prior, PersonalTuningOptions options)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(album);
        ArgumentNullException.ThrowIfNull(options);
        using var scope = NewDisposeScope();
        _network = network;
        _options = options;
        manual_seed(options.Seed); // adapters start from random numbers
        _weights = new TunableWeights(network, pack.Model.Parameters, options.Form, options.Rank);
        _album = album.detach().clone().DetachFromDisposeScope();
        _prior = prior?.detach().clone().DetachFromDisposeScope();
        _adam = new ResumableAdam(_weights.Parameters(), options.LearningRate);
        network.train();
    }

    /// <summary>Gets the number of finished steps.</summary>
    public int Finished { get; private set; }

    /// <summary>Gets a value indicating whether all steps are done.</summary>
    public bool IsFinished => Finished >= _options.Iterations;

    /// <summary>Gets the squared error of the noise at the last step.</summary>
    public double NoiseError { get; private set; }

    /// <summary>Gets the variational bound in bits per value at the last step.</summary>
    public double VariationalBound { get; private set; }

    /// <summary>Takes one step.</summary>
    public void Step()
    {
        using var scope = NewDisposeScope();
        using var graded = enable_grad();
        var seed = (_options.Seed * 1_000_003L) + Finished;
        manual_seed(seed); // dropout
        var random = new Random(unchecked((int)((seed * 2_654_435_761L) >> 13)));
        var start = Draw(random);
        int[] indices = [.. Enumerable.Range(0, (int)start.shape[0]).Select(_ => random.Next(_options.Levels))];
        var terms = _loss.Evaluate(_network.forward, start, indices, randn(start.shape, float32).to(start.device));
        var noise = terms.Noise.mean();
        var bound = terms.Variational.mean();
        (noise + bound).backward();
        _adam.LearningRate = _options.LearningRate * (1 - ((double)Finished / _options.Iterations));
        _adam.Step();
        _adam.ZeroGradients();
        NoiseError = noise.ToDouble();
        VariationalBound = bound.ToDouble();
        Finished++;
    }

    /// <summary>Packs what was learned so far.</summary>
    public byte[] WriteWeights() => _weights.Write();

    /// <summary>Sets the network to what was learned, as a later run will load it, and ends the tuning.</summary>
    /// <returns>The packed weights.</returns>
    public byte[] Complete()
    {
        var packed = _weights.Write();
        _weights.Apply(packed);
        return packed;
    }

    /// <summary>Packs everything that is needed to go on as if the tuning had never stopped.</summary>
    public byte[] WriteProgress()
    {
        using var scope = NewDisposeScope();
        var tensors = _weights.Parameters().ToDictionary(entry => WeightPrefix + entry.Name, entry => (Tensor)entry.Parameter);
        foreach (var (name, value) in _adam.State())
        {
            tensors[AdamPrefix + name] = value;
        }

        using var stream = new MemoryStream();
        SafetensorsFile.Write(
            stream,
            tensors,
            new Dictionary<string, string> { [FinishedKey] = Finished.ToString(CultureInfo.InvariantCulture) }
        );
        return stream.ToArray();
    }

    /// <summary>Goes on from <see cref="WriteProgress"/>.</summary>
    /// <returns>False where the bytes belong to another tuning; nothing is changed then.</returns>
    public bool TryResume(byte[] progress)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        Dictionary<string, Tensor> tensors;
        Dictionary<string, string> metadata;
        try
        {
            using var stream = new MemoryStream(progress);
            (tensors, metadata) = SafetensorsFile.Read(stream);
        }
        catch (InvalidDataException)
        {
            return false;
        }

        try
        {
            var parameters = _weights.Parameters();
            if (
                !parameters.All(entry =>
                    tensors.TryGetValue(WeightPrefix + entry.Name, out var value) && value.shape.SequenceEqual(entry.Parameter.shape)
                ) || !int.TryParse(metadata.GetValueOrDefault(FinishedKey), CultureInfo.InvariantCulture, out var finished)
            )
            {
                return false;
            }

            foreach (var (name, parameter) in parameters)
            {
                parameter.copy_(tensors[WeightPrefix + name]);
            }

            _adam.LoadState(
                tensors
                    .Where(entry => entry.Key.StartsWith(AdamPrefix, StringComparison.Ordinal))
                    .ToDictionary(entry => entry.Key[AdamPrefix.Length..], entry => entry.Value)
            );
            Finished = finished;
            return true;
        }
        finally
        {
            foreach (var value in tensors.Values)
            {
                value.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _adam.Dispose();
        _weights.Dispose();
        _album.Dispose();
        _prior?.Dispose();
    }

    // Without replacement where the album is large enough, as published.
    private Tensor Draw(Random random)
    {
        var general = _prior is null ? 0 : (int)Math.Round(_options.Batch * _options.PriorShare);
        var own = Pick(_album, _options.Batch - general, random);
        return general == 0 ? own : cat([own, Pick(_prior!, general, random)]);
    }

    private static Tensor Pick(Tensor pictures, int count, Random random)
    {
        var available = (int)pictures.shape[0];
        var order = Enumerable.Range(0, available).Select(number => (long)number).ToArray();
        random.Shuffle(order);
        var numbers = count <= available ? order[..count] : [.. Enumerable.Range(0, count).Select(_ => (long)random.Next(available))];
        return pictures.index_select(0, tensor(numbers).to(pictures.device));
    }
}

/// <summary>Settings of <see cref="PersonalTuning"/>.</summary>
public sealed record PersonalTuningOptions
{
    /// <summary>Rate that suits a full tuning of the embedded model.</summary>
    public const double FullRate = 2e-4;

    /// <summary>Rate that suits low-rank changes.</summary>
    public const double LowRankRate = 2e-3;

    /// <summary>Gets what is changed.</summary>
    public TuningForm Form { get; init; }

    /// <summary>Gets the number of steps.</summary>
    [Range(1, 20000)]
    public int Iterations { get; init; } = 400;

    /// <summary>Gets the learning rate of the first step; it falls linearly to 0.</summary>
    [Range(1e-7, 0.1)]
    public double LearningRate { get; init; } = LowRankRate;

    /// <summary>Gets the pictures per step.</summary>
    [Range(1, 64)]
    public int Batch { get; init; } = 4;

    /// <summary>Gets the rank of low-rank changes.</summary>
    [Range(1, 64)]
    public int Rank { get; init; } = 8;

    /// <summary>Gets the number of noise levels that are learned, from the least noise.</summary>
    [Range(1, 1000)]
    public int Levels { get; init; } = 400;

    /// <summary>Gets the share of each batch that shows pictures of the base model.</summary>
    [Range(0.0, 0.9)]
    public double PriorShare { get; init; }

    /// <summary>Gets the seed of all draws.</summary>
    [Range(0, int.MaxValue)]
    public int Seed { get; init; }

    /// <summary>Gets a text that differs wherever the learned weights would.</summary>
    public string Name =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Form}-{Iterations}-{LearningRate:R}-{Batch}-{(Form == TuningForm.LowRank ? Rank : 0)}-{Levels}-{PriorShare:R}-{Seed}"
        );
}

/// <summary>The part of a network that tuning changes, and its form in a file.</summary>
/// <remarks>Full weights are stored as 16-bit differences to the base model, low-rank changes as their two factors.</remarks>
internal sealed class TunableWeights : IDisposable
{
    private readonly DiffusionUNet _network;
    private readonly LowRankAdapters? _adapters;
    private readonly IReadOnlyDictionary<string, Tensor> _base;

    /// <summary>Makes a network tunable.</summary>
    /// <param name="network">A copy of the base network; stays owned by the caller.</param>
    /// <param name="baseParameters">The base network's parameters; owned by the model provider.</param>
    /// <param name="form">What is changed.</param>
    /// <param name="rank">Rank of low-rank changes.</param>
    public TunableWeights(DiffusionUNet network, IReadOnlyDictionary<string, Tensor> baseParameters, TuningForm form, int rank)
    {
        _network = network;
        _base = baseParameters;
        network.Freeze(form == TuningForm.LowRank);
        _adapters = form == TuningForm.LowRank ? new LowRankAdapters(network, rank) : null;
    }

    /// <summary>Lists what is learned.</summary>
    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters() =>
        [.. _adapters?.Parameters() ?? _network.named_parameters().Select(entry => (entry.name, entry.parameter))];

    /// <summary>Packs the change.</summary>
    public byte[] Write()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var tensors = Parameters()
            .ToDictionary(
                entry => entry.Name,
                entry => (_adapters is null ? entry.Parameter - _base[entry.Name].to(float32) : entry.Parameter.detach()).half()
            );
        using var stream = new MemoryStream();
        SafetensorsFile.Write(stream, tensors);
        return stream.ToArray();
    }

    /// <summary>Sets the network to a packed change, and leaves it frozen and without adapters.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such change.</exception>
    public void Apply(byte[] weights)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var stream = new MemoryStream(weights);
        var (tensors, _) = SafetensorsFile.Read(stream);
        try
        {
            var parameters = Parameters();
            var missing = parameters
                .FirstOrDefault(entry =>
                    !tensors.TryGetValue(entry.Name, out var value) || !value.shape.SequenceEqual(entry.Parameter.shape)
                )
                .Name;
            if (missing is not null)
            {
                throw new InvalidDataException($"The personal weights lack {missing}.");
            }

            foreach (var (name, parameter) in parameters)
            {
                var change = tensors[name].to(parameter.device).to(float32);
                parameter.copy_(_adapters is null ? _base[name].to(float32) + change : change);
            }

            _adapters?.Merge();
            _network.Freeze();
            _network.eval();
        }
        finally
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _adapters?.Dispose();
}
