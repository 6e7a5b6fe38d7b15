using Sair.Engine.Weights.Files.Numpy;
using Sair.Engine.Weights.Files.Pickle;

namespace Sair.Engine.Weights.Files;

/// <summary>Reads archives: PyTorch's (a pickle beside its storages) and NumPy's (arrays).</summary>
internal static class ZippedWeights
{
    private const string PickleName = "data.pkl";
    private const string ArrayEnding = ".npy";

    public static WeightsContent Read(Stream stream, AllocationBudget budget, WeightsChoice? choose)
    {
        var entries = ZipDirectory.Read(stream, budget);
        if (entries.FirstOrDefault(entry => Path.GetFileName(entry.Name) == PickleName) is { } pickle)
        {
            return ReadTorch(stream, entries, pickle, budget, choose);
        }

        return entries.Count > 0 && entries.All(entry => entry.Name.EndsWith(ArrayEnding, StringComparison.Ordinal))
            ? ReadNumpy(stream, entries, budget)
            : throw new InvalidDataException("the archive holds neither a PyTorch file nor NumPy arrays; unpack it and give the file inside");
    }

    private static WeightsContent ReadTorch(Stream stream, IReadOnlyList<ZipEntry> entries, ZipEntry pickle, AllocationBudget budget, WeightsChoice? choose)
    {
        if (pickle.IsCompressed)
        {
            throw new InvalidDataException("the archive was packed again with compression; unpack the original file");
        }

        var root = pickle.Name[..^PickleName.Length];
        if (entries.Any(entry => entry.Name.StartsWith(root + "code/", StringComparison.Ordinal)))
        {
            throw new InvalidDataException("it is a TorchScript program, which would have to be run; save the network's state_dict instead");
        }

        var byName = new Dictionary<string, ZipEntry>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            byName[entry.Name] = entry;
        }

        if (byName.TryGetValue(root + "byteorder", out var order) && new ByteCursor(stream, budget, order.Offset, order.Stored).ReadText(order.Stored).Trim() == "big")
        {
            throw new InvalidDataException("it was written on a big-endian machine, which is not supported");
        }

        var reductions = new PickleReductions(stream, budget);
        var value = new PickleMachine(new ByteCursor(stream, budget, pickle.Offset, pickle.Stored), budget, reductions).Read();
        foreach (var storage in reductions.Storages.Values)
        {
            if (byName.TryGetValue($"{root}data/{storage.Key}", out var entry) && !entry.IsCompressed)
            {
                storage.Place = (entry.Offset, entry.Stored);
            }
        }

        return PickleContents.Collect(WeightsFormat.TorchArchive, value, stream, budget, choose);
    }

    private static WeightsContent ReadNumpy(Stream stream, IReadOnlyList<ZipEntry> entries, AllocationBudget budget)
    {
        using var tensors = new TensorTable();
        foreach (var entry in entries)
        {
            var name = entry.Name[..^ArrayEnding.Length];
            if (entry.IsCompressed)
            {
                using var expanded = ZipDirectory.Expand(stream, entry, budget);
                tensors.Add(name, NumpyFile.ReadArray(expanded, 0, expanded.Length, budget));
            }
            else
            {
                tensors.Add(name, NumpyFile.ReadArray(stream, entry.Offset, entry.Stored, budget));
            }
        }

        return new WeightsContent(WeightsFormat.NumpyArchive, tensors.Release(), new Dictionary<string, string>());
    }
}
