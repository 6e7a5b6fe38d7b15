using System.IO.Compression;

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
            : throw new InvalidDataException(
                "the archive holds neither a PyTorch file nor NumPy arrays; unpack it and give the file inside"
            );
    }

    private static WeightsContent ReadTorch(
        Stream stream,
        IReadOnlyList<ZipEntry> entries,
        ZipEntry pickle,
        AllocationBudget budget,
        WeightsChoice? choose
    )
    {
        if (pickle.IsCompressed)
        {
            throw new InvalidDataException("the archive was packed again with compression; unpack the original file");
        }

        var root = pickle.Name[..^PickleName.Length];
        if (entries.Any(entry => entry.Name.StartsWith(root + "code/", StringComparison.Ordinal)))
        {
            throw new InvalidDataException(
                "it is a TorchScript program, which would have to be run; save the network's state_dict instead"
            );
        }

        var byName = new Dictionary<string, ZipEntry>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            byName[entry.Name] = entry;
        }

        if (
            byName.TryGetValue(root + "byteorder", out var order)
            && new ByteCursor(stream, budget, order.Offset, order.Stored).ReadText(order.Stored).Trim() == "big"
        )
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

/// <summary>One file of an archive.</summary>
/// <param name="Name">Name with its folders.</param>
/// <param name="Offset">Position of its bytes in the archive.</param>
/// <param name="Stored">Bytes in the archive.</param>
/// <param name="Length">Bytes when expanded.</param>
/// <param name="IsCompressed">Whether it is deflated.</param>
internal sealed record ZipEntry(string Name, long Offset, long Stored, long Length, bool IsCompressed);

/// <summary>The table of contents of a zip archive, stored or deflated, also in the 64-bit form.</summary>
/// <remarks>.NET's own reader gives no positions, which are needed to read tensors without a copy between.</remarks>
internal static class ZipDirectory
{
    private const uint EndSignature = 0x06054b50;
    private const uint End64Signature = 0x06064b50;
    private const uint Locator64Signature = 0x07064b50;
    private const uint EntrySignature = 0x02014b50;
    private const uint LocalSignature = 0x04034b50;
    private const int EndLength = 22;
    private const int LocatorLength = 20;
    private const int LocalLength = 30;
    private const int LongestComment = 1 << 10;
    private const int EntryCost = 256;
    private const uint In64 = uint.MaxValue;

    /// <summary>Reads the table.</summary>
    /// <exception cref="InvalidDataException">The archive is truncated, malformed, encrypted, or uses another compression.</exception>
    public static IReadOnlyList<ZipEntry> Read(Stream stream, AllocationBudget budget)
    {
        var cursor = new ByteCursor(stream, budget, 0, stream.Length);
        var (offset, count) = FindTable(cursor);
        var entries = new List<ZipEntry>();
        cursor.Position = offset;
        for (var i = 0L; i < count; i++)
        {
            budget.Spend(EntryCost);
            entries.Add(ReadEntry(cursor));
        }

        return [.. entries.Select(entry => entry with { Offset = FindData(cursor, entry) })];
    }

    /// <summary>Opens an entry as a seekable stream of its expanded bytes.</summary>
    /// <exception cref="InvalidDataException">The bytes do not expand to the announced length.</exception>
    public static Stream Expand(Stream stream, ZipEntry entry, AllocationBudget budget)
    {
        var packed = new ByteCursor(stream, budget, entry.Offset, entry.Stored).ReadBytes(entry.Stored);
        if (!entry.IsCompressed)
        {
            return new MemoryStream(packed, writable: false);
        }

        budget.Spend(entry.Length);
        var bytes = new byte[entry.Length];
        using var expander = new DeflateStream(new MemoryStream(packed, writable: false), CompressionMode.Decompress);
        return expander.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length
            ? new MemoryStream(bytes, writable: false)
            : throw new InvalidDataException($"{entry.Name} in the archive is damaged");
    }

    private static (long Offset, long Count) FindTable(ByteCursor cursor)
    {
        for (var at = cursor.End - EndLength; at >= Math.Max(0, cursor.End - EndLength - LongestComment); at--)
        {
            cursor.Position = at;
            if (cursor.ReadUInt32() != EndSignature)
            {
                continue;
            }

            cursor.Position = at + 10;
            long count = cursor.ReadUInt16();
            cursor.ReadUInt32(); // length of the table
            long offset = cursor.ReadUInt32();
            return FindTable64(cursor, at - LocatorLength) ?? (offset, count);
        }

        throw new InvalidDataException("the archive has no table of contents: it is truncated");
    }

    private static (long Offset, long Count)? FindTable64(ByteCursor cursor, long at)
    {
        if (at < 0)
        {
            return null;
        }

        cursor.Position = at;
        if (cursor.ReadUInt32() != Locator64Signature)
        {
            return null;
        }

        cursor.ReadUInt32();
        cursor.Position = cursor.ReadInt64();
        if (cursor.ReadUInt32() != End64Signature)
        {
            throw new InvalidDataException("the archive's table of contents is damaged");
        }

        cursor.Position += 28;
        var count = cursor.ReadInt64();
        cursor.ReadInt64(); // length of the table
        return (cursor.ReadInt64(), count);
    }

    private static ZipEntry ReadEntry(ByteCursor cursor)
    {
        if (cursor.ReadUInt32() != EntrySignature)
        {
            throw new InvalidDataException("the archive's table of contents is damaged");
        }

        cursor.Position += 4;
        var flags = cursor.ReadUInt16();
        var method = cursor.ReadUInt16();
        cursor.Position += 8;
        long stored = cursor.ReadUInt32();
        long length = cursor.ReadUInt32();
        var (nameLength, extraLength, commentLength) = (cursor.ReadUInt16(), cursor.ReadUInt16(), cursor.ReadUInt16());
        cursor.Position += 8;
        long offset = cursor.ReadUInt32();
        var name = cursor.ReadText(nameLength);
        var extraEnd = cursor.Position + extraLength;
        while (cursor.Position + 4 <= extraEnd)
        {
            var (id, fieldLength) = (cursor.ReadUInt16(), cursor.ReadUInt16());
            var fieldEnd = cursor.Position + fieldLength;
            if (id == 1)
            {
                length = length == In64 ? cursor.ReadInt64() : length;
                stored = stored == In64 ? cursor.ReadInt64() : stored;
                offset = offset == In64 ? cursor.ReadInt64() : offset;
            }

            cursor.Position = fieldEnd;
        }

        cursor.Position = extraEnd + commentLength;
        return (flags & 1) == 0 && method is 0 or 8 && stored >= 0 && length >= 0 && (method == 8 || stored == length)
            ? new ZipEntry(name, offset, stored, length, method == 8)
            : throw new InvalidDataException($"{name} in the archive is encrypted or packed in an unusual way");
    }

    private static long FindData(ByteCursor cursor, ZipEntry entry)
    {
        cursor.Position = entry.Offset;
        if (cursor.ReadUInt32() != LocalSignature)
        {
            throw new InvalidDataException("the archive's table of contents is damaged");
        }

        cursor.Position = entry.Offset + LocalLength - 4;
        var names = cursor.ReadUInt16() + cursor.ReadUInt16();
        cursor.Position += names;
        cursor.Check(entry.Stored);
        return cursor.Position;
    }
}
