using System.Globalization;
using Sair.Engine.Diffusion;
using Sair.Engine.Networks;
using Sair.Engine.Weights.Files;

namespace Sair.Engine.Engines.Gen2Res.Personal;

/// <summary>Teaches a copy of the base network an album (Ding 2024, section 3): AdamW without decay, a rate that falls linearly to 0.</summary>
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
    /// <param name="prior">Pictures of the base model [P, 3, S, S], −1–1, for <see cref="PersonalTuningOptions.PriorShare"/>, or null; copied.</param>
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
        SafetensorsFile.Write(stream, tensors, new Dictionary<string, string> { [FinishedKey] = Finished.ToString(CultureInfo.InvariantCulture) });
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
            if (!parameters.All(entry => tensors.TryGetValue(WeightPrefix + entry.Name, out var value) && value.shape.SequenceEqual(entry.Parameter.shape))
                || !int.TryParse(metadata.GetValueOrDefault(FinishedKey), CultureInfo.InvariantCulture, out var finished))
            {
                return false;
            }

            foreach (var (name, parameter) in parameters)
            {
                parameter.copy_(tensors[WeightPrefix + name]);
            }

            _adam.LoadState(tensors.Where(entry => entry.Key.StartsWith(AdamPrefix, StringComparison.Ordinal)).ToDictionary(entry => entry.Key[AdamPrefix.Length..], entry => entry.Value));
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
