namespace Sair.Data;

/// <summary>Tells processes that share a data directory of each other, through locks on one file that end with the process.</summary>
/// <remarks>Every process holds the file shared; the one that can hold it alone for a moment knows that nobody else is there.</remarks>
internal sealed class DataDirectoryLock : IDisposable
{
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

        _shared ??= new FileStream(_path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
        return alone is not null;
    }

    /// <inheritdoc/>
    public void Dispose() => _shared?.Dispose();

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
