using Sair.Engine.Degradations;
using Sair.Engine.Engines;
using Sair.Engine.Engines.Gen2Res;
using Sair.Engine.Imaging;
using Sair.TestKit;
using static Sair.Engine.Tests.Engines.Sair.TinyPack;

namespace Sair.Engine.Tests.Engines.Gen2Res;

public sealed class HeldRegionTests(TinyDiffusionPack pack) : IClassFixture<TinyDiffusionPack>
{
    private const int Side = TinyDiffusionPack.Size;

    [Theory]
    [InlineData(Gen2ResSampler.Solver)]
    [InlineData(Gen2ResSampler.Implicit)]
    [InlineData(Gen2ResSampler.Ancestral)]
    public void Run_LockedRegion_IsThePhotoAndTheRestIsRestored(Gen2ResSampler sampler)
    {
        var photo = Picture(Side, 3);
        var input = new RestorationInput { Degraded = photo, Marks = new FaceMarks(FaceMarks.Paint(LeftHalf(), null)) };
        var options = new Gen2ResOptions
        {
            Mode = Gen2ResMode.Base,
            Sampler = sampler,
            NoiseLevel = 100,
            Steps = 6,
            OutputSide = Side,
        };

        var (inside, outside) = Differences(Run(input, options), photo);

        Assert.InRange(inside, 0, 2);
        Assert.True(outside > 8, $"{outside}");
    }

    [Fact]
    public void Run_WithMarks_FreesEveryTensor()
    {
        var input = new RestorationInput { Degraded = Picture(32, 3), Marks = new FaceMarks(FaceMarks.Paint(LeftHalf(), null)) };
        var options = new Gen2ResOptions
        {
            Mode = Gen2ResMode.Base,
            NoiseLevel = 20,
            Steps = 2,
        };
        Run(input, options);

        LiveTensors.AssertUnchanged(() => Run(input, options));
    }

    private static RgbImage LeftHalf() =>
        new(Side, Side, [.. Enumerable.Range(0, Side * Side).SelectMany(i => Enumerable.Repeat((byte)(i % Side < Side / 2 ? 255 : 0), 3))]);

    private static (double Inside, double Outside) Differences(RgbImage a, RgbImage b)
    {
        var differences = a.Pixels.Zip(b.Pixels, (x, y) => (double)Math.Abs(x - y)).ToList();
        return (
            differences.Where((_, i) => i / 3 % Side < Side / 2).Average(),
            differences.Where((_, i) => i / 3 % Side >= Side / 2).Average()
        );
    }

    private RgbImage Run(RestorationInput input, Gen2ResOptions options) =>
        new Gen2ResEngine()
            .Run(input, options, pack.Context, CancellationToken.None)
            .Where(step => step.IsLast)
            .Select(step => step.ReadResult().Image)
            .Single();
}
