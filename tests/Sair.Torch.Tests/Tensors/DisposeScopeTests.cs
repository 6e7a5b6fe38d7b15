namespace Sair.Torch.Tests.Tensors;

public sealed class DisposeScopeTests
{
    [Fact]
    public void Dispose_TemporariesInside_FreesAllOfThem()
    {
        var before = Tensor.TotalCount;
        using (NewDisposeScope())
        {
            for (var i = 0; i < 100; i++)
            {
                _ = ones([4]) * 2;
            }

            Assert.Equal(before + 200, Tensor.TotalCount);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void MoveToOuter_NestedScopes_SurvivesTheInnerOne()
    {
        using var outer = NewDisposeScope();
        Tensor kept;
        using (NewDisposeScope())
        {
            kept = (ones([2]) * 3).MoveToOuterDisposeScope();
        }

        Assert.Equal([3, 3], kept.data<float>().ToArray());
    }
}
