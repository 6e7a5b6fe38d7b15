namespace Sair.Torch.Tests.Tensors;

public sealed class TensorTests
{
    [Fact]
    public void Add_ShapesThatDoNotBroadcast_NamesOperatorAndShapes()
    {
        using var scope = NewDisposeScope();
        var failure = Assert.Throws<TorchException>(() => ones([2, 3]) + ones([2]));

        Assert.Contains("aten::add", failure.Message, StringComparison.Ordinal);
        Assert.Contains("[2, 3], [2]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Use_AfterDispose_Throws()
    {
        var x = ones([2]);
        x.Dispose();

        Assert.Throws<ObjectDisposedException>(() => x + 1);
    }

    [Fact]
    public void Index_SlicesNumbersAndTensors_SelectAsInPyTorch()
    {
        using var scope = NewDisposeScope();
        var x = arange(24, float32).reshape(2, 3, 4);

        Assert.Equal([4, 5, 6, 7], x[0, 1].data<float>().ToArray());
        Assert.Equal([3, 7, 11], x[0, .., ^1..].reshape(-1).data<float>().ToArray());
        Assert.Equal([2, 1, 4], x[TensorIndex.Ellipsis, 1..2, ..].shape);
        Assert.Equal([2, 2, 4], x[TensorIndex.Slice(), TensorIndex.Tensor(tensor(new long[] { 0, 2 }))].shape);
        Assert.Equal([0, 2, 12, 14], x[.., 0, TensorIndex.Slice(0, 4, 2)].contiguous().data<float>().ToArray());
    }

    [Fact]
    public void ManualSeed_SameSeed_SameDraws()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var first = randn(5).data<float>().ToArray();
        manual_seed(7);

        Assert.Equal(first, randn(5).data<float>().ToArray());
    }

    [Fact]
    public void RandomState_Restored_ContinuesTheSameSequence()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var state = random.get_rng_state();
        var first = randn(5).data<float>().ToArray();
        random.set_rng_state(state);

        Assert.Equal(first, randn(5).data<float>().ToArray());
    }
}
