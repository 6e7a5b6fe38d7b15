using Sair.Torch.Interop;

namespace Sair.Torch;

#pragma warning disable CS8981, IDE1006 // The dialect is TorchSharp's.
/// <summary>How borders are filled.</summary>
public enum PaddingModes
{
    /// <summary>With zeros.</summary>
    Zeros = 0,

    /// <summary>Mirrored without repeating the edge.</summary>
    Reflect = 1,

    /// <summary>By repeating the edge.</summary>
    Replicate = 2,

    /// <summary>With a constant.</summary>
    Constant = 4,
}

/// <summary>How pictures are resampled.</summary>
public enum InterpolationMode
{
    /// <summary>Nearest sample.</summary>
    Nearest,

    /// <summary>Two-tap linear in each direction.</summary>
    Bilinear,

    /// <summary>Four-tap cubic in each direction, a = −0.75.</summary>
    Bicubic,

    /// <summary>Mean over the area.</summary>
    Area,
}

/// <summary>How sample positions outside the picture are treated by <c>grid_sample</c>.</summary>
public enum GridSamplePaddingMode
{
    /// <summary>As zero.</summary>
    Zeros,

    /// <summary>As the nearest border sample.</summary>
    Border,

    /// <summary>Mirrored.</summary>
    Reflection,
}

/// <summary>How <c>grid_sample</c> interpolates.</summary>
public enum GridSampleMode
{
    /// <summary>Two-tap linear in each direction.</summary>
    Bilinear,

    /// <summary>Nearest sample.</summary>
    Nearest,
}

public static partial class torch
{
    /// <summary>Neural-network building blocks.</summary>
    public static partial class nn
    {
        /// <summary>Layers as plain functions. Pictures are [N, C, H, W].</summary>
        public static class functional
        {
            private static readonly Operator Conv2dOp = new("aten::conv2d");
            private static readonly Operator Conv1dOp = new("aten::conv1d");
            private static readonly Operator ConvTranspose2dOp = new("aten::conv_transpose2d", "input");
            private static readonly Operator LinearOp = new("aten::linear");
            private static readonly Operator LeakyReluOp = new("aten::leaky_relu");
            private static readonly Operator SiluOp = new("aten::silu");
            private static readonly Operator GeluOp = new("aten::gelu");
            private static readonly Operator SoftplusOp = new("aten::softplus");
            private static readonly Operator HardtanhOp = new("aten::hardtanh");
            private static readonly Operator PreluOp = new("aten::prelu");
            private static readonly Operator AvgPool2dOp = new("aten::avg_pool2d");
            private static readonly Operator MaxPool2dOp = new("aten::max_pool2d");
            private static readonly Operator AdaptiveAvgPool2dOp = new("aten::adaptive_avg_pool2d");
            private static readonly Operator ConstantPadOp = new("aten::constant_pad_nd");
            private static readonly Operator ReflectionPadOp = new("aten::reflection_pad2d");
            private static readonly Operator ReplicationPadOp = new("aten::replication_pad2d");
            private static readonly Operator BatchNormOp = new("aten::batch_norm");
            private static readonly Operator GroupNormOp = new("aten::group_norm");
            private static readonly Operator LayerNormOp = new("aten::layer_norm");
            private static readonly Operator EmbeddingOp = new("aten::embedding");
            private static readonly Operator DropoutOp = new("aten::dropout");
            private static readonly Operator PixelShuffleOp = new("aten::pixel_shuffle");
            private static readonly Operator PixelUnshuffleOp = new("aten::pixel_unshuffle");
            private static readonly Operator UnfoldOp = new("aten::im2col");
            private static readonly Operator GridSampleOp = new("aten::grid_sampler");
            private static readonly Operator AffineGridOp = new("aten::affine_grid_generator");
            private static readonly Operator NearestOp = new("aten::upsample_nearest2d", "vec");
            private static readonly Operator BilinearOp = new("aten::upsample_bilinear2d", "vec");
            private static readonly Operator BicubicOp = new("aten::upsample_bicubic2d", "vec");
            private static readonly Operator MseOp = new("aten::mse_loss");
            private static readonly Operator L1Op = new("aten::l1_loss");
            private static readonly Operator CrossEntropyOp = new("aten::cross_entropy_loss");
            private static readonly Operator CosineSimilarityOp = new("aten::cosine_similarity");
            private static readonly Operator OneHotOp = new("aten::one_hot");

