using System.CommandLine;
using Sair.CommandLine;
using Sair.Engine.Engines.Sair;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;
using Sair.Engine.Weights;
using Sair.Evaluation.Judges;
using Sair.Evaluation.Metrics;
using Sair.Evaluation.QuickSet;
using Sair.Training.Data;

namespace Sair.Evaluation.Packs;

/// <summary><c>sair evaluate pack --data DIR [--eval DIR] [--previous DIR]</c>.</summary>
internal static class EvaluatePackCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(CommandServices services)
    {
        var data = new Option<string>("--data")
        {
            Description = "The folder of aligned faces with sources.csv that the pack was trained from; its held-out people are measured.",
            HelpName = "DIR",
            Required = true,
        };
        var judges = new Option<string>("--judges")
        {
            Description = "Folder with the judges; without it their column stays empty.",
            HelpName = "DIR",
        };
        var eval = new Option<string>("--eval")
        {
            Description = "The evaluation set, a folder per person: its faces are inverted too.",
            HelpName = "DIR",
        };
        var people = CommandOptions.Number(
            "--people",
            "How many people of the evaluation set, in the order of their names.",
            20,
            1,
            100_000,
            "N"
        );
        var steps = CommandOptions.Number("--steps", "Gradient steps of the inversion after the encoder.", 100, 0, 10_000, "N");
        var samples = CommandOptions.Number("--samples", "How many faces are drawn for the detector; 0 draws none.", 64, 0, 1024, "N");
        var previous = new Option<string>("--previous")
        {
            Description = "Models folder of another pack, whose figures follow.",
            HelpName = "DIR",
        };
        var command = new Command(
            "pack",
            "Measures how well the face pack reproduces held-out faces, by source and by skin tone, inverts faces of the evaluation set, "
                + "and counts the faces among its samples."
        )
        {
            data,
            judges,
            eval,
            people,
            steps,
            samples,
            previous,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                var device = GlobalOptions.ConfigureTorch(parsed);
                var request = new PackEvaluationRequest
                {
                    Data = parsed.GetValue(data)!,
                    Judges = parsed.GetValue(judges),
                    Evaluation = parsed.GetValue(eval),
                    People = parsed.GetValue(people),
                    Steps = parsed.GetValue(steps),
                    Samples = parsed.GetValue(samples),
                };
                foreach (var folder in new[] { GlobalOptions.FindModels(parsed), parsed.GetValue(previous) }.OfType<string>())
                {
                    var models = services.OpenModels(folder);
                    using var ownedModels = models as IDisposable;
                    new PackEvaluation(services, models, device).Run(request, cancellationToken);
                }

                return Task.FromResult(ExitCode.Success);
            }
        );
        return command;
    }
}

/// <summary>What <c>sair evaluate pack</c> is asked for.</summary>
internal sealed record PackEvaluationRequest
{
    /// <summary>Gets the folder that the pack was trained from; its held-out people are measured.</summary>
    public required string Data { get; init; }

    /// <summary>Gets the folder of the judges; null to do without.</summary>
    public string? Judges { get; init; }

    /// <summary>Gets the folder of the evaluation set, whose faces are inverted; null to do without.</summary>
    public string? Evaluation { get; init; }

    /// <summary>Gets how many people of the evaluation set are taken.</summary>
    public int People { get; init; } = 20;

    /// <summary>Gets the gradient steps of the inversion.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>Gets how many faces are drawn for the detector.</summary>
    public int Samples { get; init; } = 64;
}

/// <summary>
/// Measures what the face pack makes of held-out faces (encoder, then generator), whether some groups fare worse, how near an inversion
/// comes, and whether samples are faces.
/// </summary>
internal sealed class PackEvaluation(CommandServices services, IModelProvider models, Device device)
{
    private const int MaskSide = 64;
    private const int InversionSide = 128;
    private const int SampleSeed = 0;

    /// <summary>Measures and prints.</summary>
    public void Run(PackEvaluationRequest request, CancellationToken cancellationToken)
    {
        using var pack = SairPack.Load(models, device);
        using var judge = request.Judges is null ? null : MobileFaceNetJudge.Open(request.Judges);
        var faces = services.OpenFaces(models);
        using var ownedFaces = faces as IDisposable;
        MeasureHeldOut(request.Data, pack, judge, faces, cancellationToken);
        if (request.Evaluation is { } evaluation)
        {
            MeasureInversion(
                TestFaceReader.Read(evaluation, request.People, scale: 1, seed: 0),
                request.Steps,
                pack,
                judge,
                faces,
                cancellationToken
            );
        }

        if (request.Samples > 0)
        {
            var samples = PackSamples.Draw(pack, request.Samples, PackSamples.DefaultSpread, SampleSeed, device, cancellationToken);
            services.Output.WriteLine(
                $"a face is found in {PackSamples.CountFound(samples, faces, cancellationToken)} of {samples.Count} samples (spread "
                    + $"{PackSamples.DefaultSpread}, shown at half the side of a grey canvas)"
            );
        }
    }

