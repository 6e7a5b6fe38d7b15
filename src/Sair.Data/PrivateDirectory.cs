namespace Sair.Data;

/// <summary>Directories that only their owner may enter: they hold faces.</summary>
internal static class PrivateDirectory
{
    /// <summary>Creates the directory and its parents where they are missing.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
