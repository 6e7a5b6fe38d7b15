using static Sair.Torch.Tests.Dialect.OperatorCase;

namespace Sair.Torch.Tests.Dialect;

internal static class BinaryCases
{
    private static Tensor A => Row(1, 2, 4);

    private static Tensor B => Row(2, 2, 1);

    private static Tensor Square => tensor([2f, 1, 1, 3], [2, 2]);

    public static IEnumerable<OperatorCase> All =>
    [
        new("a + b", () => A + B, [3, 4, 5]),
        new("a + 1", () => A + 1, [2, 3, 5]),
        new("1 + a", () => 1 + A, [2, 3, 5]),
        new("a - b", () => A - B, [-1, 0, 3]),
        new("a - 1", () => A - 1, [0, 1, 3]),
        new("1 - a", () => 1 - A, [0, -1, -3]),
        new("a * b", () => A * B, [2, 4, 4]),
        new("a * 1.5", () => A * 1.5, [1.5, 3, 6]),
        new("2 * a", () => 2 * A, [2, 4, 8]),
        new("a / b", () => A / B, [0.5, 1, 4]),
        new("a / 2", () => A / 2, [0.5, 1, 2]),
        new("add", () => A.add(B).add(1), [4, 5, 6]),
        new("add_", () => A.add_(B).add_(1), [4, 5, 6]),
        new("sub", () => A.sub(B).sub(1), [-2, -1, 2]),
        new("sub_", () => A.sub_(B).sub_(1), [-2, -1, 2]),
        new("mul", () => A.mul(B).mul(2), [4, 8, 8]),
        new("mul_", () => A.mul_(B).mul_(2), [4, 8, 8]),
        new("div", () => A.div(B).div(2), [0.25, 0.5, 2]),
        new("div_", () => A.div_(B).div_(2), [0.25, 0.5, 2]),
        new("pow number", () => A.pow(2), [1, 4, 16]),
        new("pow tensor", () => A.pow(B), [1, 4, 4]),
        new("atan2", () => atan2(A, B), [Math.Atan2(1, 2), Math.Atan2(2, 2), Math.Atan2(4, 1)]),
        new("maximum", () => maximum(A, B), [2, 2, 4]),
        new("minimum", () => minimum(A, B), [1, 2, 1]),
        new("clamp", () => clamp(A, 1.5, 3), [1.5, 2, 3]),
        new("clamp from below", () => A.clamp(min: 2), [2, 2, 4]),
        new("clamp_ from above", () => A.clamp_(max: 2), [1, 2, 2]),
        new("remainder", () => Row(-1, 5).remainder(3), [2, 2]),
        new("addcmul", () => A.addcmul(A, B, 0.5), [2, 4, 6]),
        new("addcmul_", () => A.addcmul_(A, B, 0.5), [2, 4, 6]),
        new("addcdiv_", () => A.addcdiv_(A, B, 2), [2, 4, 12]),
        new("lerp", () => A.lerp(B, 0.25), [1.25, 2, 3.25]),
        new("lerp_", () => A.lerp_(B, 0.25), [1.25, 2, 3.25]),
        new("zero_", () => A.zero_(), [0, 0, 0]),
        new("fill_", () => A.fill_(7), [7, 7, 7]),
        new("copy_", () => A.copy_(B), [2, 2, 1]),
        new("masked_fill", () => A.masked_fill(A.gt(1), -1), [1, -1, -1]),
        new("masked_select", () => A.masked_select(A.gt(1)), [2, 4]),
        new("eq", () => A.eq(2).to(float32) + A.eq(B), [0, 2, 0]),
        new("ne", () => A.ne(2).to(float32) + A.ne(B), [2, 0, 2]),
        new("lt", () => A.lt(2).to(float32) + A.lt(B), [2, 0, 0]),
        new("le", () => A.le(2).to(float32) + A.le(B), [2, 2, 0]),
        new("gt", () => A.gt(2).to(float32) + A.gt(B), [0, 0, 2]),
        new("ge", () => A.ge(2).to(float32) + A.ge(B), [0, 2, 2]),
        new("where", () => where(A.gt(1), A, B), [2, 2, 4]),
        new("matmul", () => matmul(Six, Six.t()), [14, 32, 32, 77]),
        new("mm", () => Six.mm(Six.t()), [14, 32, 32, 77]),
        new("bmm", () => Six.reshape(1, 2, 3).bmm(Six.reshape(1, 3, 2)), [22, 28, 49, 64]),
        new("addmm", () => addmm(ones([2, 2]), Square, Square), [6, 6, 6, 11]),
        new("einsum", () => einsum("ij,ij->i", Six, Six), [14, 77]),
        new("linear", () => nn.functional.linear(Row(1, 2).reshape(1, 2), Square, Row(10, 20)), [14, 27]),
        new("cosine_similarity", () => nn.functional.cosine_similarity(Square, eye(2)), [2 / Math.Sqrt(5), 3 / Math.Sqrt(10)]),
        new("svd", () => linalg.svd(tensor([3f, 0, 0, 4], [2, 2])).S, [4, 3]),
        new("svd recomposed", Recompose, [1, 2, 3, 4, 5, 6]),
        new("eigh", () => linalg.eigh(tensor([2f, 1, 1, 2], [2, 2])).Eigenvalues, [1, 3]),
        new("solve", () => linalg.solve(Square, Row(5, 10)), [1, 3]),
        new("cholesky", () => linalg.cholesky(tensor([4f, 2, 2, 5], [2, 2])), [2, 0, 1, 2]),
    ];

    private static Tensor Recompose()
    {
        var (u, s, vh) = linalg.svd(Six, fullMatrices: false);
        return u.matmul(s.diag()).matmul(vh);
    }
}
