using System.Buffers.Binary;
using System.Security.Cryptography;
using Sair.Engine.Imaging;

namespace Sair.Engine.Engines.Gen2Res;

/// <summary>What personal weights belong to.</summary>
/// <param name="Album">
/// Name of the album's version, see <see cref="AlbumVersion"/>; another album or a changed one has another name.
/// </param>
/// <param name="Model">SHA-256 of the base model.</param>
/// <param name="Tuning">Name of the settings that they were made with, see <see cref="PersonalTuningOptions.Name"/>.</param>
public sealed record PersonalWeightsKey(string Album, string Model, string Tuning);

/// <summary>Keeps what a model learned about a person.</summary>
/// <remarks>
/// The bytes can show the person: a host that writes them to disk must encrypt them, and must delete them with the album.
/// Called on the thread of the run.
/// </remarks>
public interface IPersonalWeightsStore
{
    /// <summary>Reads finished weights, or null where there are none.</summary>
    byte[]? ReadWeights(PersonalWeightsKey key);

    /// <summary>Keeps finished weights and drops the unfinished state of the same key.</summary>
    void WriteWeights(PersonalWeightsKey key, byte[] weights);

    /// <summary>Reads the state of a tuning that was interrupted, or null where there is none.</summary>
    byte[]? ReadProgress(PersonalWeightsKey key);

    /// <summary>Keeps the state of a tuning that goes on.</summary>
    void WriteProgress(PersonalWeightsKey key, byte[] state);

    /// <summary>Deletes everything that was learned from an album.</summary>
    /// <param name="album">Name of the album's version.</param>
    void Delete(string album);
}

/// <summary>Keeps the personal weights that were used last in memory; nothing touches the disk.</summary>
/// <param name="capacity">How many finished sets are kept.</param>
public sealed class MemoryPersonalWeightsStore(int capacity = 8) : IPersonalWeightsStore
{
    private readonly Lock _lock = new();
    private readonly LinkedList<(PersonalWeightsKey Key, byte[] Weights)> _finished = [];
    private readonly Dictionary<PersonalWeightsKey, byte[]> _unfinished = [];

    /// <inheritdoc/>
    public byte[]? ReadWeights(PersonalWeightsKey key)
    {
        lock (_lock)
        {
            return _finished.FirstOrDefault(entry => entry.Key == key).Weights;
        }
    }

    /// <inheritdoc/>
    public void WriteWeights(PersonalWeightsKey key, byte[] weights)
    {
        lock (_lock)
        {
            _unfinished.Remove(key);
            Remove(known => known == key);
            _finished.AddFirst((key, weights));
            while (_finished.Count > capacity)
            {
                _finished.RemoveLast();
            }
        }
    }

    /// <inheritdoc/>
    public byte[]? ReadProgress(PersonalWeightsKey key)
    {
        lock (_lock)
        {
            return _unfinished.GetValueOrDefault(key);
        }
    }

    /// <inheritdoc/>
    public void WriteProgress(PersonalWeightsKey key, byte[] state)
    {
        lock (_lock)
        {
            _unfinished[key] = state;
        }
    }

    /// <inheritdoc/>
    public void Delete(string album)
    {
        lock (_lock)
        {
            Remove(known => known.Album == album);
            foreach (var key in _unfinished.Keys.Where(key => key.Album == album).ToList())
            {
                _unfinished.Remove(key);
            }
        }
    }

    private void Remove(Func<PersonalWeightsKey, bool> isMeant)
    {
        foreach (var entry in _finished.Where(entry => isMeant(entry.Key)).ToList())
        {
            _finished.Remove(entry);
        }
    }
}

/// <summary>Names an album by its content, so that any change gives another name.</summary>
public static class AlbumVersion
{
    /// <summary>Names an album.</summary>
    /// <param name="pictures">Face squares in any order.</param>
    /// <returns>Lower-case hex SHA-256 over the sorted hashes of the pictures.</returns>
    public static string Of(IEnumerable<RgbImage> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        var hashes = pictures.Select(Hash).Order(StringComparer.Ordinal).SelectMany(Convert.FromHexString).ToArray();
        return Convert.ToHexStringLower(SHA256.HashData(hashes));
    }

    private static string Hash(RgbImage picture)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> size = stackalloc byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(size, picture.Width);
        BinaryPrimitives.WriteInt32LittleEndian(size[sizeof(int)..], picture.Height);
        hash.AppendData(size);
        hash.AppendData(picture.Pixels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
