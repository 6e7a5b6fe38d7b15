using System.Globalization;

namespace Sair.CommandLine;

/// <summary>How much memory this process took.</summary>
public static class ProcessMemory
{
    /// <summary>Gets the largest resident size so far in bytes (VmHWM), or null where the system does not tell.</summary>
    public static long? ReadPeak()
    {
        const string status = "/proc/self/status";
        if (!File.Exists(status))
        {
            return null;
        }

        var line = File.ReadLines(status).FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is null ? null : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }
}
