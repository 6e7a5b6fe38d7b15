using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Sair.Engine.Engines.Sair;
using Sair.Engine.Weights;
using Sair.Engine.Weights.Files;

namespace Sair.Evaluation.Benchmarks;

/// <summary>How long a face pack takes from its files, which the page cache holds, to networks that are ready.</summary>
internal static class LoadBenchmark
{
    private const int Repetitions = 5;

    /// <summary>Runs and reports; the files live in a temporary folder.</summary>
    /// <param name="size">Side of the pack's pictures in pixels.</param>
    /// <param name="models">Holds what a random pack does not bring.</param>
    /// <param name="device">Where the networks go.</param>
    /// <param name="time">Measures durations.</param>
    /// <param name="output">Receives the report.</param>
    public static void Run(int size, IModelProvider models, Device device, TimeProvider time, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("sair-bench-load-").FullName;
        try
        {
            var bytes = Write(folder, new RandomPack(models, size));
            var milliseconds = new List<double>();
            for (var i = 0; i < Repetitions; i++)
            {
                using var scope = NewDisposeScope();
                var started = time.GetTimestamp();
                using var pack = SairPack.Load(new ModelProvider(folder), device);
                milliseconds.Add(time.GetElapsedTime(started).TotalMilliseconds);
            }

            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Face pack, {size} px, {bytes >> 20} MiB in files: {milliseconds.Min():F0} ms least, {milliseconds.Max():F0} ms most "
                        + $"of {Repetitions}, hashes verified"
                )
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static long Write(string folder, RandomPack pack)
    {
        var entries = new List<ModelEntry>();
        foreach (var id in new[] { SairPack.GeneratorId, SairPack.EncoderId, SairPack.StatisticsId })
        {
            var name = $"{id}.safetensors";
            var path = Path.Combine(folder, name);
            SafetensorsFile.Write(path, pack.Open(id, CPU).Parameters);
            using var stream = File.OpenRead(path);
            entries.Add(
                new ModelEntry(
                    id,
                    name,
                    Convert.ToHexStringLower(SHA256.HashData(stream)),
                    stream.Length,
                    "safetensors",
                    "random",
                    "none",
                    "random"
                )
            );
        }

        File.WriteAllText(
            Path.Combine(folder, ModelCatalog.FileName),
            JsonSerializer.Serialize(new { models = entries }, JsonSerializerOptions.Web)
        );
        return entries.Sum(entry => entry.Size);
    }
}
