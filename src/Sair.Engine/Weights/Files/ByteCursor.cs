using System.Buffers.Binary;
using System.Text;

namespace Sair.Engine.Weights.Files;

/// <summary>Reads a range of a seekable stream forward; every length is checked against the range before anything is allocated.</summary>
internal sealed class ByteCursor
{
    private const int BufferSize = 4096;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Stream _stream;
    private readonly AllocationBudget _budget;
    private readonly byte[] _buffer;
    private long _bufferStart;
    private int _buffered;
    private long _position;

    /// <param name="stream">Seekable; owned by the caller.</param>
    /// <param name="budget">What strings are taken from.</param>
    /// <param name="start">First byte of the range.</param>
    /// <param name="length">Length of the range; cut where the stream ends.</param>
    public ByteCursor(Stream stream, AllocationBudget budget, long start, long length)
    {
        _stream = stream;
        _budget = budget;
        _position = start;
        End = Math.Min(stream.Length, start + length);
        _buffer = new byte[Math.Clamp(length, 1, BufferSize)];
    }

    /// <summary>Gets the first byte after the range.</summary>
    public long End { get; }

    /// <summary>Gets or sets the position in the stream.</summary>
    /// <exception cref="InvalidDataException">The position lies outside the range.</exception>
    public long Position
    {
        get => _position;
        set => _position = value >= 0 && value <= End ? value : throw Truncated();
    }

    /// <summary>Gets how many bytes are left.</summary>
    public long Left => End - _position;

    public byte ReadByte()
    {
        if (_position >= End)
        {
            throw Truncated();
        }

        if (_position < _bufferStart || _position >= _bufferStart + _buffered)
        {
            Fill();
        }

        return _buffer[(int)(_position++ - _bufferStart)];
    }

    public void Read(Span<byte> destination)
    {
        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] = ReadByte();
        }
    }

    public ushort ReadUInt16()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        Read(bytes);
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    public int ReadInt32()
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        Read(bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    public uint ReadUInt32() => (uint)ReadInt32();

    public long ReadInt64()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        Read(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    /// <summary>Checks a length that the file claims.</summary>
    /// <exception cref="InvalidDataException">The range ends before.</exception>
    public long Check(long length) => length >= 0 && length <= Left ? length : throw Truncated();

    /// <summary>Reads bytes.</summary>
    public byte[] ReadBytes(long length)
    {
        Check(length);
        _budget.Spend(length);
        var bytes = new byte[length];
        Read(bytes);
        return bytes;
    }

    /// <summary>Reads text of the given length in bytes.</summary>
    /// <exception cref="InvalidDataException">The range ends before, or the bytes are no UTF-8.</exception>
    public string ReadText(long length)
    {
        var bytes = ReadBytes(length);
        _budget.Spend(2 * length);
        try
        {
            return s_strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException("a text in it is no UTF-8");
        }
    }

    private static InvalidDataException Truncated() => new("it ends too early");

    private void Fill()
    {
        _stream.Position = _position;
        _bufferStart = _position;
        _buffered = _stream.ReadAtLeast(_buffer, 1, throwOnEndOfStream: false);
        if (_buffered == 0)
        {
            throw Truncated();
        }
    }
}

/// <summary>Bounds what reading a file may allocate, so that a small hostile file cannot ask for much memory.</summary>
internal sealed class AllocationBudget
{
    /// <summary>How many times its own size a file may ask for.</summary>
    public const int Factor = 4;

    /// <summary>What every file may ask for, in bytes.</summary>
    public const long Floor = 1 << 20;

    private long _left;

    /// <param name="fileLength">Size of the file in bytes.</param>
    public AllocationBudget(long fileLength) => _left = Floor + (Factor * fileLength);

    /// <summary>Takes a share before it is allocated.</summary>
    /// <param name="bytes">At least 0.</param>
    /// <exception cref="InvalidDataException">The file asked for too much.</exception>
    public void Spend(long bytes)
    {
        if (bytes < 0 || bytes > _left)
        {
            throw new InvalidDataException($"it asks for more than {Factor} times its own size in memory");
        }

        _left -= bytes;
    }
}
