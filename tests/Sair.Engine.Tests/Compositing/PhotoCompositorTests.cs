using Sair.Engine.Compositing;
using Sair.Engine.Degradations;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Tests.Faces;

namespace Sair.Engine.Tests.Compositing;

public sealed class PhotoCompositorTests
{
    private static readonly PhotoCompositor Compositor = new(new LanczosEnlarger());
    private static readonly CompositingOptions Plain = new() { KeepsGrain = false };

    private readonly RgbImage _photo = GoldenFaces.Photo("congress_A000055_335x410.png");
    private readonly FaceQuad _quad = Square(60, 80, 200, angle: 0.2);

    [Fact]
    public void PutBack_OfACutTurnedSquare_GivesThePhotoBack()
    {
        var result = Compositor.PutBack(_photo, [new PlacedFace(_quad, FaceAligner.Cut(_photo, _quad, 400))], Plain).Image;

        Assert.InRange(MeanDifference(_photo, result), 0, 1.0);
    }

    [Fact]
    public void PutBack_AnotherFace_ChangesTheSquareAndNothingElse()
    {
        var result = Compositor.PutBack(_photo, [new PlacedFace(Square(100, 100, 100, angle: 0), Stripes(64))], Plain).Image;

        for (var y = 0; y < _photo.Height; y++)
        {
            for (var x = 0; x < _photo.Width; x++)
            {
                if (x is < 100 or >= 200 || y is < 100 or >= 200)
                {
                    var at = ((y * _photo.Width) + x) * 3;
                    Assert.True(_photo.Pixels.AsSpan(at, 3).SequenceEqual(result.Pixels.AsSpan(at, 3)), $"Pixel {x}, {y} changed.");
                }
            }
        }

        Assert.NotEqual(_photo.Pixels, result.Pixels);
    }

    [Fact]
    public void PutBack_BrighterFace_LeavesNoSeam()
    {
        var brighter = Change(FaceAligner.Cut(_photo, _quad, 200), value => Math.Min(255, value + 40));

        var result = Compositor.PutBack(_photo, [new PlacedFace(_quad, brighter)], Plain).Image;

        Assert.InRange(SeamMeasure.Measure(_photo, result, _quad), 0, 1.5);
        Assert.InRange(SeamMeasure.Measure(_photo, Paste(_photo, Square(100, 100, 100, 0), 40), Square(100, 100, 100, 0)), 8, 40);
    }

    [Fact]
    public void PutBack_Enlarged_HasTheDetailOfTheFace()
    {
        var photo = ImageResizer.Resize(_photo, 336, 410);
        var small = ImageResizer.Resize(photo, 168, 205);
        var face = FaceAligner.Cut(photo, _quad, 200);

        var result = Compositor.PutBack(small, [new PlacedFace(_quad.Scale(0.5), face)], Plain with { Enlargement = 2 }).Image;

        Assert.Equal((small.Width * 2, small.Height * 2), (result.Width, result.Height));
        var truth = Middle(photo);
        Assert.True(MeanDifference(truth, Middle(result)) < 0.5 * MeanDifference(truth, Middle(ImageResizer.Resize(small, 336, 410))));

        RgbImage Middle(RgbImage image) => FaceAligner.Cut(image, Square(110, 140, 100, angle: 0.2), 100);
    }

    [Fact]
    public void PutBack_ColouredFaceInAGreyPhoto_StaysGrey()
    {
        var grey = Grey(_photo);

        var result = Compositor.PutBack(grey, [new PlacedFace(_quad, FaceAligner.Cut(_photo, _quad, 200))], Plain).Image;

        Assert.All(
            Enumerable.Range(0, result.Width * result.Height),
            i => Assert.InRange(Math.Abs(result.Pixels[i * 3] - result.Pixels[(i * 3) + 2]), 0, 1)
        );
        Assert.Null(PhotoTone.Find(_photo));
    }

    [Fact]
    public void PutBack_GrainyPhoto_GivesTheFaceItsGrain()
    {
        const double deviation = 12;
        var flat = new RgbImage(240, 240, [.. Enumerable.Repeat((byte)128, 240 * 240 * 3)]);
        var grainy = AddGrain(flat, deviation, 7);
        var quad = Square(40, 40, 160, angle: 0);
        var clean = FaceAligner.Cut(flat, quad, 160);

        var kept = Compositor.PutBack(grainy, [new PlacedFace(quad, clean)], new CompositingOptions()).Image;
        var removed = Compositor.PutBack(grainy, [new PlacedFace(quad, clean)], Plain).Image;

        var middle = Square(90, 90, 60, angle: 0);
        Assert.InRange(Grain.Measure(grainy), deviation * 0.9, deviation * 1.1);
        Assert.InRange(Grain.Measure(FaceAligner.Cut(kept, middle, 60)), deviation * 0.75, deviation * 1.25);
        Assert.InRange(Grain.Measure(FaceAligner.Cut(removed, middle, 60)), 0, 1);
    }

