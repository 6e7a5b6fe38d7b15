using System.Reflection;

namespace Sair.Worker.Runs;

/// <summary>Names the software that computes a restoration; stored with each one.</summary>
internal static class LibraryVersions
{
    /// <summary>Gets the versions by name.</summary>
    public static IReadOnlyDictionary<string, string> Current { get; } = new Dictionary<string, string>
    {
        ["sair"] = VersionOf(typeof(LibraryVersions).Assembly),
        ["dotnet"] = Environment.Version.ToString(),
        ["tensors"] = $"{TorchRuntime.Backend} {VersionOf(typeof(TorchRuntime).Assembly)}",
    };

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
