using System.Globalization;
using Sair.Engine.Networks;
using Sair.Engine.Weights.Files;

namespace Sair.Training.Codebooks;

/// <summary>The files of a finished pack, from which a run starts that has no checkpoint; the optimisers' state is rebuilt by the warm-up.</summary>
internal static class StartPack
{
    /// <summary>Name of the file of what the later stages made of the networks, and the engine loads.</summary>
    public const string PredictorName = "predictor.safetensors";

    /// <summary>Name of the file of what only training needs: encoder and generator of the first stage.</summary>
    public const string FirstStageName = "first-stage.safetensors";

    private const string Encoder = "encoder.";
    private const string Generator = "generator.";

    /// <summary>Copies what a pack holds of the first stage into its networks.</summary>
    /// <param name="folder">The pack.</param>
    /// <param name="network">The auto-encoder.</param>
    /// <exception cref="FileNotFoundException">The folder holds no such pack.</exception>
    /// <exception cref="InvalidDataException">The pack has other sizes.</exception>
    public static void LoadFirst(string folder, DualAutoencoder network)
    {
        using var scope = NewDisposeScope();
        var first = Read(folder, FirstStageName).Tensors;
        var predictor = Read(folder, PredictorName).Tensors;
        Copy(first, network, folder, name => IsOf(name, Encoder) || IsOf(name, Generator));
        Copy(predictor, network, folder, name => !IsOf(name, Encoder) && !IsOf(name, Generator));
    }

    /// <summary>Copies what a pack holds of the second stage into its networks; further layers of the transformer begin by changing nothing.</summary>
    /// <param name="folder">The pack, before or after the third stage.</param>
    /// <param name="network">The predictor, with books and generator of the first stage.</param>
    /// <exception cref="FileNotFoundException">The folder holds no such pack.</exception>
    /// <exception cref="InvalidDataException">The pack has other sizes.</exception>
    public static void LoadSecond(string folder, CodePredictor network)
    {
        using var scope = NewDisposeScope();
        var (predictor, metadata) = Read(folder, PredictorName);
        if (int.Parse(metadata["resolution"], CultureInfo.InvariantCulture) == 2 * network.Configuration.Vqgan.Size)
        {
            predictor[FinishedNetworks.Encoder] = FinishedNetworks.SeePixels(predictor[FinishedNetworks.Encoder], network.Configuration.Vqgan.Patch);
        }

        Copy(predictor, network, folder, name => !IsOf(name, Generator) && !IsOf(name, "quantize"));
        using var ungraded = no_grad();
        foreach (var (_, parameter) in network.named_parameters().Where(entry => entry.name.StartsWith("ft_layers.", StringComparison.Ordinal)
            && !predictor.ContainsKey(entry.name)
            && (entry.name.Contains(".out_proj.", StringComparison.Ordinal) || entry.name.Contains(".linear2.", StringComparison.Ordinal))))
        {
            parameter.zero_();
        }
    }

    /// <summary>Copies what a pack holds of the third stage into its networks: generator and fusion.</summary>
    /// <param name="folder">The pack.</param>
    /// <param name="network">The predictor, with all else of the second stage.</param>
    /// <exception cref="FileNotFoundException">The folder holds no such pack.</exception>
    /// <exception cref="InvalidDataException">The pack has other sizes.</exception>
    public static void LoadThird(string folder, CodePredictor network)
    {
        using var scope = NewDisposeScope();
        var predictor = Read(folder, PredictorName).Tensors;
        Copy(predictor, network, folder, name => IsOf(name, Generator) || IsOf(name, "fuse_convs_dict."));
    }

    // Copies that the caller's scope disposes; what the file gave belongs to none.
    private static (Dictionary<string, Tensor> Tensors, Dictionary<string, string> Metadata) Read(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{folder} holds no {name}: name the folder of an instant pack that was exported with it.", path);
        }

        var (tensors, metadata) = SafetensorsFile.Read(path);
        var copies = tensors.ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        foreach (var value in tensors.Values)
        {
            value.Dispose();
        }

        return (copies, metadata);
    }

    private static bool IsOf(string name, string part) => name.StartsWith(part, StringComparison.Ordinal);

    private static void Copy(Dictionary<string, Tensor> values, nn.Module network, string folder, Func<string, bool> isWanted)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope(); // what operators in place return
        foreach (var (name, parameter) in network.named_parameters().Where(entry => isWanted(entry.name) && values.ContainsKey(entry.name)))
        {
            parameter.copy_(values[name].shape.SequenceEqual(parameter.shape) ? values[name] : throw new InvalidDataException($"{folder} holds networks of other sizes ({name} differs): name the pack that was trained at this size."));
        }
    }
}
