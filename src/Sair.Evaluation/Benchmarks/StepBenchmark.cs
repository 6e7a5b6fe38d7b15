using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Sair.CommandLine;
using Sair.Engine.Engines;
using Sair.Engine.Engines.Sair;
using Sair.Engine.Weights;

namespace Sair.Evaluation.Benchmarks;

/// <summary>What one iteration of SAIR costs with all its losses.</summary>
internal sealed record StepBenchmark
{
    private const int WarmUp = 3;

    /// <summary>Gets the side of the restored face in pixels.</summary>
    public int Size { get; init; } = 256;

    /// <summary>Gets the side of the degraded face in pixels.</summary>
    public int Side { get; init; } = 32;

    /// <summary>Gets a value indicating whether the generator has the channels of StyleGAN2 config-f.</summary>
    public bool Wide { get; init; }

    /// <summary>Gets the number of iterations of the run.</summary>
    public int Iterations { get; init; } = 60;

    /// <summary>Gets a value indicating whether the first half may run at a lower resolution.</summary>
    public bool ResolutionLadder { get; init; } = true;

    /// <summary>Gets the JPEG quality of the degradation, 0 for none.</summary>
    public int JpegQuality { get; init; }

    /// <summary>Gets how much the run may keep in memory.</summary>
    public MemoryUse Memory { get; init; }

    /// <summary>Runs and reports.</summary>
    /// <param name="models">Holds the face networks.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="time">Measures durations.</param>
    /// <param name="output">Receives the report.</param>
    public void Run(IModelProvider models, Device device, TimeProvider time, TextWriter output)
    {
        var options = new SairOptions
        {
            Iterations = Iterations,
            TuningIterations = 0,
            ResolutionLadder = ResolutionLadder,
            BlurDeviation = 0,
            JpegQuality = JpegQuality,
            GeodesicCrossWeight = 0.05,
        };
        var input = new RestorationInput { Degraded = EngineBenchmark.Picture(Side, 1), References = [EngineBenchmark.Picture(Size, 2)] };
        var context = new EngineContext(device, new RandomPack(models, Size, Wide), NullLogger.Instance) { Memory = Memory };
        var milliseconds = new List<double>();
        var processor = new List<double>();
        var live = new List<long>();
        var started = time.GetTimestamp();
        var used = Environment.CpuUsage.TotalTime;
        using var steps = new SairEngine().Run(input, options, context, CancellationToken.None).GetEnumerator();
        while (true)
        {
            if (!steps.MoveNext())
            {
                break;
            }

            DeviceBenchmark.Wait(device);
            milliseconds.Add(time.GetElapsedTime(started).TotalMilliseconds);
            processor.Add((Environment.CpuUsage.TotalTime - used).TotalMilliseconds);
            live.Add(Tensor.TotalCount);
            started = time.GetTimestamp();
            used = Environment.CpuUsage.TotalTime;
        }

        var half = Iterations / 2;
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"SAIR, {Size} px from {Side} px, {device}, {get_num_threads()} threads, {Environment.ProcessorCount} processors, load "
                    + $"{Machine.Read().LoadAverage.Split(' ')[0]}"
            )
        );
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"first iteration, with loading  {milliseconds[0], 8:F1} ms"));
        Write(output, "first half", milliseconds[WarmUp..half]);
        Write(output, "second half, with colour", milliseconds[(half + WarmUp)..]);
        Write(output, "all", milliseconds[WarmUp..]);

        // On a busy machine the clock says little; processor time of all threads together says what the work costs.
        Write(output, "processor time, first half", processor[WarmUp..half]);
        Write(output, "processor time, second half", processor[(half + WarmUp)..]);
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"400 iterations at these medians "
                    + $"{200 * (Median(milliseconds[WarmUp..half]) + Median(milliseconds[(half + WarmUp)..])) / 1000, 7:F1} s"
            )
        );
        output.WriteLine(
            $"live tensors                    {live[WarmUp]} after iteration {WarmUp + 1}, {live[^1]} after iteration {Iterations}"
        );
        output.WriteLine(
            Machine.ReadPeakMemory() is { } peak
                ? $"peak memory                     {peak >> 20} MiB"
                : "peak memory                     unknown on this system"
        );
    }

    private static void Write(TextWriter output, string name, IReadOnlyList<double> milliseconds) =>
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -30} {Median(milliseconds), 8:F1} ms median, {milliseconds.Min(), 6:F1} least, {milliseconds.Max(), 6:F1} most"
            )
        );

    private static double Median(IReadOnlyList<double> values) => values.Order().ElementAt(values.Count / 2);
}
