using TorchSharp;
using static TorchSharp.torch;

namespace Sair.Engine.Operators;

/// <summary>Resizing of pictures that TorchSharp does not show or computes too coarsely.</summary>
public static class PictureOperators
{
    /// <summary>Resizes with a two-tap linear filter that is widened when shrinking, so that nothing aliases.</summary>
    /// <param name="x">[N, C, H, W], float32 or float64.</param>
    /// <param name="height">Height of the result in pixels.</param>
    /// <param name="width">Width of the result in pixels.</param>
    /// <returns>[N, C, height, width].</returns>
    public static Tensor ResizeAntialiased(Tensor x, long height, long width) => Resample(x, AntialiasedTaps, height, width);

    /// <summary>
    /// The same as <see cref="ResizeAntialiased"/> as two matrix products: any device and type, any order of derivatives.
    /// </summary>
    public static Tensor PlainResizeAntialiased(Tensor x, long height, long width) => PlainResample(x, AntialiasedTaps, height, width);

    /// <summary>
    /// Resizes by cubic interpolation (A = −0.75) between the corners, which stay where they are; outside,
    /// the border pixels repeat.
    /// </summary>
    /// <param name="x">[N, C, H, W], float32 or float64.</param>
    /// <param name="height">Height of the result in pixels, 2 or more.</param>
    /// <param name="width">Width of the result in pixels, 2 or more.</param>
    /// <returns>[N, C, height, width].</returns>
    /// <remarks>
    /// The scale is rounded to single precision and the positions are not, as in the PyTorch that the published
    /// networks were made with: libtorch
    /// 2.10 rounds positions too, which moves the samples of large pictures by some 5e-5 of a pixel and changes results by 2e-4.
    /// </remarks>
    public static Tensor ResizeCubic(Tensor x, long height, long width) => Resample(x, CubicTaps, height, width);

    /// <summary>The same as <see cref="ResizeCubic"/> as two matrix products: any device and type, any order of derivatives.</summary>
    public static Tensor PlainResizeCubic(Tensor x, long height, long width) => PlainResample(x, CubicTaps, height, width);

