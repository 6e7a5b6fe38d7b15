using Sair.Engine.Faces;
using Sair.Engine.Networks;
using Sair.Engine.Weights;
using Sair.Engine.Weights.Files;
using Sair.Training.Autoencoding;
using Sair.Training.Data;
using Sair.Training.Reports;
using Sair.Training.Runs;

namespace Sair.Training.Packs;

/// <summary>Turns a training run into the pack that the engines use: generator, encoder, statistics, card.</summary>
/// <param name="options">The run's settings.</param>
/// <param name="modelsFolder">The folder of the catalog; the pack goes into <c>face-pack</c> below it.</param>
/// <param name="output">Receives progress.</param>
public sealed class FacePackExporter(AutoencoderOptions options, string modelsFolder, TextWriter output)
{
    private const string Folder = "face-pack";
    private const string Licence = "research and personal use (see models/face-pack/README.md)";
    private const string Source = "trained by sair train";
    private const int LatentFaces = 1000;
    private const int PriorAxes = 96;
    private const int Batch = 32;

    // The expression network sees 112 px.
    private const int ExpressionSide = 128;

    /// <summary>Writes all files of the pack and records them in the catalog.</summary>
    /// <param name="models">Opens the expression network.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    public void Export(IModelProvider models, CancellationToken cancellationToken)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        using var networks = new AutoencoderNetworks(options);
        using var average = Checkpoint.ReadAverage<AutoencoderProgress>(
            Path.Combine(options.StateFolder, AutoencoderTrainer.CheckpointName)
        );
        average.CopyTo(networks.Parameters());
        var progress = average.Progress;
        Directory.CreateDirectory(Path.Combine(modelsFolder, Folder));
        var side = options.Stages[Math.Min(progress.Stage, options.Stages.Count - 1)].Side;
        var faces = FaceIndex.Read(options.DataFolder, options.Sources);
        var latents = Encode(networks, faces, cancellationToken); // [N, L·S]
        var prior = LatentPrior.Fit(latents, PriorAxes);
        output.WriteLine($"latent prior of {PriorAxes} axes from {latents.shape[0]} faces");

        manual_seed(options.Seed);
        var rows = networks.Encoder.LatentCount;
        using var expressions = AlignedExpressions.Load(models, CPU);
        var fit = new ExpressionDirectionFit(
            prior,
            latent => LogOdds(expressions.forward(Render(networks, latent, rows, ExpressionSide))),
            rows
        );
        var directions = fit.Fit(ExpressionNetwork.Names, cancellationToken);
        foreach (var direction in directions)
        {
            output.WriteLine(
                $"{direction.Name, -10} boundary accuracy {direction.Accuracy:P0}, gain {direction.Gain} moves log-odds by "
                    + $"{direction.Shift:F2} and {direction.Moved:P0} of held-out faces, {direction.Reached:P0} to the expression"
                    + (direction.IsOffered ? string.Empty : " (not offered)")
            );
        }

        WriteHalf("generator", networks.Generator.state_dict(), Metadata(progress));
        WriteHalf("encoder", networks.Encoder.state_dict(), Metadata(progress));
        WriteHalf(
            "statistics",
            Statistics(prior, directions, rows),
            new Dictionary<string, string>(Metadata(progress)) { ["learning_rate"] = LearningRate(prior), ["geocross_weight"] = "0" }
        );
        Record("generator", $"StyleGAN2, skip, {options.Size} px, W⁺ {rows} × {networks.Encoder.StyleDimension}");
        Record("encoder", $"W⁺ encoder, {networks.Encoder.InputSide} px");
        Record("statistics", $"latent mean, deviation, {PriorAxes} axes, expression directions");
        var folder = Path.Combine(modelsFolder, Folder);
        File.WriteAllText(Path.Combine(folder, "README.md"), FacePackCard.Write(options, progress, side, faces, directions));
        File.Copy(Path.Combine(options.StateFolder, TrainingLog.CurvesName), Path.Combine(folder, "training-log.csv"), overwrite: true);
        var samples = prior.Draw(64, 0.8).split(8).Select(part => (Render(networks, part, rows, options.Size) * 2) - 1);
        PictureSheet.Write(Path.Combine(options.StateFolder, "samples.png"), [.. samples]);
    }

    private static Tensor Render(AutoencoderNetworks networks, Tensor latents, int rows, int largest)
    {
        var side = Math.Min(largest, networks.Generator.Configuration.Size);
        return ((networks.Generator.Synthesize(latents.reshape(latents.shape[0], rows, -1), upTo: side) + 1) / 2).clamp(0, 1);
    }

    // log p − log(1 − p) straight from the logits: probabilities of rare expressions are too near to 0 to tell faces apart.
    private static Tensor LogOdds(Tensor logits)
    {
        var count = logits.shape[1];
        return stack(
            Enumerable
                .Range(0, (int)count)
                .Select(e =>
                {
                    var others = cat([logits.narrow(1, 0, e), logits.narrow(1, e + 1, count - e - 1)], 1); // [N, E − 1]
                    return logits.select(1, e) - others.logsumexp(1);
                }),
            1
        );
    }

    // Adam moves every value by about the rate per step, so a twelfth of the spread between faces crosses that spread in a dozen steps at
    // the peak.
    private static string LearningRate(LatentPrior prior) => $"{Math.Clamp(prior.Deviation.mean().ToDouble() / 12, 0.005, 0.1):F4}";

    private static Dictionary<string, Tensor> Statistics(LatentPrior prior, IReadOnlyList<ExpressionDirection> directions, int rows)
    {
        var tensors = new Dictionary<string, Tensor>
        {
            ["latent_mean"] = prior.Mean.reshape(rows, -1),
            ["latent_std"] = prior.Deviation.reshape(rows, -1),
            ["latent_basis"] = prior.Basis,
        };
        foreach (var direction in directions.Where(direction => direction.IsOffered))
        {
            tensors[$"direction.{direction.Name}"] = direction.Normal;
            tensors[$"gain.{direction.Name}"] = tensor(direction.Gain);
        }

        return tensors;
    }

    private Tensor Encode(AutoencoderNetworks networks, IReadOnlyList<FaceSource> faces, CancellationToken cancellationToken)
    {
        var training = faces.Where(face => !FaceIndex.IsValidation(face)).ToList();
        var pictures = FacePictures.Load(options.DataFolder, training, options.Size, 0, options.StateFolder, cancellationToken);
        var parts = new List<Tensor>();
        foreach (var numbers in pictures.EvenBatches(LatentFaces, Batch))
        {
            using var inner = NewDisposeScope();
            parts.Add(networks.Encoder.forward(pictures.Read(numbers, options.Size)).flatten(1).MoveToOuterDisposeScope());
        }

        return cat(parts);
    }

    private Dictionary<string, string> Metadata(AutoencoderProgress progress) =>
        new() { ["resolution"] = $"{options.Size}", ["images_seen"] = $"{progress.Images}" };

    private void WriteHalf(string name, Dictionary<string, Tensor> tensors, Dictionary<string, string> metadata) =>
        SafetensorsFile.Write(
            Path.Combine(modelsFolder, Folder, $"{name}.safetensors"),
            tensors.ToDictionary(entry => entry.Key, entry => entry.Value.half()),
            metadata
        );

    private void Record(string name, string architecture) =>
        CatalogFile.Record(modelsFolder, $"face-pack-{name}", $"{Folder}/{name}.safetensors", architecture, Licence, Source);
}

