using System.Reflection;
using System.Text.Json.Nodes;
using Sair.Engine.Engines;

namespace Sair.Worker.Runs;

/// <summary>Names the software that computes a restoration; stored with each one.</summary>
internal static class LibraryVersions
{
    private const string Memory = "memory";

    /// <summary>Gives the versions by name, with the device that computed and how much it could keep.</summary>
    public static IReadOnlyDictionary<string, string> With(RunAttempt attempt) =>
        new Dictionary<string, string>
        {
            ["sair"] = VersionOf(typeof(LibraryVersions).Assembly),
            ["dotnet"] = Environment.Version.ToString(),
            ["tensors"] = TorchRuntime.Backend,
            ["device"] = attempt.Device.ToString(),
            [Memory] = attempt.Memory.ToString().ToLowerInvariant(),
        };

    /// <summary>Reads back how much a stored run could keep; results stored before this was noted kept everything.</summary>
    public static MemoryUse ReadMemory(string json) =>
        Enum.TryParse<MemoryUse>(JsonNode.Parse(json)?[Memory]?.ToString(), ignoreCase: true, out var memory) ? memory : MemoryUse.Full;

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
