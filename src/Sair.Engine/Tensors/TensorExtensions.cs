using TorchSharp;

namespace Sair.Engine.Tensors;

/// <summary>What TorchSharp's tensors lack.</summary>
public static class TensorExtensions
{
    /// <summary>Takes a tensor, or a parameter, out of its dispose scope: it lives until its owner disposes it.</summary>
    public static T Kept<T>(this T tensor)
        where T : torch.Tensor
    {
        ArgumentNullException.ThrowIfNull(tensor);
        tensor.DetachFromDisposeScope();
        return tensor;
    }
}
