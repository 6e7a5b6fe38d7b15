namespace Sair.Engine.Weights.Files.Pickle;

/// <summary>The allow-list of classes and functions in pickles of weights, and what each stands for as data.</summary>
internal sealed class PickleReductions
{
    private const int EntryCost = 64;
    private const int NestedCost = 1 << 10;

    private static readonly HashSet<string> s_elementTypes =
        ["float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool", "float", "double", "half", "long", "int", "contiguous_format", "preserve_format", "channels_last", "strided"];

    // Classes that only carry values beside the weights; what they hold is not looked at, except a module's state.
    private static readonly HashSet<string> s_inert =
    [
        "argparse.Namespace", "pathlib.PosixPath", "pathlib.PurePosixPath", "pathlib.WindowsPath", "torch.device", "torch.memory_format", "torch._C.device",
        "numpy.dtype", "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar", "_codecs.encode", "builtins.slice", "builtins.complex", "builtins.bytearray", "__builtin__.bytearray", "__builtin__.complex",
        "datetime.datetime", "datetime.timedelta", "torch.Generator", "builtins.object", "__builtin__.object", "types.SimpleNamespace",
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
        var isAllowed = s_inert.Contains(name.FullName) || IsStorage(name) || name switch
        {
            { Module: "collections", Name: "OrderedDict" or "defaultdict" } => true,
            { Module: "builtins" or "__builtin__", Name: "set" or "frozenset" or "dict" or "list" or "tuple" or "int" or "float" or "str" or "bool" } => true,
            { Module: "torch", Name: "Size" } => true,
            { Module: "torch", Name: var type } when s_elementTypes.Contains(type) => true,
            { Module: "torch._utils", Name: "_rebuild_tensor" or "_rebuild_tensor_v2" or "_rebuild_parameter" or "_rebuild_parameter_with_state" } => true,
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
        return isAllowed ? name : throw new InvalidDataException($"its pickle names {name.FullName}, which is not on the list of harmless classes; save the network's state_dict instead");
    }

    /// <summary>Turns a call into a value.</summary>
    /// <exception cref="InvalidDataException">The arguments make no sense.</exception>
    public object? Reduce(PickleGlobal function, object?[] arguments)
    {
        switch (function)
        {
            case { Module: "torch._utils", Name: "_rebuild_tensor_v2" or "_rebuild_tensor" }:
                return arguments is [PickleStorage storage, long offset, var shape, var strides, ..] ? Tensor(storage, offset, shape, strides) : throw Malformed(function);
            case { Module: "torch._utils", Name: "_rebuild_parameter" or "_rebuild_parameter_with_state" } or { Module: "torch.nn.parameter" }:
                return arguments is [PickleTensor value, ..] ? value : throw Malformed(function);
            case { Module: "torch._tensor" }: // function, type, arguments, state
                return arguments is [PickleGlobal inner, _, PickleTuple { Items: var given }, ..] && inner.Module == "torch._utils" ? Reduce(inner, given) : throw Malformed(function);
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
            throw new InvalidDataException("its pickle refers to something outside that is no storage; save the network's state_dict instead");
        }

        if (rest is [not null, ..])
        {
            throw new InvalidDataException("its storages share memory in a form that is no longer in use; save it again with a newer PyTorch");
        }

        if (!_storages.TryGetValue(key, out var storage))
        {
            var element = ElementTypes.OfStorage(type.Name) ?? throw new InvalidDataException($"its elements are of the type {type.Name}, which is not supported");
            _storages[key] = storage = new PickleStorage(element, key, count);
        }

        return storage;
    }

    private static bool IsStorage(PickleGlobal name) => name.Module is "torch" or "torch.storage" or "torch.cuda" && name.Name.EndsWith("Storage", StringComparison.Ordinal);

    private static InvalidDataException Malformed(PickleGlobal function) => new($"its pickle gives {function.FullName} arguments that make no sense");

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
            dictionary.Entries.Add(pair switch
            {
                PickleTuple { Items: [var key, var value] } => (key, value),
                List<object?> { Count: 2 } list => (list[0], list[1]),
                _ => throw new InvalidDataException("a dictionary in its pickle has an entry that is no pair"),
            });
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
        var items = value switch { PickleTuple tuple => tuple.Items, List<object?> list => StoredArray.HighestRank < list.Count ? [null] : [.. list], _ => [null] };
        _budget.Spend(EntryCost + (2L * sizeof(long) * items.Length));
        return Array.TrueForAll(items, item => item is long) ? Array.ConvertAll(items, item => (long)item!) : throw new InvalidDataException("a tensor in its pickle has a shape that is no list of numbers");
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
