using Sair.Engine.Operators;
using Sair.TestKit;

namespace Sair.Engine.Tests.Operators;

public sealed class WinogradKernelTests
{
    // Measured: 3e-6 of the largest value.
    private const double Tolerance = 2e-5;

    [Theory]
    [InlineData(1, 5, 7, 16, 24)]
    [InlineData(2, 3, 4, 8, 8)]
    [InlineData(1, 1, 2, 40, 8)]
    [InlineData(1, 10, 20, 72, 64)] // bands of six and of four outputs, several blocks
    public void Convolve_PlainKernel_MatchesTheConvolutionAndItsGradients(long batch, long inputs, long outputs, long height, long width)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var weight = randn(outputs, inputs, 3, 3);
        using var kernel = WinogradKernel.Plain(weight);

        AssertSame(kernel, x => nn.functional.conv2d(x, weight, padding: [1, 1]), batch, inputs, height, width);
    }

    [Theory]
    [InlineData(1, 5, 7, 16, 24)]
    [InlineData(2, 3, 4, 8, 8)]
    [InlineData(1, 16, 4, 40, 64)]
    public void Convolve_DoublingKernel_MatchesTransposedConvolutionAndBlur(long batch, long inputs, long outputs, long height, long width)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var weight = randn(outputs, inputs, 3, 3);
        using var kernel = WinogradKernel.Doubling(weight);

        AssertSame(
            kernel,
            x => StyleOperators.Blur(nn.functional.conv_transpose2d(x, weight.transpose(0, 1), strides: [2, 2]), 1),
            batch,
            inputs,
            height,
            width
        );
    }

    [Theory]
    [InlineData(12, 8)]
    [InlineData(8, 4)]
    public void Fits_SidesThatAreNoMultiples_IsFalse(long height, long width)
    {
        using var scope = NewDisposeScope();

        Assert.False(WinogradKernel.Fits(zeros([1, 2, height, width])));
        Assert.False(WinogradKernel.Fits(zeros([1, 2, 16, 16], float64)));
        Assert.True(WinogradKernel.Fits(zeros([1, 2, 16, 16])));
    }

    [Fact]
    public void Dispose_AfterUse_LeavesNoTensor() =>
        LiveTensors.AssertUnchanged(() =>
        {
            using var scope = NewDisposeScope();
            using var kernel = WinogradKernel.Doubling(randn(2, 3, 3, 3));
            kernel.Convolve(randn(1, 3, 8, 8), randn(1, 3));
        });

    private static void AssertSame(WinogradKernel kernel, Func<Tensor, Tensor> plain, long batch, long inputs, long height, long width)
    {
        var x = randn(batch, inputs, height, width).requires_grad_();
        var style = randn(batch, inputs).requires_grad_();
        var expected = plain(x * style.reshape(batch, inputs, 1, 1));
        var cotangent = randn_like(expected);
        var actual = kernel.Convolve(x, style);
        AssertClose(expected, actual);
        var wanted = autograd.grad([(expected * cotangent).sum()], [x, style]);
        var given = autograd.grad([(actual * cotangent).sum()], [x, style]);
        AssertClose(wanted[0], given[0]);
        AssertClose(wanted[1], given[1]);
    }

    private static void AssertClose(Tensor expected, Tensor actual) =>
        Assert.InRange((expected - actual).abs().max().ToDouble(), 0, Tolerance * expected.abs().max().ToDouble());
}
