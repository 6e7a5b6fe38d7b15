using System.Text.Json;
using System.Text.Json.Serialization;
using Sair.Engine.Networks;
using Sair.Engine.Weights.Files;

namespace Sair.Training.Diffusion;

/// <summary>One file with everything that a run needs to go on as if it had never stopped.</summary>
/// <remarks>Draws depend on seed and step number alone, so no generator state is kept.</remarks>
public static class DiffusionCheckpoint
{
    private const string FileName = "checkpoint.safetensors";
    private const string ProgressKey = "progress";
    private const string CurrentPrefix = "current.";
    private const string AveragePrefix = "average.";
    private const string OptimizerPrefix = "adam.";

    private static readonly JsonSerializerOptions Format = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Writes the checkpoint, replacing the last one only when complete.</summary>
    public static void Save(string folder, DiffusionTrainingProgress progress, DiffusionUNet network, DiffusionUNet average, ResumableAdam optimizer)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(average);
        ArgumentNullException.ThrowIfNull(optimizer);
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>();
        Add(tensors, CurrentPrefix, network.state_dict());
        Add(tensors, AveragePrefix, average.state_dict());
        Add(tensors, OptimizerPrefix, optimizer.State());
        SafetensorsFile.Write(Path.Combine(folder, FileName), tensors, new Dictionary<string, string>(network.Configuration.ToMetadata())
        {
            [ProgressKey] = JsonSerializer.Serialize(progress, Format),
        });
    }

    /// <summary>Restores a run, or returns a fresh start where there is no checkpoint.</summary>
    /// <exception cref="InvalidDataException">The checkpoint belongs to a network of other sizes.</exception>
    public static DiffusionTrainingProgress Load(string folder, DiffusionUNet network, DiffusionUNet average, ResumableAdam optimizer)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(average);
        ArgumentNullException.ThrowIfNull(optimizer);
        var path = Path.Combine(folder, FileName);
        return !File.Exists(path) ? new DiffusionTrainingProgress() : Read(path, tensors =>
        {
            Copy(tensors, CurrentPrefix, network, path);
            Copy(tensors, AveragePrefix, average, path);
            optimizer.LoadState(Below(tensors, OptimizerPrefix));
        });
    }

    /// <summary>Reads the averaged network of a run.</summary>
    /// <returns>The network, owned by the caller, and where the run stood.</returns>
    /// <exception cref="FileNotFoundException">The run has no checkpoint yet.</exception>
    public static (DiffusionUNet Network, DiffusionTrainingProgress Progress) LoadAverage(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{folder} holds no checkpoint: train first, or name the folder of the run.", path);
        }

        var (tensors, metadata) = SafetensorsFile.Read(path);
        try
        {
            return (DiffusionUNet.FromParameters(Below(tensors, AveragePrefix), metadata), JsonSerializer.Deserialize<DiffusionTrainingProgress>(metadata[ProgressKey], Format)!);
        }
        finally
        {
            Free(tensors);
        }
    }

    private static DiffusionTrainingProgress Read(string path, Action<Dictionary<string, Tensor>> use)
    {
        var (tensors, metadata) = SafetensorsFile.Read(path);
        try
        {
            use(tensors);
            return JsonSerializer.Deserialize<DiffusionTrainingProgress>(metadata[ProgressKey], Format)!;
        }
        finally
        {
            Free(tensors);
        }
    }

    private static void Add(Dictionary<string, Tensor> tensors, string prefix, Dictionary<string, Tensor> values)
    {
        foreach (var (name, value) in values)
        {
            tensors[prefix + name] = value;
        }
    }

    private static Dictionary<string, Tensor> Below(Dictionary<string, Tensor> tensors, string prefix) =>
        tensors.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);

    private static void Copy(Dictionary<string, Tensor> tensors, string prefix, DiffusionUNet network, string path)
    {
        try
        {
            network.load_state_dict(Below(tensors, prefix));
        }
        catch (InvalidOperationException failure)
        {
            throw new InvalidDataException($"{path} holds a network of other sizes: resume with the settings that it was made with, or use another state folder.", failure);
        }
    }

    private static void Free(Dictionary<string, Tensor> tensors)
    {
        foreach (var value in tensors.Values)
        {
            value.Dispose();
        }
    }
}
