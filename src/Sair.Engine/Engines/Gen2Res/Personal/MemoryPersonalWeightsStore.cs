namespace Sair.Engine.Engines.Gen2Res.Personal;

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
