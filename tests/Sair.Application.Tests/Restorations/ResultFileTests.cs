using Sair.Application.Restorations;
using Sair.Engine.Imaging;

namespace Sair.Application.Tests.Restorations;

public sealed class ResultFileTests
{
    [Fact]
    public void Blend_Half_IsBetween()
    {
        var (black, white) = (new RgbImage(1, 1, [0, 0, 0]), new RgbImage(1, 1, [200, 100, 50]));

        Assert.Equal([100, 50, 25], ResultFile.Blend(black, white, 0.5).Pixels);
    }
}
