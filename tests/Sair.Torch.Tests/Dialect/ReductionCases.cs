using static Sair.Torch.Tests.Dialect.OperatorCase;

namespace Sair.Torch.Tests.Dialect;

internal static class ReductionCases
{
    private static readonly double LogThree = Math.Log(Math.Exp(1) + Math.Exp(2) + Math.Exp(3));
    private static readonly double[] Soft = [.. new[] { 1.0, 2, 3 }.Select(v => Math.Exp(v - LogThree))];

    private static Tensor Mixed => tensor([3f, 1, 2], [1, 3]);

    public static IEnumerable<OperatorCase> All =>
    [
        new("sum", () => sum(Six), [21]),
        new("sum of dimensions", () => Six.sum([0, 1]), [21]),
        new("sum of one dimension", () => Six.sum(1), [6, 15]),
        new("mean", () => mean(Six), [3.5]),
        new("mean of dimensions", () => Six.mean([0]), [2.5, 3.5, 4.5]),
        new("max", () => Six.max(), [6]),
        new("min", () => Six.min(), [1]),
        new("max values", () => Mixed.max(1).values, [3]),
        new("max places", () => Mixed.max(1).indexes, [0]),
        new("min values", () => Mixed.min(1).values, [1]),
        new("min places", () => Mixed.min(1).indexes, [1]),
        new("amax", () => Six.amax([1]), [3, 6]),
        new("amin", () => Six.amin([0]), [1, 2, 3]),
        new("argmax", () => Six.argmax(), [5]),
        new("argmax of dimension", () => Mixed.argmax(1), [0]),
        new("argmin of dimension", () => Mixed.argmin(1), [1]),
        new("std", () => Row(1, 2, 3).std(), [1]),
        new("std of dimension", () => Six.std([1], unbiased: false), [Math.Sqrt(2.0 / 3), Math.Sqrt(2.0 / 3)]),
        new("var of dimension", () => Six.var([1]), [1, 1]),
        new("prod", () => Six.prod(), [720]),
        new("cumsum", () => Six.cumsum(1), [1, 3, 6, 4, 9, 15]),
        new("cumprod", () => Six.cumprod(1), [1, 2, 6, 4, 20, 120]),
        new("norm", () => Row(3, 4).norm(), [5]),
        new("norm of dimension", () => tensor([3f, 4, 6, 8], [2, 2]).norm(1), [5, 10]),
        new("1-norm of dimension", () => Six.norm(1, p: 1), [6, 15]),
        new("normalize", () => nn.functional.normalize(tensor([3f, 4], [1, 2])), [0.6, 0.8]),
        new("all", () => tensor([true, false]).all(), [0]),
        new("any", () => tensor([true, false]).any(), [1]),
        new("softmax", () => nn.functional.softmax(Row(1, 2, 3), 0), Soft),
        new("log_softmax", () => Row(1, 2, 3).log_softmax(0), [.. Soft.Select(v => Math.Log(v))]),
        new("logsumexp", () => Row(1, 2, 3).logsumexp([0]), [LogThree]),
        new("sort values", () => Mixed.sort(1, descending: true).Values, [3, 2, 1]),
        new("sort places", () => Mixed.sort(1).Indices, [1, 2, 0]),
        new("topk values", () => Mixed.topk(2).values, [3, 2]),
        new("topk places", () => Mixed.topk(1, largest: false).indexes, [1]),
        new("mse_loss", () => nn.functional.mse_loss(Six, Six + 2), [4]),
        new("l1_loss", () => nn.functional.l1_loss(Six, Six - 3), [3]),
        new("cross_entropy", () => nn.functional.cross_entropy(tensor([1f, 2, 3], [1, 3]), Indices(2)), [LogThree - 3]),
    ];
}
