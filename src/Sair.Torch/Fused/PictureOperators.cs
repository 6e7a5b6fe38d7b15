#if TORCHSHARP
using TorchSharp;
using static TorchSharp.torch;
#else
using static Sair.Torch.torch;
#endif

namespace Sair.Torch.Fused;

/// <summary>Operators on pictures that libtorch has and TorchSharp does not show.</summary>
public static partial class PictureOperators
{
    /// <summary>Resizes with a two-tap linear filter that is widened when shrinking, so that nothing aliases.</summary>
    /// <param name="x">[N, C, H, W], float32 or float64.</param>
    /// <param name="height">Height of the result in pixels.</param>
    /// <param name="width">Width of the result in pixels.</param>
    /// <returns>[N, C, height, width].</returns>
    public static Tensor ResizeAntialiased(Tensor x, long height, long width)
    {
        Tensor? fused = null;
        TryResizeAntialiased(x, height, width, ref fused);
        return fused ?? PlainResizeAntialiased(x, height, width);
    }

    /// <summary>The same as <see cref="ResizeAntialiased"/> as two matrix products.</summary>
    public static Tensor PlainResizeAntialiased(Tensor x, long height, long width)
    {
        ArgumentNullException.ThrowIfNull(x);
        var rows = Weights(x.shape[2], height).to(x.dtype).to(x.device); // [height, H]
        var columns = Weights(x.shape[3], width).to(x.dtype).to(x.device); // [width, W]
        return rows.matmul(x).matmul(columns.t());
    }

    static partial void TryResizeAntialiased(Tensor x, long height, long width, ref Tensor? result);

    private static Tensor Weights(long inputs, long outputs)
    {
        var scale = (double)inputs / outputs;
        var radius = Math.Max(scale, 1);
        var weights = new double[outputs * inputs];
        for (var o = 0; o < outputs; o++)
        {
            var centre = (o + 0.5) * scale;
            var row = weights.AsSpan((int)(o * inputs), (int)inputs);
            var sum = 0.0;
            for (var i = 0; i < inputs; i++)
            {
                sum += row[i] = Math.Max(0, 1 - (Math.Abs(i + 0.5 - centre) / radius));
            }

            foreach (ref var weight in row)
            {
                weight /= sum;
            }
        }

        return tensor(weights, new long[] { outputs, inputs });
    }
}
