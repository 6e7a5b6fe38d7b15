using System.Text.Json;
using Sair.Engine.Weights.Files;
using Sair.Training.Adversarial;

namespace Sair.Training.Checkpoints;

/// <summary>One file with everything that a run needs to go on as if it had never stopped.</summary>
/// <remarks>Draws depend on seed and step number alone, so no generator state is kept.</remarks>
/// <param name="path">The file.</param>
/// <param name="parameters">The trained parameters by name.</param>
/// <param name="average">Their average.</param>
/// <param name="optimizers">The optimisers by name.</param>
/// <param name="extras">Further tensors that belong to the state, by name.</param>
/// <param name="game">The discriminator beside the networks; a checkpoint that was written without one leaves it random.</param>
public sealed class RunCheckpoint(string path, IReadOnlyList<(string Name, Parameter Parameter)> parameters, ParameterAverage average, IReadOnlyDictionary<string, ResumableAdam> optimizers, IReadOnlyDictionary<string, Tensor>? extras = null, AdversarialGame? game = null)
{
    private const string GamePrefix = "game.";
    private const string ProgressKey = "progress";
    private static readonly Dictionary<string, Tensor> NoExtras = [];

    /// <summary>Writes the checkpoint, replacing the last one only when complete.</summary>
    public void Save<TProgress>(TProgress progress)
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>();
        foreach (var (name, parameter) in parameters)
        {
            tensors[$"current.{name}"] = parameter;
        }

        foreach (var (name, value) in average.Values)
        {
            tensors[$"average.{name}"] = value;
        }

        foreach (var (name, value) in extras ?? NoExtras)
        {
            tensors[$"extra.{name}"] = value;
        }

        foreach (var (optimizer, adam) in optimizers)
        {
            foreach (var (name, moment) in adam.State())
            {
                tensors[$"{optimizer}.{name}"] = moment;
            }
        }

        foreach (var (name, value) in game?.State() ?? [])
        {
            tensors[GamePrefix + name] = value;
        }

        SafetensorsFile.Write(path, tensors, new Dictionary<string, string> { [ProgressKey] = JsonSerializer.Serialize(progress) });
    }

    /// <summary>Restores a run, or returns a fresh start where there is no checkpoint; frozen parameters stay as the caller set them.</summary>
    /// <exception cref="InvalidDataException">The checkpoint belongs to networks of other sizes.</exception>
    public TProgress Load<TProgress>()
        where TProgress : new()
    {
        if (!File.Exists(path))
        {
            return new TProgress();
        }

        var (tensors, metadata) = SafetensorsFile.Read(path);
        try
        {
            using var ungraded = no_grad();
            using var scope = NewDisposeScope(); // what operators in place return
            foreach (var (name, parameter) in parameters.Where(entry => entry.Parameter.requires_grad))
            {
                parameter.copy_(Find(tensors, $"current.{name}", parameter));
                average.Values[name].copy_(Find(tensors, $"average.{name}", parameter));
            }

            foreach (var (name, value) in extras ?? NoExtras)
            {
                value.copy_(Find(tensors, $"extra.{name}", value));
            }

            foreach (var (optimizer, adam) in optimizers)
            {
                adam.LoadState(Section(tensors, optimizer + "."));
            }

            game?.Load(Section(tensors, GamePrefix));
            return JsonSerializer.Deserialize<TProgress>(metadata[ProgressKey])!;
        }
        finally
        {
            Free(tensors);
        }
    }

    /// <summary>Reads the averaged parameters of a finished or running training.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <returns>Parameters by name, owned by the caller, and the progress.</returns>
    /// <exception cref="FileNotFoundException">There is no checkpoint.</exception>
    public static (Dictionary<string, Tensor> Parameters, TProgress Progress) ReadAverage<TProgress>(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path} does not exist: train first, or name the folder of the run.", path);
        }

        const string prefix = "average.";
        var (tensors, metadata) = SafetensorsFile.Read(path);
        var averaged = tensors.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);
        Free(tensors.Where(entry => !entry.Key.StartsWith(prefix, StringComparison.Ordinal)));
        return (averaged, JsonSerializer.Deserialize<TProgress>(metadata[ProgressKey])!);
    }

    private static Dictionary<string, Tensor> Section(Dictionary<string, Tensor> tensors, string prefix) =>
        tensors.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);

    private static void Free(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        foreach (var (_, value) in tensors)
        {
            value.Dispose();
        }
    }

    private Tensor Find(Dictionary<string, Tensor> tensors, string name, Tensor like) =>
        tensors.TryGetValue(name, out var values) && values.shape.SequenceEqual(like.shape)
            ? values
            : throw new InvalidDataException($"{path} holds networks of other sizes ({name} differs): resume with the settings that it was made with, or use another state folder.");
}
