using Sair.Engine.Degradations;
using Sair.Engine.Engines;
using Sair.Engine.Engines.Sair;
using Sair.Engine.Imaging;

namespace Sair.Engine.Tests.Engines.Sair;

public sealed class TruthLockTests(TinyPack pack) : IClassFixture<TinyPack>
{
    private const int Side = 12;

    private static readonly SairOptions s_options = new()
    {
        Iterations = 60,
        TuningIterations = 0,
        BlurDeviation = 0,
        JpegQuality = 0,
        PhotoShare = 0,
        IdentityWeight = 0,
        ColourWeight = 0,
    };

    private static readonly FaceMarks s_keep = Paint(channel: 0, (x, y) => x < Side / 2 && y < Side / 2);
    private static readonly FaceMarks s_ignore = Paint(channel: 1, IsScratch);

    [Fact]
    public void Run_LockedRegion_ItsErrorFallsAndTheRestImprovesAsBefore()
    {
        var photo = TinyPack.Input(Side);
        var start = Errors(Restore(photo, s_options with { Iterations = 1 }), photo.Degraded);

        var free = Errors(Restore(photo, s_options), photo.Degraded);
        var held = Errors(Restore(photo with { Marks = s_keep }, s_options), photo.Degraded);

        Assert.True(held.Inside < 0.8 * free.Inside, $"inside {free.Inside} → {held.Inside}");
        Assert.True(held.Outside < 0.7 * start.Outside, $"outside {start.Outside} → {held.Outside}, free {free.Outside}");
    }

    [Fact]
    public void Run_LockedRegion_IsTakenFromThePhotoWhateverTheShare()
    {
        var photo = TinyPack.Input(Side);
        var options = s_options with { Iterations = 4 };

        var free = Errors(Restore(photo, options), photo.Degraded);
        var held = Errors(Restore(photo with { Marks = s_keep }, options), photo.Degraded);

        Assert.True(held.Inside < 0.25 * free.Inside, $"{free.Inside} → {held.Inside}");
    }

    [Fact]
    public void Run_IgnoredRegion_DoesNotPull()
    {
        var clean = TinyPack.Input(Side);
        var scratched = clean with { Degraded = Scratch(clean.Degraded) };
        var truth = Restore(clean, s_options with { PhotoShare = 1 });

        var pulled = Difference(truth, Restore(scratched, s_options with { PhotoShare = 1 }));
        var left = Difference(truth, Restore(scratched with { Marks = s_ignore }, s_options with { PhotoShare = 1 }));

        Assert.True(left < 0.4 * pulled, $"{pulled} → {left}");
    }

    [Fact]
    public void Run_RegionOfTheReference_ShowsItsDetailThereAndNothingElsewhere()
    {
        var photo = TinyPack.Input(Side);
        var marks = Paint(channel: 2, (x, y) => x < Side / 2 && y < Side / 2);

        var free = Restore(photo, s_options with { Iterations = 4 });
        var taken = Restore(photo with { Marks = marks }, s_options with { Iterations = 4 });

        using var scope = NewDisposeScope();
        var changed = (taken.ToTensor() - free.ToTensor()).abs().mean([0, 1]); // [R, R]
        Assert.True(changed[0, 0].ToDouble() > 0.01, $"{changed[0, 0].ToDouble()}");
        Assert.Equal(0, changed[free.Height - 1, free.Width - 1].ToDouble(), 3);
        var (detail, without) = (Detail(ImageResizer.Resize(photo.References[0], free.Width, free.Height)), Detail(free));
        Assert.True(
            Inside(Detail(taken) - detail) < 0.6 * Inside(without - detail),
            $"{Inside(without - detail)} → {Inside(Detail(taken) - detail)}"
        );

        double Inside(Tensor value) => value.abs()[.., .., ..(free.Height / 3), ..(free.Width / 3)].mean().ToDouble();
        Tensor Detail(RgbImage image) =>
            image.ToTensor()
            - nn.functional.avg_pool2d(nn.functional.pad(image.ToTensor(), [4, 4, 4, 4], PaddingModes.Replicate), 9, stride: 1);
    }

    [Fact]
    public void Run_WithMarks_SameBytesTwice()
    {
        var input = TinyPack.Input(Side) with { Marks = s_keep };

        Assert.Equal(Restore(input, s_options with { Iterations = 3 }).Pixels, Restore(input, s_options with { Iterations = 3 }).Pixels);
    }

    private static bool IsScratch(int x, int y) => x < 8 && y is 4 or 5;

    private static FaceMarks Paint(int channel, Func<int, int, bool> isPainted)
    {
        var pixels = new byte[Side * Side * 3];
        for (var i = 0; i < Side * Side; i++)
        {
            pixels[(i * 3) + channel] = (byte)(isPainted(i % Side, i / Side) ? 255 : 0);
        }

        return new FaceMarks(new RgbImage(Side, Side, pixels));
    }

    private static RgbImage Scratch(RgbImage picture) =>
        new(
            picture.Width,
            picture.Height,
            [.. picture.Pixels.Select((value, i) => IsScratch(i / 3 % Side, i / 3 / Side) ? (byte)255 : value)]
        );

    private static double Difference(RgbImage a, RgbImage b) => a.Pixels.Zip(b.Pixels, (x, y) => Math.Abs(x - y)).Average();

    // Mean squared error of the result, made small again, inside and outside the upper left quarter.
    private static (double Inside, double Outside) Errors(RgbImage result, RgbImage photo)
    {
        using var scope = NewDisposeScope();
        using var model = new DegradationModel(new Degradation { Side = Side });
        var error = (model.Apply(result.ToTensor()) - photo.ToTensor()).square();
        var inside = s_keep.Keep(Side, CPU);
        return (
            (error * inside).sum().ToDouble() / (3 * inside.sum().ToDouble()),
            (error * (1 - inside)).sum().ToDouble() / (3 * (1 - inside).sum().ToDouble())
        );
    }

    private RgbImage Restore(RestorationInput input, SairOptions options) =>
        new SairEngine()
            .Run(input, options, pack.Context, CancellationToken.None)
            .Where(step => step.IsLast)
            .Select(step => step.ReadResult().Image)
            .Single();
}
