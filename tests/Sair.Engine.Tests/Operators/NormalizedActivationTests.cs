using Sair.Engine.Operators;
using Sair.TestKit;
using TorchSharp.Modules;

namespace Sair.Engine.Tests.Operators;

public sealed class NormalizedActivationTests
{
    // The plain and the fused form add in another order; values are around 1, gradients of a scale sums over a map.
    private const double Tolerance = 2e-5;

    [Theory]
    [InlineData(1, 8, 4, 4, 4)]
    [InlineData(2, 6, 3, 5, 7)]
    [InlineData(1, 4, 1, 33, 40)]
    [InlineData(2, 32, 16, 1, 3)]
    public void Apply_Modulated_MatchesPlainOperatorsAndTheirGradients(long batch, long channels, long groups, long height, long width)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var norm = Norm(groups, channels);
        Tensor[] inputs = [(randn(batch, channels, height, width) * 2) + 3, randn(batch, channels), randn(batch, channels)];

        AssertSame(
            norm,
            x => NormalizedActivation.Apply(norm, x[0], x[1], x[2]),
            x => NormalizedActivation.Plain(norm, x[0], x[1], x[2]),
            inputs
        );
    }

    [Theory]
    [InlineData(1, 8, 4, 6)]
    [InlineData(3, 6, 2, 9)]
    public void Apply_Unmodulated_MatchesPlainOperatorsAndTheirGradients(long batch, long channels, long groups, long side)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var norm = Norm(groups, channels);

        AssertSame(
            norm,
            x => NormalizedActivation.Apply(norm, x[0]),
            x => nn.functional.silu(norm.forward(x[0])),
            [randn(batch, channels, side, side)]
        );
    }

    [Fact]
    public void Apply_WithoutGradients_GivesTheSame()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var norm = Norm(4, 8);
        var x = randn(2, 8, 5, 5);
        using var ungraded = no_grad();

        AssertClose(nn.functional.silu(norm.forward(x)), NormalizedActivation.Apply(norm, x));
        AssertClose(nn.functional.silu(norm.forward(x)), NormalizedActivation.Apply(norm, x.transpose(2, 3).contiguous().transpose(2, 3)));
    }

    [Fact]
    public void Apply_ExtremeValues_StayFiniteAndAsThePlainOperators()
    {
        using var scope = NewDisposeScope();
        using var norm = nn.GroupNorm(1, 1);
        using var ungraded = no_grad();
        norm.weight!.fill_(1);
        norm.bias!.fill_(0);
        var x = zeros(1, 1, 20, 20);
        x[0, 0, 0, 0] = 1e6f;
        x[0, 0, 3, 7] = -1e6f;
        var (scale, shift) = (full([1, 1], 50f), full([1, 1], -30f));

        AssertClose(NormalizedActivation.Plain(norm, x, scale, shift), NormalizedActivation.Apply(norm, x, scale, shift), 1e-3);
        Assert.True(NormalizedActivation.Apply(norm, x, scale, shift).isfinite().all().item<bool>());
    }

    [Fact]
    public void Apply_LargeMeanAndSmallSpread_LosesNoDigits()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        using var norm = Norm(2, 4);
        using var ungraded = no_grad();
        var x = (randn(1, 4, 64, 64) * 0.01f) + 100;
        var exact = nn
            .functional.silu(nn.functional.group_norm(x.to(float64), 2, norm.weight!.to(float64), norm.bias!.to(float64), norm.eps))
            .to(float32);

        AssertClose(exact, NormalizedActivation.Apply(norm, x), 2e-3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Apply_DoublePrecision_GradientMatchesDifferences(int which)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var norm = Norm(2, 4).to(float64);
        Tensor[] inputs = [randn([2, 4, 3, 5], float64), randn([2, 4], float64), randn([2, 4], float64)];

        FiniteDifferences.AssertGradient(
            x =>
            {
                var y = inputs.ToArray();
                y[which] = x;
                return NormalizedActivation.Apply(norm, y[0], y[1], y[2]).square().sum();
            },
            inputs[which]
        );
    }

    [Fact]
    public void Apply_ManyIterations_LeavesNoTensorBehind()
    {
        using var norm = Norm(2, 4);
        LiveTensors.AssertUnchanged(() =>
        {
            for (var i = 0; i < 5; i++)
            {
                using var scope = NewDisposeScope();
                var x = randn(1, 4, 8, 8).requires_grad_();
                NormalizedActivation.Apply(norm, x, zeros(1, 4), ones(1, 4)).sum().backward();
                norm.zero_grad();
            }
        });
    }

    private static GroupNorm Norm(long groups, long channels)
    {
        var norm = nn.GroupNorm(groups, channels);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        norm.weight!.copy_(randn(channels));
        norm.bias!.copy_(randn(channels));
        return norm;
    }

    private static void AssertSame(GroupNorm norm, Func<Tensor[], Tensor> fused, Func<Tensor[], Tensor> plain, Tensor[] inputs)
    {
        var first = inputs.Select(x => x.detach().requires_grad_()).ToArray();
        var second = inputs.Select(x => x.detach().requires_grad_()).ToArray();
        var (y, z) = (fused(first), plain(second));
        var weights = randn_like(z);

        AssertClose(z, y);
        var expected = autograd.grad([(z * weights).sum()], [.. second, norm.weight!, norm.bias!]);
        var actual = autograd.grad([(y * weights).sum()], [.. first, norm.weight!, norm.bias!]);
        foreach (var (want, have) in expected.Zip(actual))
        {
            AssertClose(want, have);
        }
    }

    private static void AssertClose(Tensor expected, Tensor actual, double tolerance = Tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        var scale = Math.Max(1, expected.abs().max().ToDouble());
        Assert.InRange((expected - actual).abs().max().ToDouble() / scale, 0, tolerance);
    }
}