    [Fact]
    public void PutBack_FaceBeyondTheBorder_KeepsTheSize()
    {
        var quad = Square(-60, 250, 200, angle: 0.1);

        var result = Compositor.PutBack(_photo, [new PlacedFace(quad, FaceAligner.Cut(_photo, quad, 200))], Plain).Image;

        Assert.Equal((_photo.Width, _photo.Height), (result.Width, result.Height));
        Assert.InRange(MeanDifference(_photo, result), 0, 1.0);
    }

    [Fact]
    public void PutBack_TooLarge_SaysWhatToDo()
    {
        var photo = new RgbImage(8000, 2, new byte[8000 * 2 * 3]);

        var failure = Assert.Throws<InvalidOptionsException>(() => Compositor.PutBack(photo, [], Plain with { Enlargement = 4 }));

        Assert.Equal(EnlargementLimits.Refusal(8000, 2, 4), failure.Message);
    }

    [Fact]
    public void PutBack_Cancelled_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() =>
            Compositor.PutBack(_photo, [new PlacedFace(_quad, _photo)], Plain, cancellation.Token)
        );
    }

    [Fact]
    public void PutBack_MeasuringSeams_IsFlatterThanAPaste()
    {
        var brighter = Change(FaceAligner.Cut(_photo, _quad, 200), value => Math.Min(255, value + 40));

        var result = Compositor.PutBack(_photo, [new PlacedFace(_quad, brighter)], Plain with { MeasuresSeams = true });

        var seam = Assert.Single(result.Seams);
        Assert.Equal(SeamMeasure.Measure(_photo, result.Image, _quad), seam.Matched, 0.2);
        Assert.True(seam.Pasted > 5 * seam.Matched, $"{seam}");
    }

    [Fact]
    public void PutBack_KeptPlace_StaysThePhotoAndTheRestIsAsBefore()
    {
        var face = new PlacedFace(Square(100, 100, 100, angle: 0), Stripes(64));
        var keep = new byte[20 * 20 * 3];
        for (var i = 0; i < 20 * 20; i++)
        {
            keep[i * 3] = (byte)(i % 20 is >= 8 and < 12 && i / 20 is >= 8 and < 12 ? 255 : 0);
        }

        var free = Compositor.PutBack(_photo, [face], Plain).Image;
        var held = Compositor.PutBack(_photo, [face with { Marks = new FaceMarks(new RgbImage(20, 20, keep)) }], Plain).Image;

        Assert.Equal(Pixel(_photo, 150, 150), Pixel(held, 150, 150));
        Assert.NotEqual(Pixel(_photo, 150, 150), Pixel(free, 150, 150));
        Assert.Equal(Pixel(free, 120, 120), Pixel(held, 120, 120));
    }

    private static byte[] Pixel(RgbImage image, int x, int y) => image.Pixels.AsSpan(((y * image.Width) + x) * 3, 3).ToArray();

    private static FaceQuad Square(double x, double y, double side, double angle)
    {
        var (cos, sin) = (side * Math.Cos(angle), side * Math.Sin(angle));
        return new FaceQuad(
            new FacePoint(x, y),
            new FacePoint(x - sin, y + cos),
            new FacePoint(x - sin + cos, y + cos + sin),
            new FacePoint(x + cos, y + sin)
        );
    }

    private static RgbImage Stripes(int side) => new(side, side, [.. Enumerable.Range(0, side * side * 3).Select(i => (byte)(i % 7 * 36))]);

    private static RgbImage Change(RgbImage image, Func<int, int> change) =>
        new(image.Width, image.Height, [.. image.Pixels.Select(value => (byte)change(value))]);

    private static RgbImage Grey(RgbImage image) =>
        new(
            image.Width,
            image.Height,
            [.. Enumerable.Range(0, image.Width * image.Height).SelectMany(i => Enumerable.Repeat((byte)Math.Round(Luma.Of(image, i)), 3))]
        );

    private static RgbImage AddGrain(RgbImage image, double deviation, int seed)
    {
        var field = Grain.Draw(image.Width, seed);
        return new RgbImage(
            image.Width,
            image.Height,
            [.. image.Pixels.Select((value, i) => (byte)Math.Clamp(Math.Round(value + (deviation * field[i / 3])), 0, 255))]
        );
    }

    private static RgbImage Paste(RgbImage photo, FaceQuad quad, int offset)
    {
        var pixels = (byte[])photo.Pixels.Clone();
        for (var y = (int)quad.TopLeft.Y; y < (int)quad.BottomRight.Y; y++)
        {
            for (var x = (int)quad.TopLeft.X; x < (int)quad.BottomRight.X; x++)
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    var at = (((y * photo.Width) + x) * 3) + channel;
                    pixels[at] = (byte)(pixels[at] > 127 ? pixels[at] - offset : pixels[at] + offset);
                }
            }
        }

        return new RgbImage(photo.Width, photo.Height, pixels);
    }

    private static double MeanDifference(RgbImage a, RgbImage b) => a.Pixels.Zip(b.Pixels, (x, y) => Math.Abs(x - y)).Average();
}
