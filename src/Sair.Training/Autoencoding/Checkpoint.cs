using System.Text.Json;
using Sair.Engine.Weights.Files;
using Sair.Training.Adversarial;

namespace Sair.Training.Autoencoding;

/// <summary>One file with everything that a run needs to go on as if it had never stopped.</summary>
/// <remarks>Draws depend on seed and step number alone, so no generator state is kept.</remarks>
public static class Checkpoint
{
    private const string FileName = "checkpoint.safetensors";
    private const string ProgressKey = "progress";
    private const string OptionsKey = "options";
    private const string AdamPrefix = "adam.";
    private const string GamePrefix = "game.";

    /// <summary>Writes the checkpoint, replacing the last one only when complete.</summary>
    public static void Save(AutoencoderOptions options, TrainingProgress progress, AutoencoderNetworks networks, AutoencoderNetworks average, ResumableAdam optimizer, AdversarialGame? game = null)
    {
        ArgumentNullException.ThrowIfNull(networks);
        ArgumentNullException.ThrowIfNull(average);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(options);
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>();
        foreach (var (name, parameter) in networks.Parameters())
        {
            tensors[$"current.{name}"] = parameter;
        }

        foreach (var (name, parameter) in average.Parameters())
        {
            tensors[$"average.{name}"] = parameter;
        }

        foreach (var (name, moment) in optimizer.State())
        {
            tensors[AdamPrefix + name] = moment;
        }

        foreach (var (name, value) in game?.State() ?? [])
        {
            tensors[GamePrefix + name] = value;
        }

        SafetensorsFile.Write(Path.Combine(options.StateFolder, FileName), tensors, new Dictionary<string, string>
        {
            [ProgressKey] = JsonSerializer.Serialize(progress),
            [OptionsKey] = JsonSerializer.Serialize(options),
        });
    }

    /// <summary>Restores a run, or returns a fresh start where there is no checkpoint.</summary>
    /// <exception cref="InvalidDataException">The checkpoint belongs to networks of other sizes.</exception>
    public static TrainingProgress Load(AutoencoderOptions options, AutoencoderNetworks networks, AutoencoderNetworks average, ResumableAdam optimizer, AdversarialGame? game = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(networks);
        ArgumentNullException.ThrowIfNull(average);
        ArgumentNullException.ThrowIfNull(optimizer);
        var path = Path.Combine(options.StateFolder, FileName);
        if (!File.Exists(path))
        {
            return new TrainingProgress();
        }

        var (tensors, metadata) = SafetensorsFile.Read(path);
        try
        {
            using var ungraded = no_grad();
            using var scope = NewDisposeScope(); // what operators in place return
            Copy(tensors, "current.", networks, path);
            Copy(tensors, "average.", average, path);
            optimizer.LoadState(Section(tensors, AdamPrefix));
            game?.Load(Section(tensors, GamePrefix));
            return JsonSerializer.Deserialize<TrainingProgress>(metadata[ProgressKey])!;
        }
        finally
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }
        }
    }

    /// <summary>Reads the averaged networks of a run.</summary>
    /// <exception cref="FileNotFoundException">The run has no checkpoint yet.</exception>
    /// <exception cref="InvalidDataException">The checkpoint belongs to networks of other sizes.</exception>
    public static TrainingProgress LoadAverage(AutoencoderOptions options, AutoencoderNetworks networks)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(networks);
        var path = Path.Combine(options.StateFolder, FileName);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{options.StateFolder} holds no checkpoint: train first, or name the folder of the run.", path);
        }

        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var (tensors, metadata) = SafetensorsFile.Read(path);
        Copy(tensors, "average.", networks, path);
        foreach (var tensor in tensors.Values)
        {
            tensor.Dispose();
        }

        return JsonSerializer.Deserialize<TrainingProgress>(metadata[ProgressKey])!;
    }

    /// <summary>Starts from the weights of a finished pack; the optimiser's state is rebuilt by the warm-up.</summary>
    /// <param name="packFolder">The folder of <c>generator.safetensors</c> and <c>encoder.safetensors</c>.</param>
    /// <param name="networks">Receives the weights.</param>
    /// <exception cref="InvalidDataException">The pack has other sizes.</exception>
    public static void LoadPack(string packFolder, AutoencoderNetworks networks)
    {
        ArgumentNullException.ThrowIfNull(networks);
        using var ungraded = no_grad();
        using var scope = NewDisposeScope(); // what operators in place return
        foreach (var part in new[] { "generator", "encoder" })
        {
            var path = Path.Combine(packFolder, $"{part}.safetensors");
            var (tensors, _) = SafetensorsFile.Read(path);
            foreach (var (name, parameter) in networks.Parameters().Where(entry => entry.Name.StartsWith(part + ".", StringComparison.Ordinal)))
            {
                // Layers of sizes that the pack does not have yet keep their random start.
                if (tensors.TryGetValue(name[(part.Length + 1)..], out var values))
                {
                    parameter.copy_(values.shape.SequenceEqual(parameter.shape) ? values : throw new InvalidDataException($"{path} holds networks of other sizes ({name} differs)."));
                }
            }

            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }
        }
    }

    private static Dictionary<string, Tensor> Section(Dictionary<string, Tensor> tensors, string prefix) =>
        tensors.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);

    private static void Copy(Dictionary<string, Tensor> tensors, string prefix, AutoencoderNetworks networks, string path)
    {
        foreach (var (name, parameter) in networks.Parameters())
        {
            if (!tensors.TryGetValue(prefix + name, out var values) || !values.shape.SequenceEqual(parameter.shape))
            {
                throw new InvalidDataException($"{path} holds networks of other sizes ({name} differs): resume with the settings that it was made with, or use another state folder.");
            }

            parameter.copy_(values);
        }
    }
}
