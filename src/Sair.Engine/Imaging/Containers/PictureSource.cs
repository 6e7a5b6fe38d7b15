using NetVips;

namespace Sair.Engine.Imaging.Containers;

/// <summary>Hands the bytes of a file to libvips without copying them as a whole, with what the notes put in their place.</summary>
/// <param name="file">The bytes.</param>
/// <param name="notes">What to put in the place of bytes, and behind them.</param>
/// <param name="cancellationToken">Ends the reading: the decoder then fails.</param>
internal sealed class PictureSource(ReadOnlyMemory<byte> file, ContainerNotes notes, CancellationToken cancellationToken)
{
    private long _position;

    private long Length => file.Length + notes.Tail.Length;

    /// <summary>Makes the source that loaders take.</summary>
    public SourceCustom ToVips()
    {
        var source = new SourceCustom();
        source.OnRead += Read;
        source.OnSeek += Seek;
        return source;
    }

    private int Read(byte[] buffer, int length)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return -1;
        }

        var taken = (int)Math.Min(length, Math.Max(0, Length - _position));
        for (var i = 0; i < taken;)
        {
            var at = _position + i;
            var part = at < file.Length ? file.Span[(int)at..] : notes.Tail.AsSpan((int)(at - file.Length));
            part = part[..Math.Min(part.Length, taken - i)];
            part.CopyTo(buffer.AsSpan(i));
            i += part.Length;
        }

        foreach (var (offset, bytes) in notes.Patches)
        {
            for (var k = 0; k < bytes.Length; k++)
            {
                var at = offset + k - _position;
                if (at >= 0 && at < taken)
                {
                    buffer[at] = bytes[k];
                }
            }
        }

        _position += taken;
        return taken;
    }

    private long Seek(long offset, SeekOrigin origin)
    {
        var target = offset + origin switch { SeekOrigin.Current => _position, SeekOrigin.End => Length, _ => 0 };
        return target < 0 ? -1 : _position = target;
    }
}
