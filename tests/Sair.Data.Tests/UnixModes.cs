namespace Sair.Data.Tests;

/// <summary>Who may read files and enter folders; on Windows nothing is said and nothing is changed.</summary>
public static class UnixModes
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Lists a folder and all in it that somebody but the owner may read, write or enter.</summary>
    public static IReadOnlyList<string> OpenToOthers(string folder) =>
        OperatingSystem.IsWindows()
            ? []
            :
            [
                .. Everything(folder)
                    .Where(entry => !OperatingSystem.IsWindows() && (entry.UnixFileMode & ~Owner) != 0)
                    .Select(entry => entry.FullName),
            ];

    /// <summary>Lets others do something with a folder and all in it.</summary>
    public static void Widen(string folder, UnixFileMode mode, bool recursively = true)
    {
        foreach (var entry in recursively ? Everything(folder) : [new DirectoryInfo(folder)])
        {
            if (!OperatingSystem.IsWindows())
            {
                entry.UnixFileMode |= mode;
            }
        }
    }

    private static IEnumerable<FileSystemInfo> Everything(string folder) =>
        new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Prepend(new DirectoryInfo(folder));
}
