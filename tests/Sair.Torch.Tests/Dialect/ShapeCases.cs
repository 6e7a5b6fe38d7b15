using static Sair.Torch.Tests.Dialect.OperatorCase;

namespace Sair.Torch.Tests.Dialect;

internal static class ShapeCases
{
    public static IEnumerable<OperatorCase> All =>
    [
        new("reshape", () => Six.reshape(3, -1), [1, 2, 3, 4, 5, 6]),
        new("as_strided", () => Six.as_strided([2, 2], [1, 2], 1), [2, 4, 3, 5]),
        new("view", () => Six.view(6), [1, 2, 3, 4, 5, 6]),
        new("expand", () => Row(1, 2).expand(2, -1), [1, 2, 1, 2]),
        new("repeat", () => Row(1, 2).repeat(2, 1), [1, 2, 1, 2]),
        new("permute", () => Six.permute(1, 0), [1, 4, 2, 5, 3, 6]),
        new("transpose", () => Six.transpose(0, 1).contiguous(), [1, 4, 2, 5, 3, 6]),
        new("t", () => Six.t(), [1, 4, 2, 5, 3, 6]),
        new("unsqueeze, squeeze", () => Six.unsqueeze(0).squeeze(0).unsqueeze(2).squeeze(), [1, 2, 3, 4, 5, 6]),
        new("flatten", () => Six.flatten(), [1, 2, 3, 4, 5, 6]),
        new("narrow", () => Six.narrow(1, 1, 2), [2, 3, 5, 6]),
        new("select", () => Six.select(1, 2), [3, 6]),
        new("slice", () => Six.slice(1, 0, 3, 2), [1, 3, 4, 6]),
        new("flip", () => Six.flip(1), [3, 2, 1, 6, 5, 4]),
        new("roll", () => Six.roll(1, 1), [3, 1, 2, 6, 4, 5]),
        new("index_select", () => Six.index_select(1, Indices(2, 0)), [3, 1, 6, 4]),
        new("gather", () => Six.gather(1, tensor([0L, 2], [2, 1])), [1, 6]),
        new("scatter_", () => zeros(2, 3).scatter_(1, tensor([1L, 0], [2, 1]), tensor([5f, 6], [2, 1])), [0, 5, 0, 6, 0, 0]),
        new("scatter_add_", () => ones(2).scatter_add_(0, Indices(1, 1), Row(2, 3)), [1, 6]),
        new("index_add_", () => ones(2).index_add_(0, Indices(0, 0), Row(2, 3)), [6, 1]),
        new("triu", () => ones([2, 2]).triu(), [1, 1, 0, 1]),
        new("tril", () => ones([2, 2]).tril(-1), [0, 0, 1, 0]),
        new("nonzero", () => Row(0, 3, 0, 4).nonzero(), [1, 3]),
        new("diag", () => Row(1, 2).diag(), [1, 0, 0, 2]),
        new("chunk", () => Six.chunk(2, 0)[1], [4, 5, 6]),
        new("split", () => Six.split(2, 1)[1], [3, 6]),
        new("unbind", () => Six.unbind(1)[1], [2, 5]),
        new("cat", () => cat([Row(1), Row(2, 3)]), [1, 2, 3]),
        new("stack", () => stack([Row(1, 2), Row(3, 4)], 1), [1, 3, 2, 4]),
        new("meshgrid", () => meshgrid([Row(1, 2), Row(3, 4, 5)])[1], [3, 4, 5, 3, 4, 5]),
        new("index by number", () => Six[1, 2], [6]),
        new("index by negative number", () => Six[-1, -2], [5]),
        new("index by colon and slice", () => Six[TensorIndex.Colon, TensorIndex.Slice(1)], [2, 3, 5, 6]),
        new("index by range", () => Six[.., ..^1], [1, 2, 4, 5]),
        new("index by ellipsis and null", () => Six[TensorIndex.Ellipsis, TensorIndex.Null, 0], [1, 4]),
        new("index by mask", () => Six[Six.gt(4)], [5, 6]),
        new("index by tensor", () => Six[.., Indices(2, 2)], [3, 3, 6, 6]),
        new("assign by index", Assigned, [1, 9, 3, 4, 9, 6]),
        new("pixel_shuffle", () => nn.functional.pixel_shuffle(arange(4, float32).reshape(1, 4, 1, 1), 2), [0, 1, 2, 3]),
        new("pixel_unshuffle", () => nn.functional.pixel_unshuffle(arange(4, float32).reshape(1, 1, 2, 2), 2), [0, 1, 2, 3]),
        new("unfold", () => nn.functional.unfold(Nine, 2, stride: 1)[0, 0], [1, 2, 4, 5]),
        new("one_hot", () => nn.functional.one_hot(Indices(1, 0), 3), [0, 1, 0, 1, 0, 0]),
        new("embedding", () => nn.functional.embedding(Indices(1), Six), [4, 5, 6]),
    ];

    private static Tensor Assigned()
    {
        var x = Six;
        x[.., 1] = tensor(9f);
        return x;
    }
}
