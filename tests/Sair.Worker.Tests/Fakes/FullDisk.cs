namespace Sair.Worker.Tests.Fakes;

/// <summary>Creates files on a disk that can be filled up and emptied.</summary>
public sealed class FullDisk
{
    private const int NoSpaceLeftOnDevice = 28;

    private readonly TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsFull { get; set; }

    /// <summary>Ends when a file was refused.</summary>
    public Task Refused => _refused.Task;

    public Stream Create(string path)
    {
        if (IsFull)
        {
            _refused.TrySetResult();
            throw new IOException("No space left on device", NoSpaceLeftOnDevice);
        }

        return new FileStream(path, FileMode.CreateNew, FileAccess.Write);
    }
}
