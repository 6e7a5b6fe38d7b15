using System.Globalization;
using Sair.Engine.Faces;
using Sair.Engine.Networks;
using Sair.Engine.Weights;
using Sair.Engine.Weights.Files;
using Sair.Training.Autoencoding;
using Sair.Training.Data;
using Sair.Training.Reports;

namespace Sair.Training.Packs;

/// <summary>Turns a training run into the pack that the engines use: generator, encoder, statistics, card.</summary>
/// <param name="options">The run's settings.</param>
/// <param name="modelsFolder">The folder of the catalog; the pack goes into <c>face-pack</c> below it.</param>
/// <param name="output">Receives progress.</param>
public sealed class PackExporter(AutoencoderOptions options, string modelsFolder, TextWriter output)
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
        var progress = Checkpoint.LoadAverage(options, networks);
        Directory.CreateDirectory(Path.Combine(modelsFolder, Folder));
        var side = options.Stages[Math.Min(progress.Stage, options.Stages.Count - 1)].Side;
        var faces = FaceIndex.Read(options.DataFolder, options.Sources);
        var latents = Encode(networks, faces, cancellationToken); // [N, L·S]
        var prior = LatentPrior.Fit(latents, PriorAxes);
        output.WriteLine($"latent prior of {PriorAxes} axes from {latents.shape[0]} faces");

        manual_seed(options.Seed);
        var rows = networks.Encoder.LatentCount;
        using var expressions = AlignedExpressions.Load(models, CPU);
        var fit = new ExpressionDirectionFit(prior, latent => LogOdds(expressions.forward(Render(networks, latent, rows, ExpressionSide))), rows);
        var directions = fit.Fit(ExpressionNetwork.Names, cancellationToken);
        foreach (var direction in directions)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{direction.Name,-10} boundary accuracy {direction.Accuracy:P0}, gain {direction.Gain} moves log-odds by {direction.Shift:F2} and {direction.Moved:P0} of held-out faces, {direction.Reached:P0} to the expression{(direction.IsOffered ? string.Empty : " (not offered)")}"));
        }

        WriteHalf("generator", networks.Generator.state_dict(), Metadata(progress));
        WriteHalf("encoder", networks.Encoder.state_dict(), Metadata(progress));
        WriteHalf("statistics", Statistics(prior, directions, rows), new Dictionary<string, string>(Metadata(progress)) { ["learning_rate"] = LearningRate(prior), ["geocross_weight"] = "0" });
        Record("generator", $"StyleGAN2, skip, {options.Size} px, W⁺ {rows} × {networks.Encoder.StyleDimension}");
        Record("encoder", $"W⁺ encoder, {networks.Encoder.InputSide} px");
        Record("statistics", $"latent mean, deviation, {PriorAxes} axes, expression directions");
        File.WriteAllText(Path.Combine(modelsFolder, Folder, "README.md"), PackCard.Write(options, progress, side, faces, directions));
        File.Copy(Path.Combine(options.StateFolder, TrainingCurves.LogName), Path.Combine(modelsFolder, Folder, "training-log.csv"), overwrite: true);
        PictureSheet.Write(Path.Combine(options.StateFolder, "samples.png"), [.. prior.Draw(64, 0.8).split(8).Select(part => (Render(networks, part, rows, options.Size) * 2) - 1)]);
    }

    private static Tensor Render(AutoencoderNetworks networks, Tensor latents, int rows, int largest) =>
        ((networks.Generator.Synthesize(latents.reshape(latents.shape[0], rows, -1), upTo: Math.Min(largest, networks.Generator.Configuration.Size)) + 1) / 2).clamp(0, 1);

    // log p − log(1 − p) straight from the logits: probabilities of rare expressions are too near to 0 to tell faces apart.
    private static Tensor LogOdds(Tensor logits)
    {
        var count = logits.shape[1];
        return stack(
            Enumerable.Range(0, (int)count).Select(e =>
            {
                var others = cat([logits.narrow(1, 0, e), logits.narrow(1, e + 1, count - e - 1)], 1); // [N, E − 1]
                return logits.select(1, e) - others.logsumexp(1);
            }),
            1);
    }

    // Adam moves every value by about the rate per step, so a twelfth of the spread between faces crosses that spread in a dozen steps at the peak.
    private static string LearningRate(LatentPrior prior) => Math.Clamp(prior.Deviation.mean().ToDouble() / 12, 0.005, 0.1).ToString("F4", CultureInfo.InvariantCulture);

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
        var count = Math.Min(LatentFaces, pictures.Count);
        var parts = new List<Tensor>();
        for (var start = 0; start < count; start += Batch)
        {
            using var inner = NewDisposeScope();
            var numbers = Enumerable.Range(start, Math.Min(Batch, count - start)).Select(i => (int)((long)i * pictures.Count / count)).ToList();
            parts.Add(networks.Encoder.forward(pictures.Read(numbers, options.Size)).flatten(1).MoveToOuterDisposeScope());
        }

        return cat(parts);
    }

    private Dictionary<string, string> Metadata(TrainingProgress progress) => new()
    {
        ["resolution"] = options.Size.ToString(CultureInfo.InvariantCulture),
        ["images_seen"] = progress.Images.ToString(CultureInfo.InvariantCulture),
    };

    private void WriteHalf(string name, Dictionary<string, Tensor> tensors, Dictionary<string, string> metadata) =>
        SafetensorsFile.Write(Path.Combine(modelsFolder, Folder, $"{name}.safetensors"), tensors.ToDictionary(entry => entry.Key, entry => entry.Value.half()), metadata);

    private void Record(string name, string architecture) =>
        CatalogFile.Record(modelsFolder, $"face-pack-{name}", $"{Folder}/{name}.safetensors", architecture, Licence, Source);
}
