using System.Globalization;
using Sair.Engine.Engines.Iqpfr;
using Sair.Engine.Networks;
using Sair.Engine.Weights.Files;
using Sair.Training.Packs;
using Sair.Training.Runs;

namespace Sair.Training.Codebooks;

/// <summary>Writes averaged networks as the pack of the instant engine.</summary>
public static class CodebookExporter
{
    private const string Folder = "instant-pack";
    private const string FirstStageId = "instant-pack-first-stage";
    private const string Licence = $"research and personal use (see models/{Folder}/README.md)";

    /// <summary>Writes the networks of the second stage in half precision and records them in the catalog.</summary>
    /// <param name="options">The run's settings.</param>
    /// <param name="modelsFolder">The folder of the catalog.</param>
    /// <param name="scoreStrength">Share of the score's embedding that suits the networks where the second book counts.</param>
    /// <exception cref="FileNotFoundException">The second stage has not been trained.</exception>
    public static void Export(CodebookTrainingOptions options, string modelsFolder, double scoreStrength)
    {
        ArgumentNullException.ThrowIfNull(options);
        Write(options, options.Networks, CodePredictorTrainer.CheckpointName, modelsFolder, scoreStrength, fidelity: 0);
    }

    /// <summary>Writes the networks of the third stage in half precision and records them in the catalog.</summary>
    /// <param name="options">The run's settings.</param>
    /// <param name="modelsFolder">The folder of the catalog.</param>
    /// <param name="scoreStrength">Share of the score's embedding that suits the networks where the second book counts.</param>
    /// <param name="fidelity">w that suits the networks.</param>
    /// <exception cref="FileNotFoundException">The third stage has not been trained.</exception>
    public static void ExportFinished(CodebookTrainingOptions options, string modelsFolder, double scoreStrength, double fidelity)
    {
        ArgumentNullException.ThrowIfNull(options);
        var networks = FinishedNetworks.Configure(options.Networks);
        Write(options, networks, FinishingTrainer.CheckpointName, modelsFolder, scoreStrength, fidelity);
    }

    private static void Write(
        CodebookTrainingOptions options,
        CodePredictorConfiguration networks,
        string checkpoint,
        string modelsFolder,
        double scoreStrength,
        double fidelity
    )
    {
        using var scope = NewDisposeScope();
        using var average = Checkpoint.ReadAverage<TrainingProgress>(Path.Combine(options.StateFolder, checkpoint));
        var file = $"{Folder}/{StartPack.PredictorName}";
        Directory.CreateDirectory(Path.Combine(modelsFolder, Folder));
        SafetensorsFile.Write(
            Path.Combine(modelsFolder, file),
            average.Parameters.ToDictionary(entry => entry.Key, entry => entry.Value.half()),
            new Dictionary<string, string>
            {
                ["resolution"] = $"{networks.Vqgan.Size}",
                ["groups"] = $"{networks.Vqgan.Groups}",
                ["heads"] = $"{networks.Heads}",
                ["aesthetic_weight"] = networks.AestheticWeight.ToString(CultureInfo.InvariantCulture),
                [IqpfrPack.ThresholdKey] = options.Threshold.ToString(CultureInfo.InvariantCulture),
                [IqpfrPack.ScoreStrengthKey] = scoreStrength.ToString(CultureInfo.InvariantCulture),
                [IqpfrPack.FidelityKey] = fidelity.ToString(CultureInfo.InvariantCulture),
                ["images_seen"] = $"{average.Progress.Images}",
            }
        );
        CatalogFile.Record(
            modelsFolder,
            IqpfrPack.PredictorId,
            file,
            $"code predictor with two books of {networks.Vqgan.CodeCount}, {networks.Vqgan.Size} px",
            Licence,
            "trained by sair train codebooks, codes and finish"
        );
        WriteFirstStage(options, modelsFolder);
    }

    // Encoder and generator of the first stage are in no later one, and a further run cannot do without them.
    private static void WriteFirstStage(CodebookTrainingOptions options, string modelsFolder)
    {
        using var first = FirstStage.Load(options);
        var file = $"{Folder}/{StartPack.FirstStageName}";
        SafetensorsFile.Write(
            Path.Combine(modelsFolder, file),
            first
                .state_dict()
                .Where(entry => !entry.Key.StartsWith("quantize", StringComparison.Ordinal))
                .ToDictionary(entry => entry.Key, entry => entry.Value.half())
        );
        CatalogFile.Record(
            modelsFolder,
            FirstStageId,
            file,
            $"encoder and generator of good photos, {options.Networks.Vqgan.Size} px; read by further training alone",
            Licence,
            "trained by sair train codebooks"
        );
    }
}

/// <summary>
/// The files of a finished pack, from which a run starts that has no checkpoint; the optimisers' state is rebuilt by the warm-up.
/// </summary>
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

    /// <summary>
    /// Copies what a pack holds of the second stage into its networks; further layers of the transformer begin by changing nothing.
    /// </summary>
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
            var patch = network.Configuration.Vqgan.Patch;
            predictor[FinishedNetworks.Encoder] = FinishedNetworks.SeePixels(predictor[FinishedNetworks.Encoder], patch);
        }

        Copy(predictor, network, folder, name => !IsOf(name, Generator) && !IsOf(name, "quantize"));
        using var ungraded = no_grad();
        var added = network.named_parameters().Where(entry => !predictor.ContainsKey(entry.name) && IsLayerEnd(entry.name));
        foreach (var (_, parameter) in added)
        {
            parameter.zero_();
        }

        static bool IsLayerEnd(string name) =>
            IsOf(name, "ft_layers.")
            && (name.Contains(".out_proj.", StringComparison.Ordinal) || name.Contains(".linear2.", StringComparison.Ordinal));
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
            throw new FileNotFoundException(
                $"{folder} holds no {name}: name the folder of an instant pack that was exported with it.",
                path
            );
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
            parameter.copy_(
                values[name].shape.SequenceEqual(parameter.shape)
                    ? values[name]
                    : throw new InvalidDataException(
                        $"{folder} holds networks of other sizes ({name} differs): name the pack that was trained at this size."
                    )
            );
        }
    }
}
