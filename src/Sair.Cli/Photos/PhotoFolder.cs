using Sair.Engine;
using Sair.Engine.Imaging;

namespace Sair.Cli.Photos;

/// <summary>What a folder holds: its photos, and what of it is not read.</summary>
internal sealed record PhotoFolder
{
    private const int MaxNames = 5;
    private const string NoPicture = "no picture";

    /// <summary>Gets the folder.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the paths of the photos below the folder, in the order of their names.</summary>
    public required IReadOnlyList<string> Photos { get; init; }

    /// <summary>Gets the files that are no photos, in the order of their names.</summary>
    public required IReadOnlyList<UnreadFile> Unread { get; init; }

    /// <summary>Gets the folders below that were not looked into, in the order of their names.</summary>
    public required IReadOnlyList<UnreadFile> Subfolders { get; init; }

    /// <summary>Gets how many hidden files and folders were skipped.</summary>
    public required int Hidden { get; init; }

    /// <summary>Looks through a folder; a file is a photo by its ending, or by its first bytes where the ending says nothing.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isRecursive">Whether the folders below are read too; links to folders are not followed.</param>
    /// <param name="isLeftOut">Tells which folders below are not entered, and counted as hidden.</param>
    /// <exception cref="InvalidOptionsException">There is no such folder, or it cannot be opened.</exception>
    public static PhotoFolder Read(string folder, bool isRecursive = false, Func<string, bool>? isLeftOut = null)
    {
        if (!Directory.Exists(folder))
        {
            throw new InvalidOptionsException($"There is no folder {folder}: check the name.");
        }

        var walk = new Walk(folder, isRecursive, isLeftOut ?? (_ => false));
        return new PhotoFolder
        {
            Path = folder,
            Photos = walk.Photos,
            Unread = walk.Unread,
            Subfolders = walk.Subfolders,
            Hidden = walk.Hidden,
        };
    }

    /// <summary>Says in a few lines what is not read; nothing where all is.</summary>
    /// <param name="canRecurse">Whether the folders below could be read on request.</param>
    public IEnumerable<string> Describe(bool canRecurse)
    {
        foreach (var group in Unread.GroupBy(file => file.Reason))
        {
            yield return $"not read, {group.Key}: {Names(group)}";
        }

        var unasked = canRecurse ? "say --recursive to read them too" : "only the folder itself is read";
        foreach (var group in Subfolders.GroupBy(file => file.Reason))
        {
            yield return $"{Count(group.Count(), "folder")} in {Path} not read, "
                + $"{(group.Key.Length > 0 ? group.Key : unasked)}: {Names(group)}";
        }

        if (Hidden > 0)
        {
            yield return $"{Count(Hidden, "hidden file")} skipped";
        }
    }

    private string Names(IEnumerable<UnreadFile> files)
    {
        var names = files.Select(file => System.IO.Path.GetRelativePath(Path, file.Path)).ToList();
        return names.Count > MaxNames + 1
            ? $"{string.Join(", ", names.Take(MaxNames))} and {names.Count - MaxNames} more"
            : string.Join(", ", names);
    }

    private static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private sealed class Walk
    {
        private readonly bool _isRecursive;
        private readonly Func<string, bool> _isLeftOut;

        public Walk(string folder, bool isRecursive, Func<string, bool> isLeftOut)
        {
            (_isRecursive, _isLeftOut) = (isRecursive, isLeftOut);
            try
            {
                Enter(folder);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new InvalidOptionsException(
                    $"The folder {folder} cannot be opened ({failure.Message.TrimEnd('.')}): check its permissions."
                );
            }
        }

        public List<string> Photos { get; } = [];

        public List<UnreadFile> Unread { get; } = [];

        public List<UnreadFile> Subfolders { get; } = [];

        public int Hidden { get; private set; }

        private void Enter(string folder)
        {
            foreach (var entry in new DirectoryInfo(folder).GetFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                // The folder's own spelling, so that what is printed can be found again.
                var path = System.IO.Path.Combine(folder, entry.Name);
                if (PhotoFileName.IsHidden(entry.Name))
                {
                    Hidden++;
                }
                else if (entry.Attributes.HasFlag(FileAttributes.Directory))
                {
                    EnterBelow(path, entry.LinkTarget is not null);
                }
                else
                {
                    Sort(path);
                }
            }
        }

        private void EnterBelow(string folder, bool isLink)
        {
            if (_isLeftOut(folder))
            {
                Hidden++;
                return;
            }

            if (!_isRecursive || isLink)
            {
                Subfolders.Add(new UnreadFile(folder, _isRecursive ? "links to folders are not followed" : ""));
                return;
            }

            try
            {
                Enter(folder);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                Subfolders.Add(new UnreadFile(folder, $"cannot be opened ({failure.Message.TrimEnd('.')})"));
            }
        }

        private void Sort(string file)
        {
            if (PhotoFileName.IsPhoto(file) || Refusal(file) is not { } reason)
            {
                Photos.Add(file);
            }
            else
            {
                Unread.Add(new UnreadFile(file, reason));
            }
        }

        // Many camera raw files wear the signature of TIFF, so that it proves nothing without the ending.
        private static string? Refusal(string file)
        {
            try
            {
                var head = Head(file);
                return head.Length == 0
                    ? "empty"
                    : ImageDecoder.Recognise(head) switch
                    {
                        (ImageFormat.Tiff, _) => "a camera raw file or another kind of TIFF",
                        ({ }, _) => null,
                        (_, var name) => name ?? NoPicture,
                    };
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                return $"cannot be opened ({failure.Message.TrimEnd('.')})";
            }
        }

        private static byte[] Head(string file)
        {
            // Pipes and devices tell no length; opening a pipe would wait for ever.
            if (new FileInfo(file).Length == 0)
            {
                return [];
            }

            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var head = new byte[ImageDecoder.SignatureBytes];
            return head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }
    }
}

/// <summary>A file or folder that is not read.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Reason">Why, as the end of a sentence; empty for a folder that nobody asked for.</param>
internal sealed record UnreadFile(string Path, string Reason);
