namespace Sair.Engine.Weights.Files.Onnx;

/// <summary>Walks the fields of one protobuf message.</summary>
internal sealed class ProtobufCursor
{
    private readonly ByteCursor _source;
    private readonly long _end;

    /// <param name="source">Stands at the message's first byte.</param>
    /// <param name="end">Position after the message.</param>
    public ProtobufCursor(ByteCursor source, long end)
    {
        _source = source;
        _end = end;
    }

    /// <summary>Gets the number of the current field.</summary>
    public long Field { get; private set; }

    /// <summary>Gets a value indicating whether the current field is length-delimited.</summary>
    public bool IsBlock { get; private set; }

    /// <summary>Gets the value of a number field.</summary>
    public long Number { get; private set; }

    /// <summary>Gets where the bytes of a length-delimited field begin.</summary>
    public long Start { get; private set; }

    /// <summary>Gets where they end.</summary>
    public long End { get; private set; }

    /// <summary>Goes to the next field.</summary>
    /// <returns>false at the end of the message.</returns>
    /// <exception cref="InvalidDataException">The message is malformed or truncated.</exception>
    public bool Next()
    {
        if (IsBlock)
        {
            _source.Position = End;
        }

        if (_source.Position >= _end)
        {
            return _source.Position == _end ? false : throw new InvalidDataException("a message in it is longer than announced");
        }

        var tag = ReadNumber(_source);
        Field = tag >> 3;
        IsBlock = (tag & 7) == 2;
        switch (tag & 7)
        {
            case 0:
                Number = ReadNumber(_source);
                break;
            case 1:
                Number = _source.ReadInt64();
                break;
            case 2:
                var length = _source.Check(ReadNumber(_source));
                (Start, End) = (_source.Position, _source.Position + length);
                break;
            case 5:
                Number = _source.ReadInt32();
                break;
            default:
                throw new InvalidDataException("it is no ONNX model, or damaged");
        }

        return End <= _end || !IsBlock ? true : throw new InvalidDataException("a message in it is longer than announced");
    }

    /// <summary>Opens the current length-delimited field as a message.</summary>
    public ProtobufCursor Open()
    {
        _source.Position = Start;
        return new ProtobufCursor(_source, End);
    }

    /// <summary>Reads the current field as text.</summary>
    public string Text()
    {
        _source.Position = Start;
        return _source.ReadText(End - Start);
    }

    /// <summary>Reads the current field as numbers: one, or a packed list.</summary>
    public IEnumerable<long> Numbers()
    {
        if (!IsBlock)
        {
            yield return Number;
            yield break;
        }

        _source.Position = Start;
        while (_source.Position < End)
        {
            yield return ReadNumber(_source);
        }
    }

    private static long ReadNumber(ByteCursor source)
    {
        const int longest = 10;
        var value = 0L;
        for (var i = 0; i < longest; i++)
        {
            var next = source.ReadByte();
            value |= (long)(next & 0x7f) << (7 * i);
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("it is no ONNX model, or damaged");
    }
}
