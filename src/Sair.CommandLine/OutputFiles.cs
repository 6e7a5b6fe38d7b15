using System.Security.Cryptography;
using System.Text;
using Sair.Engine;
using Sair.Engine.Compositing;
using Sair.Engine.Imaging;

namespace Sair.CommandLine;

/// <summary>
/// Where results go: checks, before anything is computed, that they can be written there, and writes them so that none is lost.
/// </summary>
public sealed class OutputFiles(CommandServices services)
{
    // What file systems allow for a name, in bytes; some allow less, which the try to make the file tells.
    private const int MaxNameBytes = 255;
    private const int MaxLinks = 40;
    private const long MinFreeBytes = 1_000_000;

    private static readonly StringComparison s_paths =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>Checks that picture and record can be written and overwrite nothing that is read.</summary>
    /// <param name="picture">Where the picture goes; null for none.</param>
    /// <param name="record">Where the record goes; null for none.</param>
    /// <param name="read">What is read; nulls are passed over.</param>
    /// <exception cref="InvalidOptionsException">A place does not do; the message says why.</exception>
    public void Require(string? picture, string? record, IEnumerable<string?> read)
    {
        if (picture is not null)
        {
            RequirePicture(picture);
        }

        if (record is not null)
        {
            RequireFile(record);
        }

        if (picture is not null && record is not null && IsSame(picture, record))
        {
            throw new InvalidOptionsException($"Picture and record cannot both be {record}: choose two names.");
        }

        var sources = read.OfType<string>().Select(path => RealPath(path)).ToHashSet(StringComparer.FromComparison(s_paths));
        foreach (var written in new[] { picture, record }.OfType<string>().Where(path => sources.Contains(RealPath(path))))
        {
            throw new InvalidOptionsException($"{written} is one of the photos and would be overwritten: choose another name.");
        }
    }

    /// <summary>Checks that a picture can be written there.</summary>
    /// <exception cref="InvalidOptionsException">The extension or the place does not do.</exception>
    public void RequirePicture(string path)
    {
        RequireFile(path);
        _ = PictureFile.FormatOf(path);
    }

    /// <summary>Checks that a picture of a size fits into a file of its format and, as far as that can be told, onto the disk.</summary>
    /// <param name="path">Where it goes.</param>
    /// <param name="width">Width before it is enlarged, in pixels.</param>
    /// <param name="height">Height before it is enlarged, in pixels.</param>
    /// <param name="enlargement">By how much it is enlarged.</param>
    /// <exception cref="InvalidOptionsException">It does not.</exception>
    public void RequireSize(string path, int width, int height, int enlargement = 1)
    {
        var format = PictureFile.FormatOf(path);
        if (EnlargementLimits.Refusal(width, height, enlargement, format) is { } refusal)
        {
            throw new InvalidOptionsException($"{path}: {refusal}");
        }

        RequireRoom(path, Math.Max(MinFreeBytes, PictureFile.EstimateMinBytes((long)width * enlargement * height * enlargement, format)));
    }

    /// <summary>Checks that a file can be made or replaced: its name, its folder, and that both may be written to.</summary>
    /// <exception cref="InvalidOptionsException">It cannot; the message says why and what to do.</exception>
    public void RequireFile(string path)
    {
        var name = Path.GetFileName(path);
        if (name.Length == 0 || Directory.Exists(path))
        {
            throw new InvalidOptionsException($"{path} is a folder: name a file in it.");
        }

        var folder = FolderOf(path);
        if (!Directory.Exists(folder))
        {
            throw new InvalidOptionsException($"There is no folder {folder}: make it first or choose another place for {name}.");
        }

        if (Encoding.UTF8.GetByteCount(name) is var bytes && bytes > MaxNameBytes)
        {
            throw new InvalidOptionsException($"The name {name} has {bytes} bytes and {MaxNameBytes} are allowed: choose a shorter one.");
        }

        if (!IsDevice(path))
        {
            Try(path, folder);
            RequireRoom(path, MinFreeBytes);
        }
    }

    /// <summary>Checks that a folder is there, or can be made, and that files can be written into it.</summary>
    /// <exception cref="InvalidOptionsException">It cannot; the message says why and what to do.</exception>
    public static void RequireFolder(string folder)
    {
        if (File.Exists(folder))
        {
            throw new InvalidOptionsException($"{folder} is a file, and a folder is needed: choose another name.");
        }

        try
        {
            Directory.CreateDirectory(folder);
            MakeAndRemove(PartialOf(Path.Combine(folder, "probe")), FileMode.Create);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOptionsException(
                $"Nothing can be written into the folder {folder} ({Reason(failure)}): check its permissions, or choose another one."
            );
        }
    }

    /// <summary>Tells whether the disk of a file has any room left.</summary>
    public bool HasRoom(string path) => services.FreeBytes(FolderOf(path)) is not { } free || free >= MinFreeBytes;

    /// <summary>Writes files; existing ones are replaced only when all is written. What cannot be written goes elsewhere.</summary>
    /// <param name="files">Paths and contents.</param>
    /// <exception cref="ResultElsewhereException">A file is not where it should be; the message says where it is.</exception>
    public void Write(params IReadOnlyList<(string Path, byte[] Content)> files)
    {
        var failures = new List<string>();
        foreach (var (path, content) in files)
        {
            try
            {
                Replace(path, content);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                failures.Add(Rescue(path, spare => File.WriteAllBytes(spare, content), failure));
            }
        }

        if (failures.Count > 0)
        {
            throw new ResultElsewhereException(string.Join(' ', failures));
        }
    }

