using Sair.Engine.Networks;
using Sair.Training.Codebooks;

namespace Sair.Training.Tests.Codebooks;

public sealed class DualAutoencoderTrainerTests
{
    private const int Window = 20;

    [Fact]
    public void Count_EndOfAWindow_MovesOnlyUnusedCodes()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var book = new Codebook(4, 2);
        using var unused = new UnusedCodes(book);
        var before = book.Codes.detach().clone();
        var map = full([1, 2, 2, 2], 7f);
        for (var step = 0; step < Window; step++)
        {
            unused.Count(tensor(new long[] { 0, 2 }), map, step, 1000);
        }

        Assert.Equal(before.select(0, 0).data<float>().ToArray(), book.Codes.select(0, 0).data<float>().ToArray());
        Assert.Equal(before.select(0, 2).data<float>().ToArray(), book.Codes.select(0, 2).data<float>().ToArray());
        Assert.Equal([7f, 7f], book.Codes.select(0, 1).data<float>().ToArray());
        Assert.Equal([7f, 7f], book.Codes.select(0, 3).data<float>().ToArray());
        Assert.Equal(0, unused.Uses.sum().ToDouble());
    }

    [Fact]
    public void Count_LastPartOfARun_MovesNothing()
    {
        using var scope = NewDisposeScope();
        using var book = new Codebook(4, 2);
        using var unused = new UnusedCodes(book);
        var before = book.Codes.data<float>().ToArray();

        unused.Count(tensor(new long[] { 0 }), full([1, 2, 2, 2], 7f), Window - 1, Window);

        Assert.Equal(before, book.Codes.data<float>().ToArray());
    }
}
