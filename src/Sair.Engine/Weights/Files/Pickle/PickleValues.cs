using static TorchSharp.torch;

namespace Sair.Engine.Weights.Files.Pickle;

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
