namespace Sair.Engine.Weights.Files.Pickle;

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
