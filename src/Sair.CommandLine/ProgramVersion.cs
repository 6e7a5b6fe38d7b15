using System.Reflection;

namespace Sair.CommandLine;

/// <summary>The version of this program.</summary>
public static class ProgramVersion
{
    /// <summary>Gets the version with the source revision where the build knew it.</summary>
    public static string Current { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