            /// <summary>2-d cross-correlation; weight [O, I / groups, kH, kW].</summary>
            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1) =>
                Conv2dOp.Call(input, weight, bias, strides ?? [1, 1], padding ?? [0, 0], dilation ?? [1, 1], groups);

            /// <summary>1-d cross-correlation; weight [O, I / groups, k].</summary>
            public static Tensor conv1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? dilation = null, long groups = 1) =>
                Conv1dOp.Call(input, weight, bias, stride ?? 1, padding ?? 0, dilation ?? 1, groups);

            /// <summary>Transposed 2-d convolution; weight [I, O / groups, kH, kW].</summary>
            public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1) =>
                ConvTranspose2dOp.Call(input, weight, bias, strides ?? [1, 1], padding ?? [0, 0], output_padding ?? [0, 0], groups, dilation ?? [1, 1]);

            /// <summary>x Wᵀ + b; weight [O, I].</summary>
            public static Tensor linear(Tensor input, Tensor weight, Tensor? bias = null) => LinearOp.Call(input, weight, bias);

            /// <summary>max(x, 0).</summary>
            public static Tensor relu(Tensor input) => input.relu();

            /// <summary>x where positive, else slope · x.</summary>
            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01) => LeakyReluOp.Call(input, negative_slope);

            /// <summary>min(max(x, 0), 6).</summary>
            public static Tensor relu6(Tensor x) => HardtanhOp.Call(x, 0L, 6L);

            /// <summary>x · sigmoid(x).</summary>
            public static Tensor silu(Tensor input) => SiluOp.Call(input);

            /// <summary>x · Φ(x), exact.</summary>
            public static Tensor gelu(Tensor input) => GeluOp.Call(input);

            /// <summary>log(1 + exp(x)).</summary>
            public static Tensor softplus(Tensor input, double beta = 1, double threshold = 20) => SoftplusOp.Call(input, beta, threshold);

            /// <summary>x where positive, else weight · x per channel.</summary>
            public static Tensor prelu(Tensor input, Tensor weight) => PreluOp.Call(input, weight);

            /// <summary>Exponentials that sum to 1 along a dimension.</summary>
            public static Tensor softmax(Tensor input, long dim) => input.softmax(dim);

            /// <summary>Means over windows.</summary>
            public static Tensor avg_pool2d(Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true) =>
                AvgPool2dOp.Call(input, kernel_size, stride ?? kernel_size, padding, ceil_mode, count_include_pad);

            /// <summary>Maxima over windows.</summary>
            public static Tensor max_pool2d(Tensor input, long kernel_size, long? stride = null, long? padding = null) =>
                MaxPool2dOp.Call(input, kernel_size, stride ?? kernel_size, padding ?? 0);

            /// <summary>Means over a grid of the given size.</summary>
            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => AdaptiveAvgPool2dOp.Call(input, output_size);

            /// <summary>Fills borders; sizes are given last dimension first: left, right, top, bottom.</summary>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => mode switch
            {
                PaddingModes.Reflect => ReflectionPadOp.Call(input, pad),
                PaddingModes.Replicate => ReplicationPadOp.Call(input, pad),
                _ => ConstantPadOp.Call(input, pad, value),
            };

            /// <summary>Resizes pictures to a size or by factors.</summary>
            /// <param name="x">[N, C, H, W].</param>
            /// <param name="size">Height and width of the result; exclusive with <paramref name="scale_factor"/>.</param>
            /// <param name="scale_factor">Factors for height and width.</param>
            /// <param name="mode">The filter.</param>
            /// <param name="align_corners">Maps corner centres onto each other.</param>
            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null) => mode switch
            {
                InterpolationMode.Nearest => NearestOp.Call(x, size, scale_factor),
                InterpolationMode.Bilinear => BilinearOp.Call(x, size, align_corners ?? false, scale_factor),
                InterpolationMode.Bicubic => BicubicOp.Call(x, size, align_corners ?? false, scale_factor),
                _ => adaptive_avg_pool2d(x, size ?? throw new ArgumentNullException(nameof(size))),
            };

            /// <summary>Normalises by mean and variance per channel.</summary>
            public static Tensor batch_norm(Tensor input, Tensor running_mean, Tensor running_var, Tensor? weight = null, Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-5) =>
                BatchNormOp.Call(input, weight, bias, running_mean, running_var, training, momentum, eps, false);

            /// <summary>Normalises by mean and variance per group of channels.</summary>
            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                GroupNormOp.Call(input, num_groups, weight, bias, eps);

            /// <summary>Normalises over the last dimensions.</summary>
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                LayerNormOp.Call(input, normalized_shape, weight, bias, eps);

            /// <summary>Rows of a table by number.</summary>
            public static Tensor embedding(Tensor x, Tensor weight) => EmbeddingOp.Call(weight, x);

            /// <summary>Zeroes elements at random while training.</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true) => DropoutOp.Call(input, p, training);

            /// <summary>[N, C·r², H, W] to [N, C, H·r, W·r].</summary>
            public static Tensor pixel_shuffle(Tensor input, long upscale_factor) => PixelShuffleOp.Call(input, upscale_factor);

            /// <summary>[N, C, H·r, W·r] to [N, C·r², H, W].</summary>
            public static Tensor pixel_unshuffle(Tensor input, long downscale_factor) => PixelUnshuffleOp.Call(input, downscale_factor);

            /// <summary>Windows as columns: [N, C·kH·kW, L].</summary>
            public static Tensor unfold(Tensor input, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
                UnfoldOp.Call(input, kernel_size, dilation, padding, stride);

            /// <summary>Samples pictures at positions; grid [N, H, W, 2] holds x, y in −1–1.</summary>
            public static Tensor grid_sample(Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear, GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null) =>
                GridSampleOp.Call(input, grid, (long)mode, (long)padding_mode, align_corners ?? false);

            /// <summary>Sampling positions of affine maps; theta [N, 2, 3].</summary>
            public static Tensor affine_grid(Tensor theta, long[] size, bool align_corners = false) => AffineGridOp.Call(theta, size, align_corners);

            /// <summary>Mean squared difference.</summary>
            public static Tensor mse_loss(Tensor input, Tensor target) => MseOp.Call(input, target);

            /// <summary>Mean absolute difference.</summary>
            public static Tensor l1_loss(Tensor input, Tensor target) => L1Op.Call(input, target);

            /// <summary>Mean negative log-likelihood of classes under softmax; input [N, C, …], target [N, …] of Int64.</summary>
            public static Tensor cross_entropy(Tensor input, Tensor target) => CrossEntropyOp.Call(input, target);

            /// <summary>Cosine of the angle along a dimension.</summary>
            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8) => CosineSimilarityOp.Call(x1, x2, dim, eps);

            /// <summary>Divides by the Euclidean norm along a dimension.</summary>
            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1e-12)
            {
                var norm = input.norm(dim, keepdim: true, (float)p);
                return input / norm.clamp(eps);
            }

            /// <summary>A one at the place of each class.</summary>
            public static Tensor one_hot(Tensor x, long num_classes = -1) => OneHotOp.Call(x, num_classes);
        }
    }
}
