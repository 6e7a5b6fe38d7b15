using Sair.Torch.Interop;
using static Sair.Torch.torch;

namespace Sair.Torch.Fused;

public sealed partial class WinogradKernel
{
    private static readonly Operator WeightsOp = new("sair::winograd_weights");
    private static readonly Operator ConvolutionOp = new("sair::winograd_conv");

    static partial void Offer(ref bool isOffered) => isOffered = true;

    static partial void Prepare(Tensor weight, ref Tensor? result) => result = WeightsOp.Call(weight);

    static partial void Run(Tensor x, Tensor style, Tensor forward, Tensor backward, bool doubles, ref Tensor? result) =>
        result = ConvolutionOp.Call(x, style, forward, backward, doubles);
}
