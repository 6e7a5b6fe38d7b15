namespace Sair.Torch.Tests.Tensors;

public sealed class AutogradTests
{
    [Fact]
    public void Backward_SumOfSquares_GivesTwiceTheInput()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, 2, 3, 4, 5, 6 }, [2, 3]).requires_grad_();

        (x * x).sum().backward();

        Assert.Equal([2, 4, 6, 8, 10, 12], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Grad_UnusedInput_IsNullWhenAllowed()
    {
        using var scope = NewDisposeScope();
        var x = ones([2]).requires_grad_();
        var y = ones([2]).requires_grad_();

        var gradients = autograd.grad([x.square().sum()], [x, y], allow_unused: true);

        Assert.Equal([2, 2], gradients[0].data<float>().ToArray());
        Assert.Null(gradients[1]);
    }

    [Fact]
    public void NoGrad_InsideScope_RecordsNothing()
    {
        using var scope = NewDisposeScope();
        var x = ones([2]).requires_grad_();
        Tensor y;
        using (no_grad())
        {
            y = x * 2;
        }

        Assert.False(y.requires_grad);
        Assert.True((x * 2).requires_grad);
    }

    [Fact]
    public void NoGrad_OnOneThread_LeavesOthersRecording()
    {
        using var ungraded = no_grad();
        var elsewhere = false;
        var thread = new Thread(() => elsewhere = is_grad_enabled());

        thread.Start();
        thread.Join();

        Assert.True(elsewhere);
    }
}
