using System.Text.Json;
using Sair.Torch.Optimizers;
using Sair.Torch.Weights;

namespace Sair.Training.Autoencoding;

/// <summary>One file with everything that a run needs to go on as if it had never stopped.</summary>
/// <remarks>Draws depend on seed and step number alone, so no generator state is kept.</remarks>
public static class Checkpoint
{
    private const string FileName = "checkpoint.safetensors";
    private const string ProgressKey = "progress";
    private const string OptionsKey = "options";

    /// <summary>Writes the checkpoint, replacing the last one only when complete.</summary>
    public static void Save(AutoencoderOptions options, TrainingProgress progress, AutoencoderNetworks networks, AutoencoderNetworks average, Adam optimizer)
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
            tensors[$"adam.{name}"] = moment;
        }

        SafetensorsFile.Write(Path.Combine(options.StateFolder, FileName), tensors, new Dictionary<string, string>
        {
            [ProgressKey] = JsonSerializer.Serialize(progress),
            [OptionsKey] = JsonSerializer.Serialize(options),
        });
    }

    /// <summary>Restores a run, or returns a fresh start where there is no checkpoint.</summary>
    /// <exception cref="InvalidDataException">The checkpoint belongs to networks of other sizes.</exception>
    public static TrainingProgress Load(AutoencoderOptions options, AutoencoderNetworks networks, AutoencoderNetworks average, Adam optimizer)
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
            Copy(tensors, "current.", networks, path);
            Copy(tensors, "average.", average, path);
            optimizer.LoadState(tensors.Where(entry => entry.Key.StartsWith("adam.", StringComparison.Ordinal)).ToDictionary(entry => entry.Key["adam.".Length..], entry => entry.Value));
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
