using Sair.Cli.CommandLine;
using Sair.Engine.Engines.Sair;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;
using Sair.Engine.Weights;
using Sair.Evaluation.Judges;
using Sair.Evaluation.Metrics;
using Sair.Training.Data;

namespace Sair.Cli.Evaluating;

/// <summary>Measures what the face pack makes of held-out faces (encoder, then generator), and whether some groups fare worse.</summary>
internal sealed class PackEvaluation(CommandServices services, IModelProvider models, Device device)
{
    private const int MaskSide = 64;

    /// <summary>Measures all held-out faces and prints one table.</summary>
    public void Run(string data, string? judges, CancellationToken cancellationToken)
    {
        using var pack = SairPack.Load(models, device);
        using var judge = judges is null ? null : MobileFaceNetJudge.Open(judges);
        var faces = services.OpenFaces(models);
        using var ownedFaces = faces as IDisposable;
        var noise = pack.DrawNoise(0, device);
        var measures = new List<Measure>();
        var heldOut = FaceIndex.Read(data, []).Where(FaceIndex.IsValidation).ToList();
        var side = pack.Generator.Configuration.Size;
        foreach (var face in heldOut)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var ungraded = no_grad();
            var decoded = ImageDecoder.Decode(File.ReadAllBytes(Path.Combine(data, face.File))).Image;
            var truth = decoded.Width == side ? decoded : ImageResizer.Resize(decoded, side, side);
            var latent = pack.Encoder.forward((truth.ToTensor(device) * 2) - 1);
            var image = ((pack.Generator.Synthesize(latent, noise) + 1) / 2).ToImage();
            measures.Add(new Measure(
                face.Source,
                SkinTone.NameOf(SkinTone.TypologyAngle(truth, FaceRegion.Find(models, truth, MaskSide, device))),
                PixelMetrics.PeakSignalToNoiseRatio(image, truth),
                FaceSimilarity.Distance(faces.DescribeAligned(image).Descriptor, faces.DescribeAligned(truth).Descriptor),
                judge?.Similarity(image, truth)));
            if (measures.Count % 50 == 0)
            {
                services.Error.WriteLine($"{measures.Count}/{heldOut.Count}");
            }
        }

        foreach (var input in noise)
        {
            input.Dispose();
        }

        services.Output.WriteLine($"{measures.Count} held-out faces at {side} px, encoder then generator {pack.Hashes[SairPack.GeneratorId][..12]}; judge: {judge?.Name ?? "none"}");
        services.Output.WriteLine(Line("group", "faces", "PSNR", "distance", "judge"));
        Print("all", measures);
        foreach (var group in measures.GroupBy(measure => measure.Source).OrderByDescending(group => group.Count()))
        {
            Print(group.Key, [.. group]);
        }

        foreach (var name in SkinTone.Names)
        {
            Print($"skin {name}", [.. measures.Where(measure => measure.Tone == name)]);
        }

        services.Output.WriteLine("PSNR (dB); distance: our own recogniser; judge: similarity to the truth by a recogniser that no training sees; skin by individual typology angle.");
    }

    private static string Line(params string[] cells) => $"{cells[0],-20}{string.Concat(cells.Skip(1).Select(cell => $"{cell,10}"))}";

    private void Print(string name, IReadOnlyList<Measure> group)
    {
        if (group.Count > 0)
        {
            services.Output.WriteLine(Line(
                name,
                $"{group.Count}",
                $"{group.Average(measure => measure.Decibels):0.00}",
                $"{group.Average(measure => measure.Distance):0.000}",
                group.Average(measure => measure.Similarity) is { } similarity ? $"{similarity:0.000}" : "–"));
        }
    }

    private sealed record Measure(string Source, string Tone, double Decibels, double Distance, double? Similarity);
}
