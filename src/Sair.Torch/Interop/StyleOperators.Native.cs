using Sair.Torch.Interop;
using static Sair.Torch.torch;

namespace Sair.Torch.Fused;

public static partial class StyleOperators
{
    private static readonly Operator ModulatedActivationOp = new("sair::modulated_activation");
    private static readonly Operator BlurOp = new("sair::blur");

    static partial void TryModulatedActivation(Tensor x, Tensor scale, Tensor noise, Tensor bias, ref Tensor? result) =>
        result = ModulatedActivationOp.Call(x, scale, noise, bias);

    static partial void TryBlur(Tensor x, long pad, ref Tensor? result) => result = BlurOp.Call(x, pad);
}
