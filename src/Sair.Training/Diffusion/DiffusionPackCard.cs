using System.Globalization;
using System.Text;
using Sair.Engine.Networks;
using Sair.Training.Data;

namespace Sair.Training.Diffusion;

/// <summary>Writes the model card of a diffusion pack.</summary>
public static class DiffusionPackCard
{
    /// <summary>Writes the card as Markdown.</summary>
    /// <param name="options">The run's settings.</param>
    /// <param name="network">The network's sizes.</param>
    /// <param name="progress">Where the run stood.</param>
    /// <param name="pictures">The data.</param>
    public static string Write(DiffusionTrainingOptions options, DiffusionUNetConfiguration network, DiffusionTrainingProgress progress, IReadOnlyList<FaceSource> pictures)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentNullException.ThrowIfNull(pictures);
        var text = new StringBuilder();
        text.AppendLine("# Embedded diffusion model").AppendLine();
        text.AppendLine("**For research and personal use.** Two of the sources below state no licence, so this model must not be used commercially. `sair train diffusion run --sources congress,voteview,webmorph,sd3-faker` trains on the sources of known licence alone.").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"A diffusion U-Net in the guided-diffusion layout (learned variance, scale-shift normalisation, residual resampling) for {network.ImageSize} px, squares of {network.PatchSize} px as one position, {network.Channels} channels × ({string.Join(", ", network.Multipliers)}), {network.ResidualBlocks} residual block(s) per level. It knows the noise levels 0–{options.Levels - 1} of the linear schedule of 1000; it cannot start from pure noise. Averaged weights in 16 bit.").AppendLine();
        text.AppendLine("## Data").AppendLine().AppendLine("| source | pictures |").AppendLine("|---|---|");
        foreach (var group in pictures.GroupBy(picture => picture.Source).OrderByDescending(group => group.Count()))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {group.Key} | {group.Count()} |");
        }

        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Licences as in the [card of the face pack](../face-pack/README.md). One person in {FaceIndex.ValidationShare} is held out. Pictures are drawn with weight (size of the source)^−{options.Balance}, mirrored at random.").AppendLine();
        text.AppendLine("## Training").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{progress.Images:N0} pictures in {progress.Step:N0} steps of {options.Batch}, {progress.Elapsed.TotalMinutes:F0} minutes on a shared processor core, Adam at {options.LearningRate}. Held-out error of the noise estimate, mean over the learned levels: {progress.HeldOutLoss:F4} (predicting no noise gives 1). Over the run: [training-log.csv](training-log.csv) (time, pictures, noise error, bound in bits per value, seconds).").AppendLine();
        text.AppendLine("## Limits").AppendLine();
        text.AppendLine("The model has seen its pictures for a short time. It removes moderate noise and softens what is left; from high noise levels it makes the coarse shape of a face and no more. `sair train diffusion run` goes on from a state folder; measure a model with `sair evaluate album`. The data is thin in children, profiles and anything but smiles and neutral faces.");
        return text.ToString();
    }
}
