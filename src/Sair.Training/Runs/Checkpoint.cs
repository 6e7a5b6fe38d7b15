using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sair.Engine.Weights.Files;
using Sair.Training.Adversarial;

namespace Sair.Training.Runs;

/// <summary>The state of a run in one safetensors file: everything that it needs to go on as if it had never stopped.</summary>
/// <remarks>
/// Tensors are named <c>current.NAME</c> (weights), <c>average.NAME</c>, <c>extra.NAME</c>, <c>OPTIMIZER.step</c>,
/// <c>OPTIMIZER.first.NAME</c> and <c>OPTIMIZER.second.NAME</c> (Adam's moments), <c>game.NAME</c> (the discriminator beside the networks);
/// the metadata hold <c>progress</c> as JSON. Draws depend on seed and step number alone (<see cref="TrainingStep.Seed"/>), so no generator
/// state is kept.
/// </remarks>
/// <param name="path">The file.</param>
public sealed class Checkpoint(string path)
{
    private const string CurrentPrefix = "current.";
    private const string AveragePrefix = "average.";
    private const string ExtraPrefix = "extra.";
    private const string DiscriminatorPrefix = "game."; // as the first state files named it
    private const string ProgressKey = "progress";

    // A figure that was not measured yet is NaN.
    private static readonly JsonSerializerOptions Format = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Gets all weights by name, those that are frozen too.</summary>
    public required IReadOnlyList<(string Name, Parameter Parameter)> Parameters { get; init; }

    /// <summary>Gets their average.</summary>
    public required WeightAverage Average { get; init; }

    /// <summary>Gets the optimisers by name.</summary>
    public required IReadOnlyDictionary<string, ResumableAdam> Optimizers { get; init; }

    /// <summary>Gets further tensors that belong to the state, by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Extras { get; init; } = new Dictionary<string, Tensor>();

    /// <summary>Gets the discriminator beside the networks; a file that was written without one leaves it random.</summary>
    public DiscriminatorTrainer? Discriminator { get; init; }

    /// <summary>Gets what else is written about the run: settings, sizes.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Gets a value indicating whether frozen weights stay as the caller set them: where an earlier stage made them, which may have been
    /// trained further since. Else they are restored too, so that a resumed run needs nothing but its file.
    /// </summary>
    public bool KeepsFrozen { get; init; }

    /// <summary>Gets a value indicating whether there is a state to go on from.</summary>
    public bool Exists => File.Exists(path);

    /// <summary>Writes the file, replacing the last one only when complete.</summary>
    /// <param name="progress">Where the run stands.</param>
    /// <exception cref="IOException">It cannot be written; the last one is whole.</exception>
    public void Save<TProgress>(TProgress progress)
        where TProgress : TrainingProgress
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>();
        Add(CurrentPrefix, Parameters.Select(entry => (entry.Name, (Tensor)entry.Parameter)));
        Add(AveragePrefix, Average.Values.Select(entry => (entry.Key, entry.Value)));
        Add(ExtraPrefix, Extras.Select(entry => (entry.Key, entry.Value)));
        foreach (var (optimizer, adam) in Optimizers)
        {
            Add($"{optimizer}.", adam.State().Select(entry => (entry.Key, entry.Value)));
        }

        Add(DiscriminatorPrefix, Discriminator?.State() ?? []);
        try
        {
            var metadata = new Dictionary<string, string>(Metadata) { [ProgressKey] = JsonSerializer.Serialize(progress, Format) };
            SafetensorsFile.Write(path, tensors, metadata);
        }
        catch (IOException failure)
        {
            var before = Exists ? "what was saved before is whole" : "nothing was saved before";
            throw new IOException(
                $"The run could not be saved ({failure.Message}); {before}. Make room and start the same command again.",
                failure
            );
        }

