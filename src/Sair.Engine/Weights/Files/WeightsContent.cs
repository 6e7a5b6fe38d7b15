using TorchSharp;
using static TorchSharp.torch;

namespace Sair.Engine.Weights.Files;

/// <summary>What a weights file holds; owns its tensors.</summary>
/// <param name="Format">The container.</param>
/// <param name="Tensors">Tensors on the processor by name; the names of nested dictionaries are joined by points, as in <c>g_ema.conv1.bias</c>.</param>
/// <param name="Metadata">Short strings, numbers and truth values that stood beside the tensors, by name.</param>
public sealed record WeightsContent(WeightsFormat Format, IReadOnlyDictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata) : IDisposable
{
    /// <summary>Frees the tensors; to be left out where somebody else took them over.</summary>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
