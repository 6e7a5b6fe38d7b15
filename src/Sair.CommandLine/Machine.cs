using System.Globalization;

namespace Sair.CommandLine;

/// <summary>What a figure was measured on.</summary>
/// <param name="Processor">Name of the processor.</param>
/// <param name="Processors">Logical processors.</param>
/// <param name="LoadAverage">Processes that wanted to run in the last 1, 5 and 15 minutes.</param>
public sealed record Machine(string Processor, int Processors, string LoadAverage)
{
    /// <summary>Reads what the system tells; <c>unknown</c> stands for what it does not.</summary>
    public static Machine Read() => new(ReadProcessor(), Environment.ProcessorCount, ReadLoad());

    /// <summary>Reads the largest resident size of this process so far (VmHWM).</summary>
    /// <returns>Bytes; null where the system does not tell.</returns>
    public static long? ReadPeakMemory()
    {
        const string status = "/proc/self/status";
        if (!File.Exists(status))
        {
            return null;
        }

        var line = File.ReadLines(status).FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is null
            ? null
            : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }

    private static string ReadProcessor()
    {
        const string path = "/proc/cpuinfo";
        var line = File.Exists(path)
            ? File.ReadLines(path).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?.Split(':', 2)[^1].Trim() ?? "unknown";
    }

    private static string ReadLoad()
    {
        const string path = "/proc/loadavg";
        return File.Exists(path) ? string.Join(' ', File.ReadAllText(path).Split(' ').Take(3)) : "unknown";
    }
}
