using Microsoft.Extensions.Logging.Abstractions;
using Sair.Engine.Engines;
using Sair.Engine.Engines.Gen2Res;
using Sair.Engine.Imaging;
using Sair.Engine.Networks;
using Sair.Engine.Weights;
using Sair.TestKit;
using Sair.Training.Diffusion;

namespace Sair.Training.Tests.Diffusion;

/// <summary>The whole way with pictures that are no faces: train a small model on discs, restore a damaged disc.</summary>
public sealed class OtherPicturesTests
{
    private const int Side = 16;

    [Fact]
    public void Run_ModelTrainedOnDiscs_RestoresADisc()
    {
        using var folder = new TemporaryFolder();
        WriteDiscs(folder.Path, 60);
        var options = new DiffusionTrainingOptions
        {
            DataFolder = folder.Path,
            StateFolder = Path.Combine(folder.Path, "state"),
            Images = 4000,
            Batch = 16,
            LearningRate = 3e-3,
            Levels = 300,
            Network = new DiffusionUNetConfiguration
            {
                ImageSize = Side,
                PatchSize = 2,
                Channels = 32,
                Multipliers = [1, 1],
                ResidualBlocks = 1,
                AttentionLevels = [1],
            },
        };
        new DiffusionTrainer(options, TimeProvider.System, TextWriter.Null).Run(CancellationToken.None);
        var models = Path.Combine(folder.Path, "models");
        Directory.CreateDirectory(models);
        new DiffusionPackExporter(options, models, subject: "disc").Export();
        var truth = Disc(1000);
        var damaged = AddNoise(truth, 40);

        var result = Restore(models, damaged);

        Assert.Null(result.IdentityAfter);
        Assert.True(
            Error(result.Image, truth) < 0.75 * Error(damaged, truth),
            $"{Error(result.Image, truth):F1} of {Error(damaged, truth):F1}"
        );
    }

    private static RestorationResult Restore(string models, RgbImage photo)
    {
        var engine = new Gen2ResEngine();
        var context = new EngineContext(CPU, new ModelProvider(models), NullLogger.Instance);
        RestorationResult? result = null;
        foreach (
            var step in engine.Run(
                new RestorationInput { Degraded = photo },
                new Gen2ResOptions
                {
                    NoiseLevel = 100,
                    Steps = 20,
                    OutputSide = Side,
                },
                context,
                CancellationToken.None
            )
        )
        {
            result = step.IsLast ? step.ReadResult() : null;
        }

        return result!;
    }

    private static void WriteDiscs(string folder, int count)
    {
        Directory.CreateDirectory(Path.Combine(folder, "discs"));
        var list = new List<string> { "file,cluster" };
        for (var i = 0; i < count; i++)
        {
            File.WriteAllBytes(Path.Combine(folder, "discs", $"{i}.png"), ImageEncoder.Encode(Disc(i), ImageFormat.Png));
            list.Add($"discs/{i}.png,");
        }

        File.WriteAllLines(Path.Combine(folder, "sources.csv"), list);
    }

    private static RgbImage Disc(int seed)
    {
        var random = new Random(seed);
        var (x, y, radius) = (random.Next(5, 11), random.Next(5, 11), random.Next(3, 6));
        byte[] inside = [(byte)random.Next(180, 256), (byte)random.Next(60, 120), 40];
        byte[] outside = [30, 60, (byte)random.Next(100, 180)];
        var pixels = Enumerable
            .Range(0, Side * Side)
            .SelectMany(i => Math.Pow((i % Side) - x, 2) + Math.Pow((i / Side) - y, 2) <= radius * radius ? inside : outside);
        return new RgbImage(Side, Side, [.. pixels]);
    }

    private static RgbImage AddNoise(RgbImage image, double deviation)
    {
        var random = new Random(9);
        return new RgbImage(
            Side,
            Side,
            [
                .. image.Pixels.Select(value =>
                    (byte)
                        Math.Clamp(
                            value
                                + (
                                    deviation
                                    * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
                                    * Math.Cos(2 * Math.PI * random.NextDouble())
                                ),
                            0,
                            255
                        )
                ),
            ]
        );
    }

    private static double Error(RgbImage image, RgbImage truth) =>
        Math.Sqrt(image.Pixels.Zip(truth.Pixels, (mine, theirs) => Math.Pow(mine - theirs, 2)).Average());
}
