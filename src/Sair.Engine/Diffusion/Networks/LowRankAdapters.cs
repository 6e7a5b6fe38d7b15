namespace Sair.Engine.Diffusion.Networks;

/// <summary>Adapters on every adaptable layer of a network; the network itself stays as it is.</summary>
public sealed class LowRankAdapters : IDisposable
{
    private readonly List<(string Name, AdaptableLayer Layer, LowRankAdapter Adapter)> _adapters;

    /// <summary>Puts adapters on a network.</summary>
    /// <param name="network">Stays owned by the caller and must outlive the adapters.</param>
    /// <param name="rank">Rank of each change.</param>
    public LowRankAdapters(DiffusionUNet network, int rank)
    {
        ArgumentNullException.ThrowIfNull(network);
        _adapters = [.. network.AdaptableLayers.Select(entry => (entry.Name, entry.Layer, new LowRankAdapter(entry.Layer.Weight.shape, rank, entry.Layer.Weight.device)))];
        foreach (var (_, layer, adapter) in _adapters)
        {
            layer.Attach(adapter);
        }
    }

    /// <summary>Lists what is learned: <c>LAYER.down</c> and <c>LAYER.up</c>.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> Parameters() =>
        _adapters.SelectMany(entry => new[] { ($"{entry.Name}.down", entry.Adapter.Down), ($"{entry.Name}.up", entry.Adapter.Up) });

    /// <summary>Adds the changes to the network's own weights, so that it runs without adapters.</summary>
    public void Merge()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        foreach (var (_, layer, adapter) in _adapters)
        {
            layer.Weight.add_(adapter.Change(layer.Weight.shape));
            layer.Attach(null);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, layer, adapter) in _adapters)
        {
            layer.Attach(null);
            adapter.Dispose();
        }
    }
}
