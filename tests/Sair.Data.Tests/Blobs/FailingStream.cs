namespace Sair.Data.Tests.Blobs;

/// <summary>A file on a disk that is full after the given number of bytes.</summary>
public sealed class FailingStream(string path, int room) : MemoryStream
{
    private const int NoSpaceLeftOnDevice = 28;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        File.WriteAllBytes(path, buffer.Span[..Math.Min(room, buffer.Length)]);
        return buffer.Length > room ? throw new IOException("No space left on device", NoSpaceLeftOnDevice) : ValueTask.CompletedTask;
    }
}
