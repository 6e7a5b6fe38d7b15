using Xunit;

namespace Sair.TestKit;

/// <summary>Compares gradients with central differences.</summary>
public static class FiniteDifferences
{
    /// <summary>Checks the gradient of a scalar function along random directions, in 64-bit numbers.</summary>
    /// <param name="function">[…] → scalar; must keep the element type of its argument.</param>
    /// <param name="x">Where to check; converted to 64 bit.</param>
    /// <param name="relativeTolerance">Largest allowed difference of the two slopes, relative to the larger one.</param>
    /// <param name="step">Half the width of the difference.</param>
    public static void AssertGradient(Func<Tensor, Tensor> function, Tensor x, double relativeTolerance = 1e-5, double step = 1e-5)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(x);
        const int Directions = 5;
        using var scope = NewDisposeScope();
        var point = x.detach().to(float64).requires_grad_();
        var gradient = autograd.grad([function(point)], [point])[0];
        manual_seed(1);
        for (var i = 0; i < Directions; i++)
        {
            var direction = randn(point.shape, float64);
            var expected = (gradient * direction).sum().ToDouble();
            using var ungraded = no_grad();
            var measured = (function(point + (direction * step)).ToDouble() - function(point - (direction * step)).ToDouble()) / (2 * step);
            var scale = Math.Max(Math.Max(Math.Abs(expected), Math.Abs(measured)), 1e-12);
            Assert.True(
                Math.Abs(expected - measured) <= relativeTolerance * scale,
                $"Slope {expected} by gradient, {measured} by differences."
            );
        }
    }
}
