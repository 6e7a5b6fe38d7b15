using Sair.Torch.Interop;
using static Sair.Torch.torch;

namespace Sair.Torch.Fused;

public static partial class PictureOperators
{
    private static readonly Operator BilinearAntialiasOp = new("aten::_upsample_bilinear2d_aa", "vec");

    static partial void TryResizeAntialiased(Tensor x, long height, long width, ref Tensor? result) =>
        result = BilinearAntialiasOp.Call(x, new long[] { height, width }, false, Argument.None);
}
