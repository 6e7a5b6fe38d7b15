using System.Buffers.Binary;
using System.Text;

namespace Sair.Engine.Weights.Files.Pickle;

/// <summary>Reads a Python pickle (protocols 2–5) as data: an allow-list of opcodes, and classes that are names only.</summary>
/// <remarks>What a class name may do is decided by <see cref="PickleReductions"/>; nothing is looked up or run.</remarks>
internal sealed class PickleMachine
{
    // What the managed objects of one pickled value cost on average at most, besides its text.
    private const int ValueCost = 48;
    private const int LongestName = 200;

    private static readonly object s_mark = new();

    private readonly ByteCursor _source;
    private readonly AllocationBudget _budget;
    private readonly PickleReductions _reductions;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];

    public PickleMachine(ByteCursor source, AllocationBudget budget, PickleReductions reductions)
    {
        _source = source;
        _budget = budget;
        _reductions = reductions;
    }

    /// <summary>Reads up to and including the end mark.</summary>
    /// <returns>null, bool, long, double, string, List of object, or one of PickleValues.cs.</returns>
    /// <exception cref="InvalidDataException">The pickle is malformed or uses what is not allowed.</exception>
    public object? Read()
    {
        _stack.Clear();
        _memo.Clear();
        while (true)
        {
            var code = _source.ReadByte();
            if (code == (byte)'.')
            {
                return Pop();
            }

            Step(code);
        }
    }

    private void Step(byte code)
    {
        switch (code)
        {
            case 0x80: // PROTO
                _ = _source.ReadByte() <= 5 ? 0 : throw new InvalidDataException("its pickle protocol is newer than 5");
                break;
            case 0x95: // FRAME
                _source.Check(_source.ReadInt64());
                break;
            case (byte)'(':
                Push(s_mark);
                break;
            case (byte)'0':
                Pop();
                break;
            case (byte)'1': // POP_MARK
                PopToMark();
                break;
            case (byte)'N':
                Push(null);
                break;
            case 0x88:
                Push(true);
                break;
            case 0x89:
                Push(false);
                break;
            case (byte)'J' or (byte)'K' or (byte)'M' or 0x8a or 0x8b or (byte)'G':
                Push(ReadNumber(code));
                break;
            case (byte)'X' or 0x8c or 0x8d or (byte)'T' or (byte)'U' or (byte)'B' or (byte)'C' or 0x8e or 0x96:
                Push(ReadText(code));
                break;
            case (byte)']' or (byte)'l' or (byte)'}' or (byte)'d' or 0x8f or (byte)')' or (byte)'t' or 0x85 or 0x86 or 0x87:
                Push(MakeContainer(code));
                break;
            case (byte)'a' or (byte)'e' or 0x90 or (byte)'s' or (byte)'u':
                Extend(code);
                break;
            case (byte)'q' or (byte)'r' or 0x94 or (byte)'h' or (byte)'j':
                Remember(code);
                break;
            case (byte)'c' or 0x93 or (byte)'R' or 0x81 or (byte)'b' or (byte)'Q':
                Construct(code);
                break;
            default:
                throw new InvalidDataException($"its pickle uses the instruction 0x{code:x2}, which weights do not need");
        }
    }

    private object ReadNumber(byte code)
    {
        switch (code)
        {
            case (byte)'J':
                return (long)_source.ReadInt32();
            case (byte)'K':
                return (long)_source.ReadByte();
            case (byte)'M':
                return (long)_source.ReadUInt16();
            case (byte)'G': // big-endian, unlike everything else
                return BitConverter.Int64BitsToDouble(BinaryPrimitives.ReverseEndianness(_source.ReadInt64()));
            default:
                var length = _source.Check(code == 0x8a ? _source.ReadByte() : _source.ReadInt32());
                return ReadLong(length);
        }
    }

    private object ReadLong(long length)
    {
        const int longestKept = 8;
        Span<byte> bytes = stackalloc byte[longestKept];
        if (length > longestKept)
        {
            // Longer than any size or offset; kept as bytes, which nothing takes for a number.
            var place = new PickleBytes(_source.Position, length);
            _source.Position += length;
            return place;
        }

        bytes.Clear();
        _source.Read(bytes[..(int)length]);
        if (length > 0 && (bytes[(int)length - 1] & 0x80) != 0)
        {
            bytes[(int)length..].Fill(0xff);
        }

        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    private object ReadText(byte code)
    {
        var length = code switch
        {
            0x8c or (byte)'U' or (byte)'C' => _source.ReadByte(),
            (byte)'X' or (byte)'T' or (byte)'B' => _source.ReadUInt32(),
            _ => _source.ReadInt64(),
        };
        _source.Check(length);
        if (code is (byte)'B' or (byte)'C' or 0x8e or 0x96)
        {
            var bytes = new PickleBytes(_source.Position, length);
            _source.Position += length;
            return bytes;
        }

        return _source.ReadText(length);
    }

    private object MakeContainer(byte code) => code switch
    {
        (byte)']' or 0x8f => new List<object?>(),
        (byte)'}' => new PickleDictionary(),
        (byte)')' => new PickleTuple([]),
        (byte)'l' => PopToMark().ToList(),
        (byte)'t' => new PickleTuple(PopToMark()),
        (byte)'d' => Fill(new PickleDictionary(), PopToMark()),
        _ => new PickleTuple(PopMany(code - 0x84)),
    };

    private void Extend(byte code)
    {
        var items = code switch
        {
            (byte)'a' => PopMany(1),
            (byte)'s' => PopMany(2),
            _ => PopToMark(),
        };
        _budget.Spend(items.Length * ValueCost / 2);
        switch (Peek())
        {
            case List<object?> list when code is not ((byte)'s' or (byte)'u'):
                list.AddRange(items);
                break;
            case PickleDictionary dictionary when code is (byte)'s' or (byte)'u':
                Fill(dictionary, items);
                break;
            case PickleObject when code is (byte)'s' or (byte)'u':
                break; // entries of a class of its own say nothing about weights
            default:
                throw new InvalidDataException("its pickle adds entries to something that has none");
        }
    }

    private void Remember(byte code)
    {
        if (code is (byte)'h' or (byte)'j')
        {
            var place = code == (byte)'h' ? _source.ReadByte() : _source.ReadUInt32();
            Push(_memo.TryGetValue(place, out var value) ? value : throw new InvalidDataException("its pickle refers to a value that it has not made"));
            return;
        }

        _budget.Spend(ValueCost);
        _memo[code switch { (byte)'q' => _source.ReadByte(), (byte)'r' => _source.ReadUInt32(), _ => _memo.Count }] = Peek();
    }

    private void Construct(byte code)
    {
        switch (code)
        {
            case (byte)'c':
                Push(PickleReductions.Allow(new PickleGlobal(ReadLine(), ReadLine())));
                break;
            case 0x93: // STACK_GLOBAL
                Push(PopMany(2) is [string module, string name] ? PickleReductions.Allow(new PickleGlobal(module, name)) : throw new InvalidDataException("its pickle names a class by something that is no text"));
                break;
            case (byte)'Q': // BINPERSID
                Push(_reductions.Persistent(Pop()));
                break;
            case (byte)'b': // BUILD
                var state = Pop();
                PickleReductions.Build(Peek(), state);
                break;
            default: // REDUCE, NEWOBJ
                Push(PopMany(2) is [PickleGlobal function, PickleTuple arguments]
                    ? _reductions.Reduce(function, arguments.Items)
                    : throw new InvalidDataException("its pickle calls something that is no class"));
                break;
        }
    }

    private string ReadLine()
    {
        var text = new StringBuilder();
        for (var next = _source.ReadByte(); next != '\n'; next = _source.ReadByte())
        {
            text.Append(text.Length < LongestName ? (char)next : throw new InvalidDataException("a class name in its pickle is too long"));
        }

        _budget.Spend((4 * text.Length) + ValueCost);
        return text.ToString();
    }

    private static PickleDictionary Fill(PickleDictionary dictionary, object?[] items)
    {
        if (items.Length % 2 != 0)
        {
            throw new InvalidDataException("a dictionary in its pickle has a key without a value");
        }

        for (var i = 0; i < items.Length; i += 2)
        {
            dictionary.Entries.Add((items[i], items[i + 1]));
        }

        return dictionary;
    }

    private void Push(object? value)
    {
        _budget.Spend(ValueCost);
        _stack.Add(value);
    }

    private object? Peek() => _stack.Count > 0 && _stack[^1] != s_mark ? _stack[^1] : throw Underflow();

    private object? Pop() => PopMany(1)[0];

    private object?[] PopMany(int count)
    {
        if (_stack.Count < count)
        {
            throw Underflow();
        }

        var items = _stack.GetRange(_stack.Count - count, count).ToArray();
        _stack.RemoveRange(_stack.Count - count, count);
        return Array.IndexOf(items, s_mark) < 0 ? items : throw Underflow();
    }

    private object?[] PopToMark()
    {
        var mark = _stack.LastIndexOf(s_mark);
        if (mark < 0)
        {
            throw Underflow();
        }

        var items = PopMany(_stack.Count - mark - 1);
        _stack.RemoveAt(mark);
        return items;
    }

    private static InvalidDataException Underflow() => new("its pickle takes more values than it made");
}
