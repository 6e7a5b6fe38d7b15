using Sair.Worker.Previews;

namespace Sair.Worker.Tests.Previews;

public sealed class FilmstripTests
{
    [Fact]
    public void Add_ManyPictures_KeepsFewEvenlySpread()
    {
        var strip = new Filmstrip();
        for (var i = 1; i <= 1000; i++)
        {
            strip.Add(new Preview(i, [], ""));
        }

        var kept = strip.ToList().Select(preview => preview.Index).ToList();
        Assert.InRange(kept.Count, Filmstrip.Most / 2, Filmstrip.Most);
        Assert.Equal(1, kept[0]);
        Assert.InRange(kept[^1], 900, 1000);
        Assert.InRange(kept.Zip(kept.Skip(1), (a, b) => b - a).Max(), 1, 130);
    }
}
