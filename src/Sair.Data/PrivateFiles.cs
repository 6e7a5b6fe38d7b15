namespace Sair.Data;

/// <summary>Directories and files that only their owner may enter and read: they hold faces.</summary>
/// <remarks>On Windows the folder's own access list decides.</remarks>
public static class PrivateFiles
{
    private const UnixFileMode Folder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    /// <summary>
    /// Creates the directory and each of its parents that is missing, all for their owner alone; what is there stays as it is.
    /// </summary>
    /// <exception cref="StorageException">A directory cannot be made.</exception>
    public static void CreateDirectory(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var full = Path.GetFullPath(path);
        try
        {
            foreach (var missing in Missing(full).Reverse())
            {
                Create(missing);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StorageException.From(exception, full)
                ?? new StorageUnavailableException(
                    $"The directory {full} cannot be made ({exception.Message.TrimEnd('.')}): name another one, or move away what is "
                        + "in its place.",
                    exception
                );
        }
    }

    /// <summary>Opens a file for writing that its owner alone may read; one that is there keeps its mode.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Whether it may be there.</param>
    public static FileStream Open(string path, FileMode mode = FileMode.CreateNew)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
        {
            options.UnixCreateMode = File;
        }

        return new FileStream(path, options);
    }

    /// <summary>
    /// Takes from everybody but the owner what they may do with a directory and all that is in it; links are not followed.
    /// </summary>
    /// <param name="path">The directory; one that is shared with others by its very purpose, such as <c>/tmp</c>, is left alone
    /// with what is in it.</param>
    /// <returns>False where it is shared, or belongs to somebody else and cannot be changed.</returns>
    public static bool Tighten(string path)
    {
        var directory = new DirectoryInfo(path);
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        if (directory.UnixFileMode.HasFlag(UnixFileMode.StickyBit))
        {
            return false;
        }

        var everything = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = true,
        };
        var tight = Take(directory);
        foreach (var entry in directory.EnumerateFileSystemInfos("*", everything))
        {
            tight &= Take(entry);
        }

        return tight;
    }

    private static bool Take(FileSystemInfo entry)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (entry.UnixFileMode & Others) != 0)
            {
                entry.UnixFileMode &= ~Others;
            }

            return true;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // SQLite and other processes delete files of their own meanwhile.
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Missing(string path)
    {
        for (var folder = path; folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
        {
            yield return folder;
        }
    }

    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, Folder);
        }
    }
}
