using System.Globalization;

namespace Sair.Engine.Weights.Files;

/// <summary>Reads bare pickles: PyTorch files of the older form, and network pickles with such files inside.</summary>
internal static class PickledWeights
{
    // torch.save writes these ten bytes first, as a Python long.
    private static ReadOnlySpan<byte> Magic => [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

    public static WeightsContent Read(Stream stream, AllocationBudget budget, WeightsChoice? choose)
    {
        var cursor = new ByteCursor(stream, budget, 0, stream.Length);
        if (IsLegacy(stream, budget))
        {
            return PickleContents.Collect(WeightsFormat.TorchPickle, ReadLegacy(stream, cursor, budget, 0), stream, budget, choose);
        }

        var root = new PickleMachine(cursor, budget, new PickleReductions(stream, budget)).Read();
        return PickleContents.Collect(WeightsFormat.NetworkPickle, root, stream, budget, choose);
    }

    /// <summary>Reads the older form: magic number, version, system, the value, the keys of its storages, and their elements.</summary>
    /// <returns>The value; its storages know their places.</returns>
    public static object? ReadLegacy(Stream stream, ByteCursor cursor, AllocationBudget budget, int depth)
    {
        var reductions = new PickleReductions(stream, budget, depth);
        var machine = new PickleMachine(cursor, budget, reductions);
        machine.Read(); // magic number
        machine.Read(); // version
        machine.Read(); // system
        var root = machine.Read();
        var keys = machine.Read() as List<object?> ?? throw new InvalidDataException("it lacks the list of its storages");
        foreach (var key in keys)
        {
            if (key is not string name || !reductions.Storages.TryGetValue(name, out var storage))
            {
                throw new InvalidDataException("it lists a storage that nothing uses");
            }

            var count = cursor.ReadInt64();
            if (count != storage.Count || count < 0 || count > cursor.Left / ElementTypes.SizeOf(storage.Type))
            {
                throw new InvalidDataException("a storage in it has another length than was announced, or the file ends too early");
            }

            var length = count * ElementTypes.SizeOf(storage.Type);
            storage.Place = (cursor.Position, length);
            cursor.Position += length;
        }

        return root;
    }

    private static bool IsLegacy(Stream stream, AllocationBudget budget)
    {
        var cursor = new ByteCursor(stream, budget, 0, stream.Length);
        Span<byte> start = stackalloc byte[4 + Magic.Length];
        if (cursor.Left < start.Length)
        {
            return false;
        }

        cursor.Read(start);
        return start[2] == 0x8a && start[3] == Magic.Length && start[4..].SequenceEqual(Magic);
    }
}

/// <summary>Collects the tensors of an unpickled value under joined names.</summary>
internal sealed class PickleContents
{
    private const int Deepest = 24;
    private const int LongestText = 200;
    private const int VisitCost = 16;

    private readonly AllocationBudget _budget;
    private readonly Dictionary<string, PickleTensor> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private PickleContents(AllocationBudget budget) => _budget = budget;

    /// <summary>Reads the tensors that a value holds.</summary>
    /// <exception cref="InvalidDataException">There is none, or one lies outside its storage.</exception>
    public static WeightsContent Collect(WeightsFormat format, object? root, Stream stream, AllocationBudget budget, WeightsChoice? choose)
    {
        var contents = new PickleContents(budget);
        contents.Visit(string.Empty, root, 0);
        if (contents._tensors.Count == 0)
        {
            throw new InvalidDataException("there are no tensors in it");
        }

        var wanted = choose?.Invoke(contents._tensors.Keys.ToList()).ToHashSet(StringComparer.Ordinal);
        using var tensors = new TensorTable();
        foreach (var (name, tensor) in contents._tensors)
        {
            if (wanted?.Contains(name) != false)
            {
                tensors.Add(name, Place(tensor).Read(stream, budget));
            }
        }

        return new WeightsContent(format, tensors.Release(), contents._metadata);
    }

    private static StoredArray Place(PickleTensor tensor)
    {
        var (offset, length) = tensor.Storage.Place ?? throw new InvalidDataException("the elements of a tensor in it are missing");
        var size = ElementTypes.SizeOf(tensor.Storage.Type);
        var start =
            tensor.Offset <= length / size
                ? tensor.Offset * size
                : throw new InvalidDataException("a tensor in it lies outside its storage");
        return new StoredArray(offset + start, length - start, tensor.Storage.Type, tensor.Shape, tensor.Strides);
    }

    private void Visit(string name, object? value, int depth)
    {
        _budget.Spend(VisitCost);
        if (depth > Deepest)
        {
            throw new InvalidDataException("its values are nested too deeply");
        }

        switch (value)
        {
            case PickleTensor tensor:
                _tensors[name] = tensor;
                break;
            case PickleDictionary dictionary:
                VisitEntries(name, dictionary, depth);
                break;
            case List<object?> list:
                VisitItems(name, list, depth);
                break;
            case PickleTuple tuple:
                VisitItems(name, tuple.Items, depth);
                break;
            case PickleObject { Type.Module: "torch_utils.persistence", State: PickleDictionary meta }:
                VisitModule(name, meta.Find("state"), depth);
                break;
            case PickleObject { State: PickleDictionary state }:
                VisitEntries(name, state, depth);
                break;
            case string { Length: <= LongestText } text:
                _metadata[name] = text;
                break;
            case long or double or bool:
                _budget.Spend(VisitCost * 4);
                _metadata[name] = ((IConvertible)value).ToString(CultureInfo.InvariantCulture);
                break;
        }
    }

    // A torch.nn.Module as a pickle keeps it: its own tensors, and the modules inside.
    private void VisitModule(string name, object? state, int depth)
    {
        if (state is not PickleDictionary members)
        {
            return;
        }

        foreach (var part in new[] { "_parameters", "_buffers", "_modules" })
        {
            if (members.Find(part) is PickleDictionary entries)
            {
                VisitEntries(name, entries, depth);
            }
        }
    }

    private void VisitEntries(string name, PickleDictionary entries, int depth)
    {
        foreach (var (key, value) in entries.Entries)
        {
            if (key is string text)
            {
                Visit(Join(name, text), value, depth + 1);
            }
            else if (key is long number)
            {
                Visit(Join(name, number.ToString(CultureInfo.InvariantCulture)), value, depth + 1);
            }
        }
    }

    private void VisitItems(string name, IReadOnlyList<object?> items, int depth)
    {
        for (var i = 0; i < items.Count; i++)
        {
            // Long lists of numbers are settings or statistics, not names of tensors.
            if (items[i] is PickleTensor or PickleDictionary or PickleObject or List<object?> or PickleTuple)
            {
                Visit(Join(name, i.ToString(CultureInfo.InvariantCulture)), items[i], depth + 1);
            }
        }
    }

    private string Join(string name, string key)
    {
        _budget.Spend(VisitCost + (2L * (name.Length + key.Length + 1)));
        return name.Length == 0 ? key : $"{name}.{key}";
    }
}