    private void MeasureInversion(
        IReadOnlyList<TestFace> set,
        int steps,
        SairPack pack,
        MobileFaceNetJudge? judge,
        IFaceAnalyzer faces,
        CancellationToken cancellationToken
    )
    {
        using var inversion = new PackInversion(pack, models, device);
        foreach (var count in new[] { 0, steps }.Distinct())
        {
            var measures = new List<Measure>();
            foreach (var face in set)
            {
                var image = inversion.Invert(face.Truth, count, cancellationToken);
                var (small, wanted) = (
                    ImageResizer.Resize(image, InversionSide, InversionSide),
                    ImageResizer.Resize(face.Truth, InversionSide, InversionSide)
                );
                measures.Add(
                    new Measure(
                        string.Empty,
                        string.Empty,
                        PixelMetrics.PeakSignalToNoiseRatio(small, wanted),
                        Distance(faces, image, face.Truth),
                        judge?.Similarity(image, face.Truth)
                    )
                );
            }

            Print(count == 0 ? "inverted: encoder" : $"inverted: +{count} steps", measures);
        }

        services.Output.WriteLine($"inverted: {set.Count} people of the evaluation set, first photo of each; PSNR at {InversionSide} px.");
    }

    private static double Distance(IFaceAnalyzer faces, RgbImage image, RgbImage truth) =>
        FaceSimilarity.Distance(faces.DescribeAligned(image).Descriptor, faces.DescribeAligned(truth).Descriptor);

    private void MeasureHeldOut(
        string data,
        SairPack pack,
        MobileFaceNetJudge? judge,
        IFaceAnalyzer faces,
        CancellationToken cancellationToken
    )
    {
        var noise = pack.DrawNoise(0, device);
        var measures = new List<Measure>();
        var heldOut = FaceIndex.Read(data, []).Where(FaceIndex.IsValidation).ToList();
        var side = pack.Generator.Configuration.Size;
        foreach (var face in heldOut)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var ungraded = no_grad();
            var decoded = ImageDecoder.Decode(File.ReadAllBytes(Path.Combine(data, face.File)), cancellationToken: cancellationToken).Image;
            var truth = decoded.Width == side ? decoded : ImageResizer.Resize(decoded, side, side);
            var latent = pack.Encoder.forward((truth.ToTensor(device) * 2) - 1);
            var image = ((pack.Generator.Synthesize(latent, noise) + 1) / 2).ToImage();
            measures.Add(
                new Measure(
                    face.Source,
                    SkinTone.NameOf(SkinTone.TypologyAngle(truth, FaceRegion.Find(models, truth, MaskSide, device))),
                    PixelMetrics.PeakSignalToNoiseRatio(image, truth),
                    Distance(faces, image, truth),
                    judge?.Similarity(image, truth)
                )
            );
            if (measures.Count % 50 == 0)
            {
                services.Error.WriteLine($"{measures.Count}/{heldOut.Count}");
            }
        }

        foreach (var input in noise)
        {
            input.Dispose();
        }

        services.Output.WriteLine(
            $"{measures.Count} held-out faces at {side} px, encoder then generator {pack.Hashes[SairPack.GeneratorId][..12]}; judge: "
                + $"{judge?.Name ?? "none"}"
        );
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

        services.Output.WriteLine(
            "PSNR (dB); distance: our own recogniser; judge: similarity to the truth by a recogniser that no training sees; skin by "
                + "individual typology angle."
        );
    }

    private static string Line(params string[] cells) => $"{cells[0], -20}{string.Concat(cells.Skip(1).Select(cell => $"{cell, 10}"))}";

    private void Print(string name, IReadOnlyList<Measure> group)
    {
        if (group.Count > 0)
        {
            services.Output.WriteLine(
                Line(
                    name,
                    $"{group.Count}",
                    $"{group.Average(measure => measure.Decibels):0.00}",
                    $"{group.Average(measure => measure.Distance):0.000}",
                    group.Average(measure => measure.Similarity) is { } similarity ? $"{similarity:0.000}" : "–"
                )
            );
        }
    }

    private sealed record Measure(string Source, string Tone, double Decibels, double Distance, double? Similarity);
}
