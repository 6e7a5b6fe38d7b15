namespace Sair.Data;

/// <summary>Tells processes that share a data directory of each other, through locks on one file that end with the process.</summary>
/// <remarks>Every process holds the file shared; the one that can hold it alone for a moment knows that nobody else is there.</remarks>
internal sealed class DataDirectoryLock : IDisposable
{
    private const int Attempts = 300;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly string _path;
    private FileStream? _shared;

    public DataDirectoryLock(DataOptions options)
    {
        PrivateDirectory.Create(Path.GetFullPath(options.Directory));
        _path = Path.Combine(Path.GetFullPath(options.Directory), ".in-use");
    }

    /// <summary>Runs the action if no other process uses the directory, then announces this process until disposal.</summary>
    /// <returns>False where another process uses the directory and the action was left out.</returns>
    public async Task<bool> RunIfAloneAsync(Func<Task> action)
    {
        var alone = TryOpenAlone();
        if (alone is not null)
        {
            await using (alone)
            {
                await action();
            }
        }

        _shared ??= await OpenSharedAsync();
        return alone is not null;
    }

    /// <inheritdoc/>
    public void Dispose() => _shared?.Dispose();

    // Another process that starts at this moment holds the file alone until it is ready.
    private async Task<FileStream> OpenSharedAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(_path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
            }
            catch (IOException) when (attempt < Attempts)
            {
                await Task.Delay(s_pause);
            }
        }
    }

    private FileStream? TryOpenAlone()
    {
        try
        {
            return new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
