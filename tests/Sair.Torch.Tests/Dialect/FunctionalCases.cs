using Sair.Torch.Fused;
using static Sair.Torch.Tests.Dialect.OperatorCase;

namespace Sair.Torch.Tests.Dialect;

internal static class FunctionalCases
{
    private static readonly double Half = Math.Sqrt(1.5);

    private static Tensor Two => tensor([1f, 3], [1, 1, 1, 2]);

    private static Tensor Ramp => arange(8, float32).reshape(1, 1, 1, 8);

    public static IEnumerable<OperatorCase> All =>
    [
        new("conv2d", () => nn.functional.conv2d(Nine, ones([1, 1, 2, 2]), Row(0.5f)), [12.5, 16.5, 24.5, 28.5]),
        new("conv2d with stride and padding", () => nn.functional.conv2d(Nine, ones([1, 1, 3, 3]), null, [2, 2], [1, 1]), [12, 16, 24, 28]),
        new("conv2d in groups", () => nn.functional.conv2d(cat([Nine, -Nine], 1), ones([2, 1, 3, 3]), groups: 2), [45, -45]),
        new("conv1d", () => nn.functional.conv1d(Row(1, 2, 3).reshape(1, 1, 3), ones([1, 1, 2])), [3, 5]),
        new("conv_transpose2d", () => nn.functional.conv_transpose2d(Two, ones([1, 1, 1, 2]), strides: [1, 2]), [1, 1, 3, 3]),
        new("prelu", () => nn.functional.prelu(Row(-2, 3), Row(0.5f)), [-1, 3]),
        new("avg_pool2d", () => nn.functional.avg_pool2d(Nine, 2, stride: 1), [3, 4, 6, 7]),
        new("max_pool2d", () => nn.functional.max_pool2d(Nine, 2, stride: 1), [5, 6, 8, 9]),
        new("adaptive_avg_pool2d", () => nn.functional.adaptive_avg_pool2d(Nine, [1, 1]), [5]),
        new("pad with a constant", () => nn.functional.pad(Two, [1, 0, 0, 0], value: 7), [7, 1, 3]),
        new("pad by reflection", () => nn.functional.pad(Two, [1, 1, 0, 0], PaddingModes.Reflect), [3, 1, 3, 1]),
        new("pad by replication", () => nn.functional.pad(Two, [1, 1, 0, 0], PaddingModes.Replicate), [1, 1, 3, 3]),
        new("batch_norm", () => nn.functional.batch_norm(Two, Row(1), Row(4), eps: 0), [0, 1]),
        new("group_norm", () => nn.functional.group_norm(tensor([1f, 3], [1, 2, 1]), 1, eps: 0), [-1, 1]),
        new("layer_norm", () => nn.functional.layer_norm(Row(1, 2, 3), [3], eps: 0), [-Half, 0, Half]),
        new("upsample nearest", () => nn.functional.interpolate(Two, [1, 4]), [1, 1, 3, 3]),
        new("upsample bilinear", () => nn.functional.interpolate(Two, scale_factor: [1, 2], mode: InterpolationMode.Bilinear), [1, 1.5, 2.5, 3]),
        new("upsample bilinear by corners", () => nn.functional.interpolate(Two, [1, 3], mode: InterpolationMode.Bilinear, align_corners: true), [1, 2, 3]),
        new("upsample bicubic", () => nn.functional.interpolate(Two, [1, 4], mode: InterpolationMode.Bicubic), [0.7890625, 1.453125, 2.546875, 3.2109375]),
        new("shrink by antialiased bilinear", () => PictureOperators.ResizeAntialiased(Ramp, 1, 2), [6.625 / 3.5, 7 - (6.625 / 3.5)]),
        new("shrink by area", () => nn.functional.interpolate(Ramp, [1, 2], mode: InterpolationMode.Area), [1.5, 5.5]),
        new("affine_grid", () => nn.functional.affine_grid(tensor([1f, 0, 0, 0, 1, 0], [1, 2, 3]), [1, 1, 1, 2]), [-0.5, 0, 0.5, 0]),
        new("grid_sample", () => nn.functional.grid_sample(Two, tensor([0f, 0, 9, 0], [1, 1, 2, 2])), [2, 0]),
        new("grid_sample by borders", () => nn.functional.grid_sample(Two, tensor([9f, 0], [1, 1, 1, 2]), padding_mode: GridSamplePaddingMode.Border), [3]),
        new("grid_sample of nearest", () => nn.functional.grid_sample(Two, tensor([-0.4f, 0], [1, 1, 1, 2]), GridSampleMode.Nearest), [1]),
        new("fused blur", () => StyleOperators.Blur(ones([1, 1, 4, 4]), 0), [4]),
        new("fused activation", () => StyleOperators.ModulatedActivation(Two, full([1, 1, 1, 1], 2f), zeros([1, 1, 1, 2]), full([1, 1, 1, 1], -4f)), [-0.4, 2]),
        new("fused convolution", ConvolveOnes, [12, 18, 27]),
    ];

    // Nine ones times three, six at an edge, four in a corner.
    private static Tensor ConvolveOnes()
    {
        using var kernel = WinogradKernel.Plain(ones([1, 1, 3, 3]));
        var result = kernel.Convolve(ones([1, 1, 8, 8]), full([1, 1], 3f));
        return stack([result[0, 0, 0, 0], result[0, 0, 0, 1], result[0, 0, 1, 1]]);
    }
}
