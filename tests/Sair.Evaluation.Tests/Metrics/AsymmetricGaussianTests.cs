using Sair.Evaluation.Metrics;

namespace Sair.Evaluation.Tests.Metrics;

public sealed class AsymmetricGaussianTests
{
    [Fact]
    public void Gamma_KnownPlaces_KnownValues()
    {
        Assert.Equal(24, AsymmetricGaussian.Gamma(5), 9);
        Assert.Equal(Math.Sqrt(Math.PI), AsymmetricGaussian.Gamma(0.5), 9);
        Assert.Equal(4.590843711998803, AsymmetricGaussian.Gamma(0.2), 9);
    }

    [Fact]
    public void Fit_GaussianDraws_ShapeTwoAndEqualSides()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var fit = AsymmetricGaussian.Fit([.. (randn(40_000) * 3).data<float>().ToArray().Select(value => (double)value)]);

        Assert.InRange(fit.Shape, 1.9, 2.1);
        Assert.InRange(fit.Left, 2.9, 3.1);
        Assert.InRange(fit.Right, 2.9, 3.1);
        Assert.InRange(fit.Mean, -0.15, 0.15);
    }

    [Fact]
    public void Fit_Constant_StaysFinite()
    {
        var fit = AsymmetricGaussian.Fit(new double[64]);

        Assert.True(double.IsFinite(fit.Shape) && double.IsFinite(fit.Mean));
    }
}
