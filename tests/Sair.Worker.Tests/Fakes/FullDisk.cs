namespace Sair.Worker.Tests.Fakes;

/// <summary>Creates files on a disk that can be filled up and emptied.</summary>
public sealed class FullDisk
{
    private const int NoSpaceLeftOnDevice = 28;

    public bool IsFull { get; set; }

    public Stream Create(string path) => IsFull
        ? throw new IOException("No space left on device", NoSpaceLeftOnDevice)
        : new FileStream(path, FileMode.CreateNew, FileAccess.Write);
}
