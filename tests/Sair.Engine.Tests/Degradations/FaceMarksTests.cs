using Sair.Engine.Degradations;
using Sair.Engine.Imaging;

namespace Sair.Engine.Tests.Degradations;

public sealed class FaceMarksTests
{
    [Fact]
    public void Keep_WhereDamageIsPaintedToo_DamageCounts()
    {
        using var scope = NewDisposeScope();
        var both = new FaceMarks(FaceMarks.Paint(Flat(8, 255), Flat(4, 255)));

        Assert.True(both.Keeps && both.Ignores);
        Assert.Equal(0, both.Keep(8, CPU).max().ToDouble());
        Assert.Equal(1, both.Ignore(16, CPU).min().ToDouble(), 5);
    }

    [Fact]
    public void Ignore_ThinLineMadeSmall_StillCounts()
    {
        using var scope = NewDisposeScope();
        var line = new byte[32 * 32 * 3];
        for (var x = 0; x < 32; x++)
        {
            line.AsSpan(((16 * 32) + x) * 3, 3).Fill(255);
        }

        var ignore = new FaceMarks(FaceMarks.Paint(null, new RgbImage(32, 32, line))).Ignore(16, CPU);

        Assert.True(ignore[0, 0, 8, 8].ToDouble() > 0.7, $"{ignore[0, 0, 8, 8].ToDouble()}");
        Assert.True(ignore[0, 0, 2, 8].ToDouble() < 0.05);
    }

    [Fact]
    public void Paint_Nothing_MarksNothing()
    {
        var marks = new FaceMarks(FaceMarks.Paint(Flat(8, 0), null));

        Assert.False(marks.Keeps || marks.Ignores);
    }

    [Fact]
    public void Fill_ScratchOverAShade_ContinuesTheShade()
    {
        const int side = 64;
        var (pixels, ignore) = (new byte[side * side * 3], new float[side * side]);
        for (var i = 0; i < side * side; i++)
        {
            var isScratch = i % side is >= 30 and < 34;
            pixels.AsSpan(i * 3, 3).Fill(isScratch ? (byte)255 : (byte)(40 + (i / side)));
            ignore[i] = isScratch ? 1 : 0;
        }

        var filled = DamageFill.Apply(new RgbImage(side, side, pixels), ignore);

        Assert.All(Enumerable.Range(0, side * side), i => Assert.InRange(filled.Pixels[i * 3] - (40 + (i / side)), -4, 4));
    }

    private static RgbImage Flat(int side, byte value) => new(side, side, [.. Enumerable.Repeat(value, side * side * 3)]);
}
