using System.Diagnostics;
using System.Globalization;
using Sair.Benchmarks.Networks;
using Sair.Benchmarks.Torch;

namespace Sair.Benchmarks.Comparison;

/// <summary>Measures on request, so that <c>python/compare.py</c> can take turns with it.</summary>
internal static class ComparisonServer
{
    /// <summary>Answers every line <c>OPERATION REPETITIONS</c> (<c>add</c> or <c>step</c>) with the seconds of one repetition.</summary>
    public static void Serve(TextReader requests, TextWriter answers)
    {
        using var add = new AddBenchmarks();
        using var step = new GeneratorStep();
        var operations = new Dictionary<string, Action> { ["add"] = add.AddOneElement, ["step"] = step.Run };
        while (requests.ReadLine()?.Split(' ') is [var name, var count])
        {
            var operation = operations[name];
            var repetitions = int.Parse(count, CultureInfo.InvariantCulture);
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < repetitions; i++)
            {
                operation();
            }

            answers.WriteLine((Stopwatch.GetElapsedTime(start).TotalSeconds / repetitions).ToString("R", CultureInfo.InvariantCulture));
            answers.Flush();
        }
    }
}
