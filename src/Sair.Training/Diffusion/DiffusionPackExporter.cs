using System.Globalization;
using Sair.Engine.Engines.Gen2Res;
using Sair.Engine.Weights.Files;
using Sair.Training.Data;
using Sair.Training.Packs;

namespace Sair.Training.Diffusion;

/// <summary>Turns a training run into the pack that the engine uses: the averaged network in 16 bit, its card and its log.</summary>
/// <param name="options">The run's settings; sizes are read from the checkpoint.</param>
/// <param name="modelsFolder">The folder of the catalog; the pack goes into <c>diffusion-pack</c> below it.</param>
/// <param name="subject">What the pictures show; <see cref="Gen2ResPack.FaceSubject"/> for faces.</param>
public sealed class DiffusionPackExporter(DiffusionTrainingOptions options, string modelsFolder, string subject = Gen2ResPack.FaceSubject)
{
    private const string Folder = "diffusion-pack";
    private const string File = "unet.safetensors";

    /// <summary>Writes the pack and records it in the catalog.</summary>
    /// <exception cref="FileNotFoundException">The run has no checkpoint yet.</exception>
    public void Export()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var (network, progress) = DiffusionCheckpoint.LoadAverage(options.StateFolder);
        using var owned = network;
        var folder = Path.Combine(modelsFolder, Folder);
        Directory.CreateDirectory(folder);
        var metadata = new Dictionary<string, string>(network.Configuration.ToMetadata())
        {
            [Gen2ResPack.LevelsKey] = options.Levels.ToString(CultureInfo.InvariantCulture),
            [Gen2ResPack.SubjectKey] = subject,
            ["images_seen"] = progress.Images.ToString(CultureInfo.InvariantCulture),
        };
        SafetensorsFile.Write(Path.Combine(folder, File), network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.half()), metadata);
        System.IO.File.Copy(Path.Combine(options.StateFolder, "log.csv"), Path.Combine(folder, "training-log.csv"), overwrite: true);
        System.IO.File.WriteAllText(Path.Combine(folder, "README.md"), DiffusionPackCard.Write(options, network.Configuration, progress, FaceIndex.Read(options.DataFolder, options.Sources)));
        CatalogFile.Record(modelsFolder, Gen2ResPack.FaceModelId, $"{Folder}/{File}", $"diffusion U-Net, {network.Configuration.ImageSize} px, noise levels below {options.Levels}", "research and personal use (see models/diffusion-pack/README.md)", "trained by sair train diffusion");
    }
}
