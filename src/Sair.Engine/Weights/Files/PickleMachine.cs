using System.Buffers.Binary;
using System.Text;
using static TorchSharp.torch;

namespace Sair.Engine.Weights.Files;

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

    private object MakeContainer(byte code) =>
        code switch
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
            Push(
                _memo.TryGetValue(place, out var value)
                    ? value
                    : throw new InvalidDataException("its pickle refers to a value that it has not made")
            );
            return;
        }

        _budget.Spend(ValueCost);
        _memo[
            code switch
            {
                (byte)'q' => _source.ReadByte(),
                (byte)'r' => _source.ReadUInt32(),
                _ => _memo.Count,
            }
        ] = Peek();
    }

    private void Construct(byte code)
    {
        switch (code)
        {
            case (byte)'c':
                Push(PickleReductions.Allow(new PickleGlobal(ReadLine(), ReadLine())));
                break;
            case 0x93: // STACK_GLOBAL
                Push(
                    PopMany(2) is [string module, string name]
                        ? PickleReductions.Allow(new PickleGlobal(module, name))
                        : throw new InvalidDataException("its pickle names a class by something that is no text")
                );
                break;
            case (byte)'Q': // BINPERSID
                Push(_reductions.Persistent(Pop()));
                break;
            case (byte)'b': // BUILD
                var state = Pop();
                PickleReductions.Build(Peek(), state);
                break;
            default: // REDUCE, NEWOBJ
                Push(
                    PopMany(2) is [PickleGlobal function, PickleTuple arguments]
                        ? _reductions.Reduce(function, arguments.Items)
                        : throw new InvalidDataException("its pickle calls something that is no class")
                );
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

/// <summary>The allow-list of classes and functions in pickles of weights, and what each stands for as data.</summary>
internal sealed class PickleReductions
{
    private const int EntryCost = 64;
    private const int NestedCost = 1 << 10;

    private static readonly HashSet<string> s_elementTypes =
    [
        "float32",
        "float64",
        "float16",
        "bfloat16",
        "int64",
        "int32",
        "int16",
        "int8",
        "uint8",
        "bool",
        "float",
        "double",
        "half",
        "long",
        "int",
        "contiguous_format",
        "preserve_format",
        "channels_last",
        "strided",
    ];

    // Classes that only carry values beside the weights; what they hold is not looked at, except a module's state.
    private static readonly HashSet<string> s_inert =
    [
        "argparse.Namespace",
        "pathlib.PosixPath",
        "pathlib.PurePosixPath",
        "pathlib.WindowsPath",
        "torch.device",
        "torch.memory_format",
        "torch._C.device",
        "numpy.dtype",
        "numpy.core.multiarray.scalar",
        "numpy._core.multiarray.scalar",
        "_codecs.encode",
        "builtins.slice",
        "builtins.complex",
        "builtins.bytearray",
        "__builtin__.bytearray",
        "__builtin__.complex",
        "datetime.datetime",
        "datetime.timedelta",
        "torch.Generator",
        "builtins.object",
        "__builtin__.object",
        "types.SimpleNamespace",
    ];

    private readonly AllocationBudget _budget;
    private readonly Stream _stream;
    private readonly Dictionary<string, PickleStorage> _storages = [];
    private readonly int _depth;

    /// <param name="stream">The file.</param>
    /// <param name="budget">What is allocated is taken from it.</param>
    /// <param name="depth">How many pickles this one lies in.</param>
    public PickleReductions(Stream stream, AllocationBudget budget, int depth = 0)
    {
        _stream = stream;
        _budget = budget;
        _depth = depth;
    }

    /// <summary>Gets the storages that the pickle names, by key.</summary>
    public IReadOnlyDictionary<string, PickleStorage> Storages => _storages;

    /// <summary>Lets a class through that is on the list.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public static PickleGlobal Allow(PickleGlobal name)
    {
        var isAllowed =
            s_inert.Contains(name.FullName)
            || IsStorage(name)
            || name switch
            {
                { Module: "collections", Name: "OrderedDict" or "defaultdict" } => true,
                {
                    Module: "builtins" or "__builtin__",
                    Name: "set" or "frozenset" or "dict" or "list" or "tuple" or "int" or "float" or "str" or "bool"
                } => true,
                { Module: "torch", Name: "Size" } => true,
                { Module: "torch", Name: var type } when s_elementTypes.Contains(type) => true,
                {
                    Module: "torch._utils",
                    Name: "_rebuild_tensor" or "_rebuild_tensor_v2" or "_rebuild_parameter" or "_rebuild_parameter_with_state"
                } => true,
                { Module: "torch.nn.parameter", Name: "Parameter" } => true,
                { Module: "torch._tensor", Name: "_rebuild_from_type_v2" } => true,
                { Module: "torch.storage", Name: "_load_from_bytes" } => true,
                { Module: "torch.serialization", Name: "_get_layout" } => true,
                { Module: "numpy.core.multiarray" or "numpy._core.multiarray", Name: "_reconstruct" } => true,
                { Module: "numpy", Name: "ndarray" } => true,
                { Module: "torch_utils.persistence", Name: "_reconstruct_persistent_obj" } => true,
                { Module: "dnnlib.util" or "dnnlib", Name: "EasyDict" } => true,
                _ => false,
            };
        return isAllowed
            ? name
            : throw new InvalidDataException(
                $"its pickle names {name.FullName}, which is not on the list of harmless classes; save the network's state_dict instead"
            );
    }

    /// <summary>Turns a call into a value.</summary>
    /// <exception cref="InvalidDataException">The arguments make no sense.</exception>
    public object? Reduce(PickleGlobal function, object?[] arguments)
    {
        switch (function)
        {
            case { Module: "torch._utils", Name: "_rebuild_tensor_v2" or "_rebuild_tensor" }:
                return arguments is [PickleStorage storage, long offset, var shape, var strides, ..]
                    ? Tensor(storage, offset, shape, strides)
                    : throw Malformed(function);
            case { Module: "torch._utils", Name: "_rebuild_parameter" or "_rebuild_parameter_with_state" }
            or { Module: "torch.nn.parameter" }:
                return arguments is [PickleTensor value, ..] ? value : throw Malformed(function);
            case { Module: "torch._tensor" }: // function, type, arguments, state
                return arguments is [PickleGlobal inner, _, PickleTuple { Items: var given }, ..] && inner.Module == "torch._utils"
                    ? Reduce(inner, given)
                    : throw Malformed(function);
            case { Module: "torch.storage" }:
                return arguments is [PickleBytes bytes] ? Nested(bytes) : throw Malformed(function);
            case { Module: "collections" } or { Name: "dict" or "EasyDict" }:
                return Dictionary(arguments);
            case { Module: "torch", Name: "Size" }:
                return arguments is [PickleTuple or List<object?>] ? arguments[0] : throw Malformed(function);
            case { Module: "builtins" or "__builtin__", Name: "set" or "frozenset" or "list" }:
                return arguments is [List<object?> items] ? items : new List<object?>();
            case { Module: "torch_utils.persistence" }:
                return arguments is [PickleDictionary meta] ? new PickleObject(function, []) { State = meta } : throw Malformed(function);
            default:
                return new PickleObject(function, arguments);
        }
    }

    /// <summary>Gives an object its state.</summary>
    public static void Build(object? target, object? state)
    {
        switch (target)
        {
            case PickleObject { Type.Module: "torch_utils.persistence" }:
                break; // its state came with its class
            case PickleObject made:
                made.State = state;
                break;
            case PickleDictionary or PickleTensor or List<object?>:
                break; // attributes of an ordered dictionary (_metadata) and of a parameter
            default:
                throw new InvalidDataException("its pickle gives a state to something that has none");
        }
    }

    /// <summary>Resolves a reference to a storage.</summary>
    public PickleStorage Persistent(object? id)
    {
        // Archive: ("storage", type, key, location, count); the older form adds the part of another storage that it views.
        if (id is not PickleTuple { Items: [string kind, PickleGlobal type, string key, _, long count, .. var rest] } || kind != "storage")
        {
            throw new InvalidDataException(
                "its pickle refers to something outside that is no storage; save the network's state_dict instead"
            );
        }

        if (rest is [not null, ..])
        {
            throw new InvalidDataException(
                "its storages share memory in a form that is no longer in use; save it again with a newer PyTorch"
            );
        }

        if (!_storages.TryGetValue(key, out var storage))
        {
            var element =
                ElementTypes.OfStorage(type.Name)
                ?? throw new InvalidDataException($"its elements are of the type {type.Name}, which is not supported");
            _storages[key] = storage = new PickleStorage(element, key, count);
        }

        return storage;
    }

    private static bool IsStorage(PickleGlobal name) =>
        name.Module is "torch" or "torch.storage" or "torch.cuda" && name.Name.EndsWith("Storage", StringComparison.Ordinal);

    private static InvalidDataException Malformed(PickleGlobal function) =>
        new($"its pickle gives {function.FullName} arguments that make no sense");

    private object Dictionary(object?[] arguments)
    {
        if (arguments.OfType<PickleDictionary>().FirstOrDefault() is { } given)
        {
            return given;
        }

        var dictionary = new PickleDictionary();
        foreach (var pair in arguments.OfType<List<object?>>().SelectMany(pairs => pairs))
        {
            _budget.Spend(EntryCost); // the same list may be asked for again and again
            dictionary.Entries.Add(
                pair switch
                {
                    PickleTuple { Items: [var key, var value] } => (key, value),
                    List<object?> { Count: 2 } list => (list[0], list[1]),
                    _ => throw new InvalidDataException("a dictionary in its pickle has an entry that is no pair"),
                }
            );
        }

        return dictionary;
    }

    private PickleTensor Tensor(PickleStorage storage, long offset, object? shape, object? strides)
    {
        var (sizes, steps) = (Numbers(shape), Numbers(strides));
        return sizes.Length == steps.Length && offset >= 0
            ? new PickleTensor(storage, offset, sizes, steps)
            : throw new InvalidDataException("a tensor in its pickle has as many strides as no shape of it");
    }

    private long[] Numbers(object? value)
    {
        var items = value switch
        {
            PickleTuple tuple => tuple.Items,
            List<object?> list => StoredArray.HighestRank < list.Count ? [null] : [.. list],
            _ => [null],
        };
        _budget.Spend(EntryCost + (2L * sizeof(long) * items.Length));
        return Array.TrueForAll(items, item => item is long)
            ? Array.ConvertAll(items, item => (long)item!)
            : throw new InvalidDataException("a tensor in its pickle has a shape that is no list of numbers");
    }

    // A storage inside a plain pickle is a whole file of the older form.
    private PickleStorage Nested(PickleBytes bytes)
    {
        const int deepest = 1;
        if (_depth >= deepest)
        {
            throw new InvalidDataException("its pickles are nested too deeply");
        }

        _budget.Spend(NestedCost);
        var root = PickledWeights.ReadLegacy(_stream, new ByteCursor(_stream, _budget, bytes.Offset, bytes.Length), _budget, _depth + 1);
        return root as PickleStorage ?? throw new InvalidDataException("a storage in its pickle is no storage");
    }
}

/// <summary>The name of a Python class or function; never looked up, only compared.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public string FullName => $"{Module}.{Name}";

    public bool Is(string module, string name) => Module == module && Name == name;
}

/// <summary>A tuple.</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>A dictionary, in order; keys stay as they were written.</summary>
internal sealed class PickleDictionary
{
    public List<(object? Key, object? Value)> Entries { get; } = [];

    public object? Find(string key)
    {
        foreach (var (candidate, value) in Entries)
        {
            if (candidate is string text && text == key)
            {
                return value;
            }
        }

        return null;
    }
}

/// <summary>Bytes that stay in the stream.</summary>
internal sealed record PickleBytes(long Offset, long Length);

/// <summary>What a class that is only looked into was made with.</summary>
internal sealed record PickleObject(PickleGlobal Type, object?[] Arguments)
{
    public object? State { get; set; }
}

/// <summary>A block of elements outside the pickle.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Key">Name in the archive.</param>
/// <param name="Count">Number of elements.</param>
internal sealed record PickleStorage(ScalarType Type, string Key, long Count)
{
    /// <summary>Gets where the elements lie; not known before the whole file was read in the older form.</summary>
    public (long Offset, long Length)? Place { get; set; }
}

/// <summary>A view of a storage.</summary>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, long[] Shape, long[] Strides);
