using Sair.Engine.Weights.Files;
using Sair.TestKit;

namespace Sair.Engine.Tests.Networks;

/// <summary>A fixture of <c>tests/fixtures/networks</c>: parameters, inputs and what the network computes.</summary>
internal sealed class TinyNetwork : IDisposable
{
    // Sums of a few hundred terms in another order: float32 keeps about six digits of them.
    private const double Tolerance = 2e-5;

    private readonly Dictionary<string, Tensor> _tensors;

    public TinyNetwork(string name) => _tensors = SafetensorsFile.Read(Fixtures.Locate("networks", $"{name}.safetensors")).Tensors;

    public Dictionary<string, Tensor> Parameters =>
        _tensors
            .Where(entry => entry.Key.StartsWith("param.", StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key["param.".Length..], entry => entry.Value);

    public Tensor this[string name] => _tensors[name];

    public void AssertOutput(string name, Tensor actual)
    {
        var expected = _tensors[name];
        Assert.Equal(expected.shape, actual.shape);
        Assert.InRange((expected - actual).abs().max().ToDouble(), 0, Tolerance * expected.abs().max().ToDouble());
    }

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
