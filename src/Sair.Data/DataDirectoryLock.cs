namespace Sair.Data;

/// <summary>Keeps a data directory for one process, through a lock on one file that ends with the process.</summary>
/// <remarks>A backup does not take it: reading beside the process is harmless.</remarks>
internal sealed class DataDirectoryLock : IDisposable
{
    private const int Attempts = 50;

    // EWOULDBLOCK and ERROR_SHARING_VIOLATION.
    private const int WouldBlock = 11;
    private const int SharingViolation = unchecked((int)0x80070020);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly string _directory;
    private FileStream? _held;

    /// <summary>Creates the directory where it is missing.</summary>
    public DataDirectoryLock(DataOptions options)
    {
        _directory = Path.GetFullPath(options.Directory);
        PrivateFiles.CreateDirectory(_directory);
    }

    /// <summary>Takes the directory until disposal; waits a moment for a process that is just ending.</summary>
    /// <exception cref="StorageException">Another process has it, or it cannot be written to.</exception>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; _held is null; attempt++)
        {
            try
            {
                _held = PrivateFiles.Open(Path.Combine(_directory, ".in-use"), FileMode.OpenOrCreate);
            }
            catch (IOException exception) when (exception.HResult is WouldBlock or SharingViolation)
            {
                if (attempt == Attempts)
                {
                    throw new StorageUnavailableException(
                        $"Another Sair uses the data directory {_directory} already: stop that one first, or name another directory with --Data:Directory.", exception);
                }

                await Task.Delay(s_pause, cancellationToken);
            }
            catch (Exception exception) when (StorageException.From(exception, _directory) is { } sentence)
            {
                throw sentence;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _held?.Dispose();
}
