using TorchSharp;
using static TorchSharp.torch;

namespace Sair.Engine.Weights.Files;

/// <summary>Tensors while a file is read: freed together when reading fails.</summary>
internal sealed class TensorTable : IDisposable
{
    private Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>Gets how many there are.</summary>
    public int Count => _tensors.Count;

    /// <summary>Takes a tensor over.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Outside every scope.</param>
    /// <exception cref="InvalidDataException">There is one of this name; the new one is freed.</exception>
    public void Add(string name, Tensor value)
    {
        if (!_tensors.TryAdd(name, value))
        {
            value.Dispose();
            throw new InvalidDataException($"it names {name} twice");
        }
    }

    /// <summary>Hands all tensors over to the caller.</summary>
    public Dictionary<string, Tensor> Release()
    {
        var released = _tensors;
        _tensors = [];
        return released;
    }

    /// <summary>Frees what was not handed over.</summary>
    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
        {
            tensor.Dispose();
        }

        _tensors.Clear();
    }
}
