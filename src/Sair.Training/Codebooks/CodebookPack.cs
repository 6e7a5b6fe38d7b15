using System.Globalization;
using Sair.Engine.Engines.Iqpfr;
using Sair.Engine.Networks;
using Sair.Engine.Weights.Files;
using Sair.Training.Checkpoints;
using Sair.Training.Packs;

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
        Write(options, FinishedNetworks.Configure(options.Networks), FinishingTrainer.CheckpointName, modelsFolder, scoreStrength, fidelity);
    }

    private static void Write(CodebookTrainingOptions options, CodePredictorConfiguration networks, string checkpoint, string modelsFolder, double scoreStrength, double fidelity)
    {
        using var scope = NewDisposeScope();
        var (parameters, progress) = RunCheckpoint.ReadAverage<RunProgress>(Path.Combine(options.StateFolder, checkpoint));
        var file = $"{Folder}/{StartPack.PredictorName}";
        Directory.CreateDirectory(Path.Combine(modelsFolder, Folder));
        SafetensorsFile.Write(
            Path.Combine(modelsFolder, file),
            parameters.ToDictionary(entry => entry.Key, entry => entry.Value.half()),
            new Dictionary<string, string>
            {
                ["resolution"] = $"{networks.Vqgan.Size}",
                ["groups"] = $"{networks.Vqgan.Groups}",
                ["heads"] = $"{networks.Heads}",
                ["aesthetic_weight"] = networks.AestheticWeight.ToString(CultureInfo.InvariantCulture),
                [IqpfrPack.ThresholdKey] = options.Threshold.ToString(CultureInfo.InvariantCulture),
                [IqpfrPack.ScoreStrengthKey] = scoreStrength.ToString(CultureInfo.InvariantCulture),
                [IqpfrPack.FidelityKey] = fidelity.ToString(CultureInfo.InvariantCulture),
                ["images_seen"] = $"{progress.Images}",
            });
        foreach (var value in parameters.Values)
        {
            value.Dispose();
        }

        CatalogFile.Record(modelsFolder, IqpfrPack.PredictorId, file, $"code predictor with two books of {networks.Vqgan.CodeCount}, {networks.Vqgan.Size} px", Licence, "trained by sair train codebooks, codes and finish");
        WriteFirstStage(options, modelsFolder);
    }

    // Encoder and generator of the first stage are in no later one, and a further run cannot do without them.
    private static void WriteFirstStage(CodebookTrainingOptions options, string modelsFolder)
    {
        using var first = FirstStage.Load(options);
        var file = $"{Folder}/{StartPack.FirstStageName}";
        SafetensorsFile.Write(
            Path.Combine(modelsFolder, file),
            first.state_dict().Where(entry => !entry.Key.StartsWith("quantize", StringComparison.Ordinal)).ToDictionary(entry => entry.Key, entry => entry.Value.half()));
        CatalogFile.Record(modelsFolder, FirstStageId, file, $"encoder and generator of good photos, {options.Networks.Vqgan.Size} px; read by further training alone", Licence, "trained by sair train codebooks");
    }
}
