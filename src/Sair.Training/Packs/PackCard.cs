using System.Globalization;
using System.Text;
using Sair.Training.Autoencoding;
using Sair.Training.Data;

namespace Sair.Training.Packs;

/// <summary>Writes the model card of a pack.</summary>
public static class PackCard
{
    private static readonly Dictionary<string, string> LicenceWords = new()
    {
        ["gan-hmdghoul"] = "synthetic faces; no licence stated",
        ["gan-zoya"] = "synthetic faces; no licence stated (the generator was presumably trained on FFHQ, CC BY-NC-SA)",
        ["congress"] = "official portraits of the US Congress, public domain",
        ["voteview"] = "portraits of US legislators, mostly public domain",
        ["webmorph"] = "Face Research Lab London and Canada sets, CC-BY 4.0, DeBruine & Jones",
        ["sd3-faker"] = "Stable Diffusion 3 portraits, CC0",
    };

    /// <summary>Writes the card as Markdown.</summary>
    /// <param name="options">The run's settings.</param>
    /// <param name="progress">Where the run stood.</param>
    /// <param name="side">Side in pixels that the run had reached.</param>
    /// <param name="faces">The data.</param>
    /// <param name="directions">The expression directions and their figures.</param>
    public static string Write(AutoencoderOptions options, TrainingProgress progress, int side, IReadOnlyList<FaceSource> faces, IReadOnlyList<ExpressionDirection> directions)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentNullException.ThrowIfNull(faces);
        ArgumentNullException.ThrowIfNull(directions);
        var text = new StringBuilder();
        text.AppendLine("# Embedded face pack").AppendLine();
        text.AppendLine("**For research and personal use.** Two of the sources below state no licence, so this pack must not be used commercially. `sair train run --sources congress,voteview,webmorph,sd3-faker` makes a pack from the sources of known licence alone.").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"An auto-encoding StyleGAN2 of {options.Size} px (channels from 4 px up: {string.Join(", ", options.GeneratorChannels.Take((int)Math.Log2(options.Size) - 1))}) with a one-pass W⁺ encoder, trained together from random weights to reproduce faces: squared and absolute error of pixels and of their differences at every resolution, and the features of the product's own face recogniser. There is no mapping network; new latents are drawn from a Gaussian over the latents of the training faces.").AppendLine();
        text.AppendLine("## Data").AppendLine().AppendLine("| source | pictures | licence |").AppendLine("|---|---|---|");
        foreach (var group in faces.GroupBy(face => face.Source).OrderByDescending(group => group.Count()))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {group.Key} | {group.Count()} | {LicenceWords.GetValueOrDefault(group.Key, "see the data's own list")} |");
        }

        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"One person in {FaceIndex.ValidationShare} is held out. Pictures are drawn with weight (size of the source)^−{options.Balance}, mirrored at random.").AppendLine();
        text.AppendLine("## Training").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{progress.Images:N0} pictures in {progress.Step:N0} steps, {progress.Elapsed.TotalHours:F1} hours, up to {side} px; stages {string.Join(", ", options.Stages.Take(progress.Stage + 1).Select(stage => $"{stage.Side} px (batch {stage.Batch}, rate {stage.LearningRate})"))}. Held-out PSNR over the run: [training-log.csv](training-log.csv) (time, pictures, side, dB, seconds, descriptor distance).").AppendLine();
        text.AppendLine("## Expression directions").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{ExpressionDirectionFit.Samples + ExpressionDirectionFit.HeldOut:N0} latents were drawn from the prior and classified; each direction is a ridge regression of the log-odds on {ExpressionDirectionFit.Samples:N0} of them, turned by gradient steps where it moved too few faces or only far away, and was measured on the other {ExpressionDirectionFit.HeldOut}. Directions that do not work are left out of the pack.").AppendLine();
        text.AppendLine("| expression | boundary accuracy | gain | mean log-odds shift at the gain | faces moved by > 0.5 | faces classified as it | offered |").AppendLine("|---|---|---|---|---|---|---|");
        foreach (var direction in directions)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {direction.Name} | {direction.Accuracy:P0} | {direction.Gain} | {direction.Shift:F2} | {direction.Moved:P0} | {direction.Reached:P0} | {(direction.IsOffered ? "yes" : "no")} |");
        }

        text.AppendLine().AppendLine("## Limits").AppendLine();
        text.AppendLine("The data is thin in anything but smiles and neutral faces, in children and in profiles, and one studio-like synthetic source is most of it; groups that it covers badly are restored worse (`sair evaluate pack` measures it by source and skin tone). By itself it reproduces colours, pose, the shape of a face and its larger features, softly; glasses, hair and skin texture come from the photo and the references. It is a start for `sair train run --from models/face-pack`; measure it with `sair evaluate sair`. Judge a result by comparing it with another photo of the person, not by its sharpness.");
        return text.ToString();
    }
}
