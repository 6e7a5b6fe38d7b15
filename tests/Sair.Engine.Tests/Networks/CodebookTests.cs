using Sair.Engine.Networks;

namespace Sair.Engine.Tests.Networks;

public sealed class CodebookTests
{
    [Fact]
    public void Forward_NearACode_TakesItAndPassesTheGradientThrough()
    {
        using var scope = NewDisposeScope();
        using var book = new Codebook(3, 2);
        using (no_grad())
        {
            book.Codes.copy_(tensor([0f, 0f, 1f, 1f, 4f, 4f], [3, 2]));
        }

        var map = tensor([0.9f, 3.5f, 1.2f, 3.9f], [1, 2, 1, 2]).requires_grad_(); // positions (0.9, 1.2) and (3.5, 3.9)
        var quantised = book.forward(map);
        quantised.Map.sum().backward();

        Assert.Equal([1L, 2L], quantised.Indices.data<long>().ToArray());
        Assert.Equal([1f, 4f, 1f, 4f], quantised.Map.data<float>().ToArray());
        Assert.Equal([1f, 1f, 1f, 1f], map.grad!.data<float>().ToArray());
        Assert.Equal(1.25 * (0.01 + 0.04 + 0.25 + 0.01) / 4, quantised.Loss.ToDouble(), 6);
    }
}
