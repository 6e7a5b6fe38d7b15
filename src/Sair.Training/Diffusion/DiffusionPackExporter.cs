using Sair.Engine.Engines.Gen2Res;
using Sair.Engine.Networks;
using Sair.Engine.Weights.Files;
using Sair.Training.Data;
using Sair.Training.Packs;
using Sair.Training.Runs;

namespace Sair.Training.Diffusion;

/// <summary>Turns a training run into the pack that the engine uses: the averaged network in 16 bit, its card and its log.</summary>
/// <param name="options">The run's settings; sizes are read from the checkpoint.</param>
/// <param name="modelsFolder">The folder of the catalog; the pack goes into <c>diffusion-pack</c> below it.</param>
/// <param name="subject">What the pictures show; <see cref="Gen2ResPack.FaceSubject"/> for faces.</param>
public sealed class DiffusionPackExporter(DiffusionTrainingOptions options, string modelsFolder, string subject = Gen2ResPack.FaceSubject)
{
    private const string Folder = "diffusion-pack";
    private const string FileName = "unet.safetensors";

    /// <summary>Writes the pack and records it in the catalog.</summary>
    /// <exception cref="FileNotFoundException">The run has no checkpoint yet.</exception>
    public void Export()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var average = Checkpoint.ReadAverage<DiffusionProgress>(Path.Combine(options.StateFolder, DiffusionTrainer.CheckpointName));
        using var network = DiffusionUNet.FromParameters(average.Parameters, average.Metadata);
        var folder = Path.Combine(modelsFolder, Folder);
        Directory.CreateDirectory(folder);
        var metadata = new Dictionary<string, string>(network.Configuration.ToMetadata())
        {
            [Gen2ResPack.LevelsKey] = $"{options.Levels}",
            [Gen2ResPack.SubjectKey] = subject,
            ["images_seen"] = $"{average.Progress.Images}",
        };
        SafetensorsFile.Write(
            Path.Combine(folder, FileName),
            network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.half()),
            metadata
        );
        File.Copy(Path.Combine(options.StateFolder, DiffusionTrainer.LogName), Path.Combine(folder, "training-log.csv"), overwrite: true);
        File.WriteAllText(
            Path.Combine(folder, "README.md"),
            DiffusionPackCard.Write(options, network.Configuration, average.Progress, FaceIndex.Read(options.DataFolder, options.Sources))
        );
        CatalogFile.Record(
            modelsFolder,
            Gen2ResPack.FaceModelId,
            $"{Folder}/{FileName}",
            $"diffusion U-Net, {network.Configuration.ImageSize} px, noise levels below {options.Levels}",
            "research and personal use (see models/diffusion-pack/README.md)",
            "trained by sair train diffusion"
        );
    }
}

/// <summary>Writes the model card of a diffusion pack.</summary>
internal static class DiffusionPackCard
{
    /// <summary>Writes the card as Markdown.</summary>
    /// <param name="options">The run's settings.</param>
    /// <param name="network">The network's sizes.</param>
    /// <param name="progress">Where the run stood.</param>
    /// <param name="pictures">The data.</param>
    public static string Write(
        DiffusionTrainingOptions options,
        DiffusionUNetConfiguration network,
        DiffusionProgress progress,
        IReadOnlyList<FaceSource> pictures
    )
    {
        var sources = pictures
            .GroupBy(picture => picture.Source)
            .OrderByDescending(group => group.Count())
            .Select(group => $"| {group.Key} | {group.Count()} |");
        string[] lines =
        [
            "# Embedded diffusion model",
            string.Empty,
            "**For research and personal use.** Two of the sources below state no licence, so this model must not be used commercially. "
                + "`sair train diffusion run --sources congress,voteview,webmorph,sd3-faker` trains on the sources of known licence alone.",
            string.Empty,
            "A diffusion U-Net in the guided-diffusion layout (learned variance, scale-shift normalisation, residual resampling) for "
                + $"{network.ImageSize} px, squares of {network.PatchSize} px as one position, {network.Channels} channels × "
                + $"({string.Join(", ", network.Multipliers)}), {network.ResidualBlocks} residual block(s) per level. "
                + $"It knows the noise levels 0–{options.Levels - 1} of the linear schedule of 1000; it cannot start from pure noise. "
                + "Averaged weights in 16 bit.",
            string.Empty,
            "## Data",
            string.Empty,
            "| source | pictures |",
            "|---|---|",
            .. sources,
            string.Empty,
            $"Licences as in the [card of the face pack](../face-pack/README.md). One person in {FaceIndex.ValidationShare} is held out. "
                + $"Pictures are drawn with weight (size of the source)^−{options.Balance}, mirrored at random.",
            string.Empty,
            "## Training",
            string.Empty,
            $"{progress.Images:N0} pictures in {progress.Step:N0} steps of {options.Batch}, {progress.Elapsed.TotalMinutes:F0} minutes on "
                + $"a shared processor core, Adam at {options.LearningRate}. Held-out error of the noise estimate, mean over the learned "
                + $"levels: {progress.HeldOutLoss:F4} (predicting no noise gives 1). Over the run: [training-log.csv](training-log.csv) "
                + "(time, pictures, noise error, bound in bits per value, seconds).",
            string.Empty,
            "## Limits",
            string.Empty,
            "The model has seen its pictures for a short time. It removes moderate noise and softens what is left; from high noise levels "
                + "it makes the coarse shape of a face and no more. `sair train diffusion run` goes on from a state folder; measure "
                + "a model with `sair evaluate album`. The data is thin in children, profiles and anything but smiles and neutral faces.",
            string.Empty,
        ];
        return string.Join('\n', lines);
    }
}
