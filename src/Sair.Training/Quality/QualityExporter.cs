using Sair.Engine.Networks;
using Sair.Engine.Quality;
using Sair.Engine.Weights.Files;
using Sair.Training.Packs;
using Sair.Training.Runs;

namespace Sair.Training.Quality;

/// <summary>Writes the averaged quality network of a run into the models folder.</summary>
public static class QualityExporter
{
    private const string Folder = "face-quality";

    /// <summary>Writes the network in half precision and records it in the catalog.</summary>
    /// <param name="stateFolder">The folder of the run.</param>
    /// <param name="modelsFolder">The folder of the catalog.</param>
    /// <exception cref="FileNotFoundException">The run has no checkpoint yet.</exception>
    public static void Export(string stateFolder, string modelsFolder)
    {
        using var scope = NewDisposeScope();
        using var average = Checkpoint.ReadAverage<QualityProgress>(Path.Combine(stateFolder, QualityTrainer.CheckpointName));
        var file = $"{Folder}/quality.safetensors";
        Directory.CreateDirectory(Path.Combine(modelsFolder, Folder));
        SafetensorsFile.Write(
            Path.Combine(modelsFolder, file),
            average.Parameters.ToDictionary(entry => entry.Key, entry => entry.Value.half()),
            new Dictionary<string, string>
            {
                ["resolution"] = $"{QualityNetwork.InputSide}",
                ["images_seen"] = $"{average.Progress.Images}",
            }
        );
        CatalogFile.Record(
            modelsFolder,
            QualityScorer.ModelId,
            file,
            $"quality network, {QualityNetwork.InputSide} px",
            $"research and personal use (see models/{Folder}/README.md)",
            "trained by sair train quality"
        );
    }
}
