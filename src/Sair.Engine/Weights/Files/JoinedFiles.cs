namespace Sair.Engine.Weights.Files;

/// <summary>Several files as one read-only stream.</summary>
internal sealed class JoinedFiles : Stream
{
    private readonly List<(FileStream File, long Start)> _parts = [];

    /// <param name="paths">The files in order.</param>
    /// <exception cref="InvalidDataException">A file is missing.</exception>
    public JoinedFiles(IReadOnlyList<string> paths)
    {
        try
        {
            foreach (var path in paths)
            {
                _parts.Add((new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0), Length));
                Length += _parts[^1].File.Length;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw new InvalidDataException($"its data file {Path.GetFileName(paths[_parts.Count])} is missing", failure);
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        if (_parts.FindLast(part => part.Start <= Position) is not { File: { } file, Start: var start })
        {
            return 0;
        }

        file.Position = Position - start;
        var count = file.Read(buffer);
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw ReadOnly();

    public override void Write(byte[] buffer, int offset, int count) => throw ReadOnly();

    protected override void Dispose(bool disposing)
    {
        foreach (var (file, _) in _parts)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private static NotSupportedException ReadOnly() => new("Joined files can only be read.");
}