/// <summary>Writes the model card of a pack.</summary>
internal static class FacePackCard
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
    public static string Write(
        AutoencoderOptions options,
        AutoencoderProgress progress,
        int side,
        IReadOnlyList<FaceSource> faces,
        IReadOnlyList<ExpressionDirection> directions
    )
    {
        var sources = faces
            .GroupBy(face => face.Source)
            .OrderByDescending(group => group.Count())
            .Select(group => $"| {group.Key} | {group.Count()} | {LicenceWords.GetValueOrDefault(group.Key, "see the data's own list")} |");
        var stages = options
            .Stages.Take(progress.Stage + 1)
            .Select(stage => $"{stage.Side} px (batch {stage.Batch}, rate {stage.LearningRate})");
        var found = directions.Select(direction =>
            $"| {direction.Name} | {direction.Accuracy:P0} | {direction.Gain} | {direction.Shift:F2} | {direction.Moved:P0} | "
            + $"{direction.Reached:P0} | {(direction.IsOffered ? "yes" : "no")} |"
        );
        string[] lines =
        [
            "# Embedded face pack",
            string.Empty,
            "**For research and personal use.** Two of the sources below state no licence, so this pack must not be used commercially. "
                + "`sair train run --sources congress,voteview,webmorph,sd3-faker` makes a pack from the sources of known licence alone.",
            string.Empty,
            $"An auto-encoding StyleGAN2 of {options.Size} px (channels from 4 px up: "
                + $"{string.Join(", ", options.GeneratorChannels.Take((int)Math.Log2(options.Size) - 1))}) with a one-pass W⁺ encoder, "
                + "trained together from random weights to reproduce faces: squared and absolute error of pixels and of their differences "
                + "at every resolution, and the features of the product's own face recogniser. There is no mapping network; new latents "
                + "are drawn from a Gaussian over the latents of the training faces.",
            string.Empty,
            "## Data",
            string.Empty,
            "| source | pictures | licence |",
            "|---|---|---|",
            .. sources,
            string.Empty,
            $"One person in {FaceIndex.ValidationShare} is held out. Pictures are drawn with weight (size of the source)^−{options.Balance}"
                + ", mirrored at random.",
            string.Empty,
            "## Training",
            string.Empty,
            $"{progress.Images:N0} pictures in {progress.Step:N0} steps, {progress.Elapsed.TotalHours:F1} hours, up to {side} px; stages "
                + $"{string.Join(", ", stages)}. Held-out PSNR over the run: [training-log.csv](training-log.csv) "
                + "(time, pictures, side, dB, seconds, descriptor distance).",
            string.Empty,
            "## Expression directions",
            string.Empty,
            $"{ExpressionDirectionFit.Samples + ExpressionDirectionFit.HeldOut:N0} latents were drawn from the prior and classified; each "
                + $"direction is a ridge regression of the log-odds on {ExpressionDirectionFit.Samples:N0} of them, turned by gradient "
                + $"steps where it moved too few faces or only far away, and was measured on the other {ExpressionDirectionFit.HeldOut}. "
                + "Directions that do not work are left out of the pack.",
            string.Empty,
            "| expression | boundary accuracy | gain | mean log-odds shift at the gain | faces moved by > 0.5 | faces classified as it "
                + "| offered |",
            "|---|---|---|---|---|---|---|",
            .. found,
            string.Empty,
            "## Limits",
            string.Empty,
            "The data is thin in anything but smiles and neutral faces, in children and in profiles, and one studio-like synthetic source "
                + "is most of it; groups that it covers badly are restored worse (`sair evaluate pack` measures it by source and skin "
                + "tone). By itself it reproduces colours, pose, the shape of a face and its larger features, softly; glasses, hair and "
                + "skin texture come from the photo and the references. It is a start for `sair train run --from models/face-pack`; "
                + "measure it with `sair evaluate sair`. Judge a result by comparing it with another photo of the person, "
                + "not by its sharpness.",
            string.Empty,
        ];
        return string.Join('\n', lines);
    }
}