    /// <summary>Lets something write a file of its own; where that fails, once more elsewhere.</summary>
    /// <param name="path">Where it goes.</param>
    /// <param name="write">Writes a file to a path; may be called again.</param>
    /// <exception cref="ResultElsewhereException">The file is not where it should be; the message says where it is.</exception>
    public void WriteBy(string path, Action<string> write)
    {
        try
        {
            write(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ResultElsewhereException(Rescue(path, write, failure));
        }
    }

    /// <summary>Tells whether two paths lead to one file or folder, by whatever names, links or slashes.</summary>
    public static bool IsSame(string path, string other) => string.Equals(RealPath(path), RealPath(other), s_paths);

    /// <summary>Tells whether a path leads into a folder or to the folder itself, by whatever names, links or slashes.</summary>
    public static bool IsWithin(string path, string folder)
    {
        var (inner, outer) = (RealPath(path), RealPath(folder));
        return string.Equals(inner, outer, s_paths)
            || inner.StartsWith(Path.TrimEndingDirectorySeparator(outer) + Path.DirectorySeparatorChar, s_paths);
    }

    /// <summary>Follows all links of a path, also of one that is not there yet.</summary>
    public static string RealPath(string path) => RealPath(path, MaxLinks);

    private static string RealPath(string path, int links)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent)
        {
            return full;
        }

        var folder = RealPath(parent, links);
        var here = Path.Combine(folder, Path.GetFileName(full));
        return links > 0 && new FileInfo(here).LinkTarget is { } target ? RealPath(Path.Combine(folder, target), links - 1) : here;
    }

    private void RequireRoom(string path, long bytes)
    {
        if (services.FreeBytes(FolderOf(path)) is { } free && free < bytes)
        {
            throw new InvalidOptionsException(
                $"The disk of {path} has {free / 1_000_000} MB left and about {bytes / 1_000_000} MB are needed: free some space or "
                    + $"choose another place."
            );
        }
    }

    // The only sure way to learn whether a file can be made is to make it.
    private static void Try(string path, string folder)
    {
        try
        {
            if (!File.Exists(path) && new FileInfo(path).LinkTarget is null)
            {
                MakeAndRemove(path, FileMode.CreateNew);
                return;
            }

            if (File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly))
            {
                throw new InvalidOptionsException($"{path} is write-protected: choose another name, or allow writing to it.");
            }

            MakeAndRemove(PartialOf(path), FileMode.Create);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOptionsException(
                $"{path} cannot be written ({Reason(failure)}): check the permissions of {folder}, or choose another place."
            );
        }
    }

    private static void MakeAndRemove(string path, FileMode mode)
    {
        using var made = new FileStream(path, mode, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
    }

    private static void Replace(string path, byte[] content)
    {
        if (IsDevice(path))
        {
            using var device = new FileStream(path, FileMode.Open, FileAccess.Write);
            device.Write(content);
            return;
        }

        var partial = PartialOf(path);
        try
        {
            File.WriteAllBytes(partial, content);
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Remove(partial);
            throw;
        }
    }

    // Beside the place first, under another name, then wherever the services allow.
    private string Rescue(string path, Action<string> write, Exception failure)
    {
        var why = $"{path} could not be written ({Reason(failure)})";
        foreach (var folder in services.SpareFolders.Prepend(FolderOf(path)))
        {
            if (TryRescue(folder, Path.GetFileName(path), write) is { } rescued)
            {
                return $"{why}; it is kept as {rescued}: move it where you want it.";
            }
        }

        return $"{why}, nor anywhere else: free some space and try again.";
    }

    private static string? TryRescue(string folder, string name, Action<string> write)
    {
        const int maxTries = 1000;
        for (var i = 1; i <= maxTries; i++)
        {
            // The number stands before the ending, and the name may not grow beyond what is allowed.
            var path = Path.Combine(
                folder,
                $"{Shorten(Path.GetFileNameWithoutExtension(name))}.rescued{(i == 1 ? "" : $"-{i}")}{Path.GetExtension(name)}"
            );
            if (File.Exists(path) || Directory.Exists(path))
            {
                continue;
            }

            try
            {
                var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
                if (!OperatingSystem.IsWindows())
                {
                    // Folders for everybody's files are among the places, and this is a face.
                    options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                }

                new FileStream(path, options).Dispose();
                write(path);
                return path;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                Remove(path);
                return null;
            }
        }

        return null;
    }

    private static string Shorten(string stem)
    {
        const int maxLength = 60;
        return stem.Length <= maxLength ? stem : stem[..maxLength];
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Its folder went away, and it with the folder.
        }
    }

    // Short whatever the name is, and the same for one name, so that what a crash leaves is replaced by the next run.
    private static string PartialOf(string path) =>
        Path.Combine(
            FolderOf(path),
            $".sair-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFileName(path)))[..6])}.partial"
        );

    private static string FolderOf(string path) =>
        Path.GetDirectoryName(Path.GetFullPath(path)) ?? Path.GetPathRoot(Path.GetFullPath(path))!;

    // Written straight to: they cannot be replaced and must not be.
    private static bool IsDevice(string path)
    {
        var full = Path.GetFullPath(path);
        return full.StartsWith("/dev/", StringComparison.Ordinal)
            && !full.StartsWith("/dev/shm/", StringComparison.Ordinal)
            && File.Exists(full);
    }

    private static string Reason(Exception failure) => failure.Message.TrimEnd('.');
}

/// <summary>A result is not where it should be, but not lost; the message says where it is.</summary>
public sealed class ResultElsewhereException(string message) : SairException(message);
