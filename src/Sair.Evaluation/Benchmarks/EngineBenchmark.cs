using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Sair.CommandLine;
using Sair.Engine;
using Sair.Engine.Degradations;
using Sair.Engine.Engines;
using Sair.Engine.Imaging;
using Sair.Engine.Weights;

namespace Sair.Evaluation.Benchmarks;

/// <summary>What every engine costs with its defaults and the installed models.</summary>
internal static class EngineBenchmark
{
    private const int DegradedSide = 32;
    private const int ReferenceSide = 256;

    /// <summary>Runs every engine for a while and prints one table.</summary>
    public static void Run(
        CommandServices services,
        IModelProvider models,
        Device device,
        TimeSpan longest,
        CancellationToken cancellationToken
    )
    {
        services.Output.WriteLine("engine    result    first step       step   measured      whole run");
        foreach (var engine in services.Engines)
        {
            cancellationToken.ThrowIfCancellationRequested();
            services.Output.WriteLine(Measure(engine, models, device, longest, services.Time, cancellationToken));
        }
    }

    private static string Measure(
        IRestorationEngine engine,
        IModelProvider models,
        Device device,
        TimeSpan longest,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var options = (EngineOptions)Activator.CreateInstance(engine.Descriptor.OptionsType)!;
        var input = new RestorationInput { Degraded = Picture(DegradedSide, 1), References = [Picture(ReferenceSide, 2)] };
        var times = new List<double>();
        var (side, total) = (0, 0);
        var (started, last) = (time.GetTimestamp(), time.GetTimestamp());
        try
        {
            foreach (var step in engine.Run(input, options, new EngineContext(device, models, NullLogger.Instance), cancellationToken))
            {
                DeviceBenchmark.Wait(device);
                times.Add(time.GetElapsedTime(last).TotalMilliseconds);
                (total, side) = (step.Total, side == 0 ? step.Render().Width : side);
                if (time.GetElapsedTime(started) >= longest)
                {
                    break;
                }

                last = time.GetTimestamp();
            }
        }
        catch (Exception failure) when (failure is SairException || TorchException.From(failure) is not null)
        {
            return $"{engine.Descriptor.Id, -8}  {failure.Message}";
        }

        var median = times.Count > 1 ? times.Skip(1).Order().ElementAt((times.Count - 1) / 2) : times[0];
        var whole =
            times.Count == total ? $"{times.Sum() / 1000, 8:F1} s"
            : times.Count == 1 ? "unknown"
            : $"≈{(times[0] + (median * (total - 1))) / 1000, 7:F1} s";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{engine.Descriptor.Id, -8}  {side, 4} px  {times[0], 9:F1} ms  {median, 6:F1} ms  {times.Count, 4} of {total, -4} {whole, 10}"
        );
    }

    /// <summary>Makes a smooth picture of random colours.</summary>
    public static RgbImage Picture(int side, int seed)
    {
        using var scope = NewDisposeScope();
        return nn
            .functional.interpolate(
                SeededNoise.Normal([1, 3, 8, 8], seed).sigmoid(),
                size: [side, side],
                mode: InterpolationMode.Bicubic,
                align_corners: false
            )
            .ToImage();
    }
}
