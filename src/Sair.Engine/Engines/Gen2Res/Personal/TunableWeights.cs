using Sair.Engine.Networks;
using Sair.Engine.Weights.Files;

namespace Sair.Engine.Engines.Gen2Res.Personal;

/// <summary>The part of a network that tuning changes, and its form in a file.</summary>
/// <remarks>Full weights are stored as 16-bit differences to the base model, low-rank changes as their two factors.</remarks>
internal sealed class TunableWeights : IDisposable
{
    private readonly DiffusionUNet _network;
    private readonly LowRankAdapters? _adapters;
    private readonly IReadOnlyDictionary<string, Tensor> _base;

    /// <summary>Makes a network tunable.</summary>
    /// <param name="network">A copy of the base network; stays owned by the caller.</param>
    /// <param name="baseParameters">The base network's parameters; owned by the model provider.</param>
    /// <param name="form">What is changed.</param>
    /// <param name="rank">Rank of low-rank changes.</param>
    public TunableWeights(DiffusionUNet network, IReadOnlyDictionary<string, Tensor> baseParameters, TuningForm form, int rank)
    {
        _network = network;
        _base = baseParameters;
        network.Freeze(form == TuningForm.LowRank);
        _adapters = form == TuningForm.LowRank ? new LowRankAdapters(network, rank) : null;
    }

    /// <summary>Lists what is learned.</summary>
    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters() =>
        [.. _adapters?.Parameters() ?? _network.named_parameters().Select(entry => (entry.name, entry.parameter))];

    /// <summary>Packs the change.</summary>
    public byte[] Write()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var tensors = Parameters().ToDictionary(entry => entry.Name, entry => (_adapters is null ? entry.Parameter - _base[entry.Name].to(float32) : entry.Parameter.detach()).half());
        using var stream = new MemoryStream();
        SafetensorsFile.Write(stream, tensors);
        return stream.ToArray();
    }

    /// <summary>Sets the network to a packed change, and leaves it frozen and without adapters.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such change.</exception>
    public void Apply(byte[] weights)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var stream = new MemoryStream(weights);
        var (tensors, _) = SafetensorsFile.Read(stream);
        try
        {
            var parameters = Parameters();
            var missing = parameters.FirstOrDefault(entry => !tensors.TryGetValue(entry.Name, out var value) || !value.shape.SequenceEqual(entry.Parameter.shape)).Name;
            if (missing is not null)
            {
                throw new InvalidDataException($"The personal weights lack {missing}.");
            }

            foreach (var (name, parameter) in parameters)
            {
                var change = tensors[name].to(parameter.device).to(float32);
                parameter.copy_(_adapters is null ? _base[name].to(float32) + change : change);
            }

            _adapters?.Merge();
            _network.Freeze();
            _network.eval();
        }
        finally
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _adapters?.Dispose();
}
