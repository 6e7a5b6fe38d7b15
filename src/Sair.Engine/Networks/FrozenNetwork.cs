namespace Sair.Engine.Networks;

/// <summary>Fills networks that are only used, never trained.</summary>
internal static class FrozenNetwork
{
    private const string Counter = ".num_batches_tracked";

    /// <summary>Copies a checkpoint into a network and stops recording its parameters; counters that older checkpoints lack keep their 0.</summary>
    /// <returns>The network; it is disposed where loading fails.</returns>
    /// <exception cref="InvalidOperationException">Parameters are missing, unexpected, or have other shapes.</exception>
    public static T Load<T>(T network, IReadOnlyDictionary<string, Tensor> parameters)
        where T : nn.Module
    {
        try
        {
            var source = new Dictionary<string, Tensor>(parameters);
            foreach (var (name, value) in network.state_dict())
            {
                if (name.EndsWith(Counter, StringComparison.Ordinal))
                {
                    source.TryAdd(name, value);
                }
            }

            network.load_state_dict(source);
            foreach (var parameter in network.parameters())
            {
                parameter.requires_grad = false;
            }

            return network;
        }
        catch (InvalidOperationException)
        {
            network.Dispose();
            throw;
        }
    }
}