    private static Tensor Resample(Tensor x, Func<long, long, Taps> make, long height, long width)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!NativeOperators.Fit(x))
        {
            return PlainResample(x, make, height, width);
        }

        var (rows, columns) = (make(x.shape[2], height), make(x.shape[3], width));
        return NativeOperators.IsRecorded(x) ? FusedResampling.apply(x, rows, columns) : FusedResampling.Compute(x, rows, columns);
    }

    private static Tensor PlainResample(Tensor x, Func<long, long, Taps> make, long height, long width)
    {
        ArgumentNullException.ThrowIfNull(x);
        var rows = make(x.shape[2], height).Matrix().to(x.dtype).to(x.device); // [height, H]
        var columns = make(x.shape[3], width).Matrix().to(x.dtype).to(x.device); // [width, W]
        return rows.matmul(x).matmul(columns.t());
    }

    private static Taps AntialiasedTaps(long inputs, long outputs)
    {
        var scale = (double)inputs / outputs;
        var radius = Math.Max(scale, 1);
        return Taps.Of(
            inputs,
            outputs,
            o =>
            {
                var centre = (o + 0.5) * scale;
                var from = Math.Max(0, (long)Math.Floor(centre - radius));
                var to = Math.Min(inputs, (long)Math.Ceiling(centre + radius));
                var weights = new double[to - from];
                for (var i = 0; i < weights.Length; i++)
                {
                    weights[i] = Math.Max(0, 1 - (Math.Abs(from + i + 0.5 - centre) / radius));
                }

                var sum = weights.Sum();
                return weights.Select((weight, i) => (from + i, weight / sum));
            }
        );
    }

    private static Taps CubicTaps(long inputs, long outputs)
    {
        const double A = -0.75;
        var scale = (float)(inputs - 1) / (outputs - 1);
        return Taps.Of(
            inputs,
            outputs,
            o =>
            {
                var place = o * (double)scale;
                var below = (long)Math.Floor(place);
                var t = place - below;
                return [(below - 1, Outer(t + 1)), (below, Inner(t)), (below + 1, Inner(1 - t)), (below + 2, Outer(2 - t))];
            }
        );

        static double Inner(double d) => ((((A + 2) * d) - (A + 3)) * d * d) + 1;
        static double Outer(double d) => (((((A * d) - (5 * A)) * d) + (8 * A)) * d) - (4 * A);
    }

    // Of every output: Count neighbouring inputs from First on, and their Weights [outputs, Count].
    private sealed record Taps(long Inputs, long Outputs, long Count, long[] First, double[] Weights)
    {
        public float[] Singles { get; } = [.. Weights.Select(weight => (float)weight)];

        // Inputs outside are those of the border.
        public static Taps Of(long inputs, long outputs, Func<long, IEnumerable<(long Input, double Weight)>> make)
        {
            var made = new (long Input, double Weight)[outputs][];
            for (var o = 0; o < outputs; o++)
            {
                made[o] = [.. make(o).Select(tap => (Math.Clamp(tap.Input, 0, inputs - 1), tap.Weight))];
            }

            var count = made.Max(taps => taps.Max(tap => tap.Input) - taps.Min(tap => tap.Input)) + 1;
            var first = made.Select(taps => Math.Min(taps.Min(tap => tap.Input), inputs - count)).ToArray();
            var weights = new double[outputs * count];
            for (var o = 0; o < outputs; o++)
            {
                foreach (var (input, weight) in made[o])
                {
                    weights[(o * count) + input - first[o]] += weight;
                }
            }

            return new Taps(inputs, outputs, count, first, weights);
        }

        public Tensor Matrix()
        {
            var values = new double[Outputs * Inputs];
            for (var o = 0; o < Outputs; o++)
            {
                Array.Copy(Weights, o * Count, values, (o * Inputs) + First[o], Count);
            }

            return tensor(values, new long[] { Outputs, Inputs });
        }
    }

    private sealed unsafe class FusedResampling : autograd.SingleTensorFunction<FusedResampling>
    {
        public override string Name => nameof(FusedResampling);

        public static Tensor Compute(Tensor given, Taps rows, Taps columns)
        {
            var x = given.contiguous();
            var (count, channels) = (x.shape[0], x.shape[1]);
            var y = empty([count, channels, rows.Outputs, columns.Outputs]);
            fixed (
                long* rowFirst = rows.First,
                    columnFirst = columns.First
            )
            fixed (
                float* rowWeights = rows.Singles,
                    columnWeights = columns.Singles
            )
            {
                NativeOperators.Resample(
                    NativeOperators.Values(x),
                    NativeOperators.Values(y),
                    count * channels,
                    rows.Inputs,
                    columns.Inputs,
                    rows.Outputs,
                    columns.Outputs,
                    rowFirst,
                    rowWeights,
                    rows.Count,
                    columnFirst,
                    columnWeights,
                    columns.Count,
                    get_num_threads()
                );
            }

            GC.KeepAlive(x);
            return y;
        }

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_data("rows", vars[1]);
            ctx.save_data("columns", vars[2]);
            return Compute((Tensor)vars[0], (Taps)vars[1], (Taps)vars[2]);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var (rows, columns, g) = ((Taps)ctx.get_data("rows"), (Taps)ctx.get_data("columns"), grad_output.contiguous());
            var (count, channels) = (g.shape[0], g.shape[1]);
            var gx = empty([count, channels, rows.Inputs, columns.Inputs]);
            fixed (
                long* rowFirst = rows.First,
                    columnFirst = columns.First
            )
            fixed (
                float* rowWeights = rows.Singles,
                    columnWeights = columns.Singles
            )
            {
                NativeOperators.ResampleBackward(
                    NativeOperators.Values(g),
                    NativeOperators.Values(gx),
                    count * channels,
                    rows.Inputs,
                    columns.Inputs,
                    rows.Outputs,
                    columns.Outputs,
                    rowFirst,
                    rowWeights,
                    rows.Count,
                    columnFirst,
                    columnWeights,
                    columns.Count,
                    get_num_threads()
                );
            }

            GC.KeepAlive(g);
            return [gx, null!, null!];
        }
    }
}
