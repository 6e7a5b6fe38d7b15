using Sair.Torch.Interop;

namespace Sair.Torch.Modules;

/// <summary>A tensor that a module learns.</summary>
/// <remarks>Stands outside every dispose scope; the module that registers it frees it.</remarks>
public sealed class Parameter : torch.Tensor
{
    /// <summary>Shares the elements of a tensor, cut loose from its graph.</summary>
    /// <param name="data">The initial values.</param>
    /// <param name="requires_grad">Whether an optimiser may change it.</param>
    public Parameter(torch.Tensor data, bool requires_grad = true)
        : base(Share(data))
    {
        DetachFromDisposeScope();
        requires_grad_(requires_grad);
    }

    private static nint Share(torch.Tensor data)
    {
        ArgumentNullException.ThrowIfNull(data);
        using var detached = data.detach();
        return NativeMethods.st_retain(detached.Handle);
    }
}