        void Add(string prefix, IEnumerable<(string Name, Tensor Value)> values)
        {
            foreach (var (name, value) in values)
            {
                tensors[prefix + name] = value;
            }
        }
    }

    /// <summary>Restores a run, or returns a fresh start where there is no file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or belongs to other networks or settings.</exception>
    public TProgress Load<TProgress>()
        where TProgress : TrainingProgress, new()
    {
        if (!Exists)
        {
            return new TProgress();
        }

        var (tensors, metadata) = Read(path);
        try
        {
            using var ungraded = no_grad();
            using var scope = NewDisposeScope(); // what operators in place return
            var progress = ReadProgress<TProgress>(path, metadata);
            var current = Section(tensors, CurrentPrefix);
            var average = Section(tensors, AveragePrefix);
            if (current.Keys.Except(Parameters.Select(entry => entry.Name)).FirstOrDefault() is { } surplus)
            {
                throw OfOtherSizes(surplus);
            }

            foreach (var (name, parameter) in Parameters.Where(entry => !KeepsFrozen || entry.Parameter.requires_grad))
            {
                parameter.copy_(Find(current, name, parameter));
                Average.Values[name].copy_(Find(average, name, parameter));
            }

            var extras = Section(tensors, ExtraPrefix);
            foreach (var (name, value) in Extras)
            {
                value.copy_(Find(extras, name, value));
            }

            foreach (var (optimizer, adam) in Optimizers)
            {
                Restore(optimizer, () => adam.LoadState(Section(tensors, $"{optimizer}.")));
            }

            Restore("the discriminator", () => Discriminator?.Load(Section(tensors, DiscriminatorPrefix)));
            return progress;
        }
        finally
        {
            Free(tensors.Values);
        }
    }

    /// <summary>Reads the averaged weights of a finished or running training.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The weights; the caller disposes them.</returns>
    /// <exception cref="FileNotFoundException">There is no file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static AveragedWeights<TProgress> ReadAverage<TProgress>(string path)
        where TProgress : TrainingProgress
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path} does not exist: train first, or name the folder of the run.", path);
        }

        var (tensors, metadata) = Read(path);
        try
        {
            var progress = ReadProgress<TProgress>(path, metadata);
            var average = Section(tensors, AveragePrefix);
            foreach (var name in average.Keys)
            {
                tensors.Remove(AveragePrefix + name);
            }

            return new AveragedWeights<TProgress>(path, average, progress, metadata);
        }
        finally
        {
            Free(tensors.Values);
        }
    }

    private static (Dictionary<string, Tensor> Tensors, Dictionary<string, string> Metadata) Read(string path)
    {
        try
        {
            return SafetensorsFile.Read(path);
        }
        catch (InvalidDataException failure)
        {
            throw Damaged(path, failure.Message.TrimEnd('.'), failure);
        }
    }

    private static TProgress ReadProgress<TProgress>(string path, Dictionary<string, string> metadata)
    {
        try
        {
            return JsonSerializer.Deserialize<TProgress>(metadata.GetValueOrDefault(ProgressKey, "null"), Format)
                ?? throw Damaged(path, "it does not say where a run stands");
        }
        catch (JsonException failure)
        {
            throw Damaged(path, "it does not say where a run stands", failure);
        }
    }

    private static InvalidDataException Damaged(string path, string how, Exception? cause = null) =>
        new($"{path} is no whole state of a training ({how}): put a copy of it back, or delete it to begin anew.", cause);

    private static Dictionary<string, Tensor> Section(Dictionary<string, Tensor> tensors, string prefix) =>
        tensors
            .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);

    private static void Free(IEnumerable<Tensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            tensor.Dispose();
        }
    }

    private Tensor Find(Dictionary<string, Tensor> tensors, string name, Tensor like) =>
        tensors.TryGetValue(name, out var values) && values.shape.SequenceEqual(like.shape) ? values : throw OfOtherSizes(name);

    private void Restore(string part, Action load)
    {
        try
        {
            load();
        }
        catch (Exception failure) when (failure is KeyNotFoundException or ExternalException)
        {
            throw OfOtherSizes(part, failure);
        }
    }

    private InvalidDataException OfOtherSizes(string part, Exception? cause = null) =>
        new(
            $"{path} holds networks of other sizes ({part} differs): "
                + "resume with the settings that it was made with, or use another state folder.",
            cause
        );
}

/// <summary>The averaged weights of a run.</summary>
/// <typeparam name="TProgress">The trainer's progress.</typeparam>
/// <param name="path">The file that they are of.</param>
/// <param name="parameters">The weights by name; owned from here on.</param>
/// <param name="progress">Where the run stood.</param>
/// <param name="metadata">What else the file says about the run.</param>
public sealed class AveragedWeights<TProgress>(
    string path,
    Dictionary<string, Tensor> parameters,
    TProgress progress,
    Dictionary<string, string> metadata
) : IDisposable
{
    /// <summary>Gets the weights by name.</summary>
    public Dictionary<string, Tensor> Parameters => parameters;

    /// <summary>Gets where the run stood.</summary>
    public TProgress Progress => progress;

    /// <summary>Gets what else the file says about the run.</summary>
    public IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <summary>Copies the weights into networks.</summary>
    /// <param name="targets">What to fill, by name.</param>
    /// <exception cref="InvalidDataException">The networks have other sizes.</exception>
    public void CopyTo(IEnumerable<(string Name, Parameter Parameter)> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        using var ungraded = no_grad();
        using var scope = NewDisposeScope(); // what operators in place return
        foreach (var (name, parameter) in targets)
        {
            parameter.copy_(
                parameters.TryGetValue(name, out var values) && values.shape.SequenceEqual(parameter.shape)
                    ? values
                    : throw new InvalidDataException(
                        $"{path} holds networks of other sizes ({name} differs): name the settings that it was made with."
                    )
            );
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var value in parameters.Values)
        {
            value.Dispose();
        }
    }
}
