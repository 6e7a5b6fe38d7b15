using System.Reflection;

namespace Sair.Worker.Runs;

/// <summary>Names the software that computes a restoration; stored with each one.</summary>
internal static class LibraryVersions
{
    /// <summary>Gives the versions by name, with the device that computed.</summary>
    public static IReadOnlyDictionary<string, string> With(Device device) => new Dictionary<string, string>
    {
        ["sair"] = VersionOf(typeof(LibraryVersions).Assembly),
        ["dotnet"] = Environment.Version.ToString(),
        ["tensors"] = $"{TorchRuntime.Backend} {VersionOf(typeof(TorchRuntime).Assembly)}",
        ["device"] = device.ToString(),
    };

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
