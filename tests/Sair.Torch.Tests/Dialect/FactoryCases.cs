using static Sair.Torch.Tests.Dialect.OperatorCase;

namespace Sair.Torch.Tests.Dialect;

internal static class FactoryCases
{
    public static IEnumerable<OperatorCase> All =>
    [
        new("zeros", () => zeros([2]), [0, 0]),
        new("zeros rows, columns", () => zeros(1, 2), [0, 0]),
        new("ones", () => ones(2), [1, 1]),
        new("empty", () => empty([2]).fill_(3), [3, 3]),
        new("full", () => full([2], 2.5), [2.5, 2.5]),
        new("eye", () => eye(2), [1, 0, 0, 1]),
        new("arange", () => arange(1, 2, 0.25), [1, 1.25, 1.5, 1.75]),
        new("linspace", () => linspace(0, 1, 3), [0, 0.5, 1]),
        new("zeros_like", () => zeros_like(Row(4)), [0]),
        new("ones_like", () => ones_like(Row(4)), [1]),
        new("empty_like", () => empty_like(Row(4)).zero_(), [0]),
        new("tensor of doubles", () => tensor([1.5, 2]), [1.5, 2]),
        new("tensor of integers", () => tensor([1, 2]), [1, 2]),
        new("tensor of bytes", () => tensor([(byte)200]), [200]),
        new("tensor of one number", () => tensor(2.5), [2.5]),
        new("tensor of another type", () => tensor([1.9f], int64), [1]),
        new("rand", () => Within(rand([500]), 0, 1), [1, 0.5]),
        new("rand_like", () => Within(rand_like(zeros(500)), 0, 1), [1, 0.5]),
        new("uniform_", () => Within(zeros(500).uniform_(1, 3), 1, 3), [1, 2]),
        new("randint", () => Within(randint(0, 5, [500]).to(float32), 0, 4), [1, 2]),
        new("randn", () => Moments(randn(500)), [0, 1]),
        new("randn_like", () => Moments(randn_like(zeros(500))), [0, 1]),
        new("normal_", () => Moments((zeros(500).normal_(3, 2) - 3) / 2), [0, 1]),
        new("randperm", () => randperm(4).sort().Values, [0, 1, 2, 3]),
        new("multinomial", () => multinomial(Row(0, 0, 1), 1), [2]),
        new("dropout at rest", () => nn.functional.dropout(Six, 0.5, training: false), [1, 2, 3, 4, 5, 6]),
    ];

    /// <summary>Whether all draws lie within limits, and their mean to a tenth of the range.</summary>
    private static Tensor Within(Tensor draws, double low, double high)
    {
        var step = (high - low) / 10;
        return stack([draws.ge(low).all().to(float32) * draws.le(high).all(), (draws.mean() / step).round() * step]);
    }

    /// <summary>Mean and deviation, rounded.</summary>
    private static Tensor Moments(Tensor draws) => stack([(draws.mean() * 3).round() / 3, (draws.std() * 3).round() / 3]);
}
