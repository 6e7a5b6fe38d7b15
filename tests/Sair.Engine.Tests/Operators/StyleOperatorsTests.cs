using Sair.Engine.Operators;
using Sair.TestKit;

namespace Sair.Engine.Tests.Operators;

public sealed class StyleOperatorsTests
{
    // The plain and the fused form add in another order; values are around 1.
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData(1, 3, 5, 7, 1)]
    [InlineData(2, 4, 8, 16, 1)]
    [InlineData(2, 3, 9, 33, 2)]
    public void ModulatedActivation_Fused_MatchesPlainOperatorsAndTheirGradients(
        long batch,
        long channels,
        long height,
        long width,
        long noiseBatch
    )
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        Tensor[] inputs =
        [
            randn(batch, channels, height, width),
            randn(batch, channels, 1, 1),
            randn(noiseBatch, 1, height, width),
            randn(1, channels, 1, 1),
        ];

        AssertSame(
            x => StyleOperators.ModulatedActivation(x[0], x[1], x[2], x[3]),
            x => StyleOperators.PlainModulatedActivation(x[0], x[1], x[2], x[3]),
            inputs
        );
    }

    [Theory]
    [InlineData(1, 4, 4, 0)]
    [InlineData(1, 5, 7, 1)]
    [InlineData(2, 8, 33, 2)]
    [InlineData(1, 1, 1, 3)]
    public void Blur_Fused_MatchesPlainOperatorsAndTheirGradient(long batch, long height, long width, long pad)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);

        AssertSame(x => StyleOperators.Blur(x[0], pad), x => StyleOperators.PlainBlur(x[0], pad), [randn(batch, 3, height, width)]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ModulatedActivation_DoublePrecision_GradientMatchesDifferences(int which)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        Tensor[] inputs =
        [
            randn([2, 3, 4, 5], float64),
            randn([2, 3, 1, 1], float64),
            randn([1, 1, 4, 5], float64),
            randn([1, 3, 1, 1], float64),
        ];

        FiniteDifferences.AssertGradient(
            x =>
            {
                var y = inputs.ToArray();
                y[which] = x;
                return StyleOperators.ModulatedActivation(y[0], y[1], y[2], y[3]).square().sum();
            },
            inputs[which]
        );
    }

    // Float32 differences are coarse; a wrong term is off by tens of percent.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ModulatedActivation_FusedSinglePrecision_GradientMatchesDifferences(int which)
    {
        const double step = 1e-3;
        using var scope = NewDisposeScope();
        manual_seed(6);
        Tensor[] inputs = [randn(2, 3, 4, 20), randn(2, 3, 1, 1), randn(2, 1, 4, 20), randn(1, 3, 1, 1)];
        var weights = randn(2, 3, 4, 20);
        var point = inputs[which].detach().requires_grad_();
        var gradient = autograd.grad([Value(point)], [point])[0];
        var direction = randn_like(point);

        var expected = (gradient * direction).sum().ToDouble();
        var measured =
            (Value(inputs[which] + (direction * step)).ToDouble() - Value(inputs[which] - (direction * step)).ToDouble()) / (2 * step);

        Assert.InRange(measured, expected - (0.02 * Math.Abs(expected)) - 0.2, expected + (0.02 * Math.Abs(expected)) + 0.2);

        Tensor Value(Tensor x)
        {
            var y = inputs.ToArray();
            y[which] = x;
            return (StyleOperators.ModulatedActivation(y[0], y[1], y[2], y[3]) * weights).sum().to(float64);
        }
    }

    [Fact]
    public void Blur_SecondDerivative_IsItsOwnAdjoint()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var x = randn(1, 2, 5, 6).requires_grad_();
        var direction = randn(1, 2, 4, 5).requires_grad_();

        var gradient = autograd.grad([(StyleOperators.Blur(x, 1) * direction).sum()], [x], create_graph: true)[0];
        var second = autograd.grad([gradient.square().sum()], [direction])[0];
        var plain = StyleOperators.PlainBlur(gradient * 2, 1);

        AssertClose(plain, second);
    }

    [Fact]
    public void BothOperators_ManyIterations_LeaveNoTensorBehind() =>
        LiveTensors.AssertUnchanged(() =>
        {
            for (var i = 0; i < 5; i++)
            {
                using var scope = NewDisposeScope();
                var x = randn(1, 2, 8, 8).requires_grad_();
                var y = StyleOperators.ModulatedActivation(
                    StyleOperators.Blur(x, 2),
                    ones([1, 2, 1, 1]),
                    zeros([1, 1, 9, 9]),
                    zeros([1, 2, 1, 1])
                );
                y.sum().backward();
            }
        });

    private static void AssertSame(Func<Tensor[], Tensor> fused, Func<Tensor[], Tensor> plain, Tensor[] inputs)
    {
        var first = inputs.Select(x => x.detach().requires_grad_()).ToArray();
        var second = inputs.Select(x => x.detach().requires_grad_()).ToArray();
        var (y, z) = (fused(first), plain(second));
        var weights = randn_like(z);

        AssertClose(z, y);
        var expected = autograd.grad([(z * weights).sum()], second);
        var actual = autograd.grad([(y * weights).sum()], first);
        foreach (var (want, have) in expected.Zip(actual))
        {
            AssertClose(want, have);
        }
    }

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        var scale = Math.Max(1, expected.abs().max().ToDouble());
        Assert.InRange((expected - actual).abs().max().ToDouble(), 0, Tolerance * scale);
    }
}
