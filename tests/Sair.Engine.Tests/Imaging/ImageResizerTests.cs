using Sair.Engine.Imaging;

namespace Sair.Engine.Tests.Imaging;

public sealed class ImageResizerTests
{
    [Theory]
    [InlineData(7, 5)]
    [InlineData(33, 17)]
    [InlineData(128, 96)]
    [InlineData(200, 24)]
    [InlineData(1, 1)]
    [InlineData(641, 479)]
    public void Resize_AnySize_IsExact(int width, int height)
    {
        foreach (var kernel in Enum.GetValues<ResampleKernel>())
        {
            var resized = ImageResizer.Resize(Quarters.Image(), width, height, kernel);
            Assert.Equal((width, height), (resized.Width, resized.Height));
        }
    }

    [Theory]
    [InlineData(ResampleKernel.Lanczos3)]
    [InlineData(ResampleKernel.Cubic)]
    [InlineData(ResampleKernel.Linear)]
    public void Resize_HalfAndDouble_KeepsColours(ResampleKernel kernel)
    {
        Quarters.AssertShows(ImageResizer.Resize(Quarters.Image(), 32, 24, kernel), 2);
        Quarters.AssertShows(ImageResizer.Resize(Quarters.Image(), 128, 96, kernel), 2);
    }

    [Theory]
    [InlineData(ResampleKernel.Lanczos3)]
    [InlineData(ResampleKernel.Cubic)]
    [InlineData(ResampleKernel.Linear)]
    public void Resize_FineStripesToAnEighth_DoesNotAlias(ResampleKernel kernel)
    {
        var pixels = new byte[256 * 256 * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(i / 3 % 3 == 0 ? 255 : 0);
        }

        var small = ImageResizer.Resize(new RgbImage(256, 256, pixels), 32, 32, kernel);

        // A third of the columns is white, so every pixel away from the border is near 85.
        for (var x = 3; x < 29; x++)
        {
            Assert.InRange(Quarters.Pixel(small, x, 16)[0], 77, 93);
        }
    }

    [Fact]
    public void Resize_Ramp_MatchesTheCatmullRomCubicOfTheTheory()
    {
        // 8 → 4 with the kernel stretched by 2 about the centre 2·i + 0.5; a ramp is reproduced away from the border.
        var ramp = new RgbImage(
            16,
            1,
            [.. Enumerable.Range(0, 16).SelectMany(v => new[] { (byte)(v * 16), (byte)(v * 16), (byte)(v * 16) })]
        );

        var half = ImageResizer.Resize(ramp, 8, 1, ResampleKernel.Cubic);

        for (var x = 2; x < 6; x++)
        {
            Assert.InRange(Quarters.Pixel(half, x, 0)[0], (32 * x) + 7, (32 * x) + 9);
        }
    }

    [Theory]
    [InlineData(ResampleKernel.Lanczos3)]
    [InlineData(ResampleKernel.Cubic)]
    [InlineData(ResampleKernel.Linear)]
    public void Resize_EnlargedRamp_StaysCentred(ResampleKernel kernel)
    {
        // Value 8x at column x; the centre of column j of the eightfold picture lies at x = (j + 0.5) / 8 − 0.5.
        var ramp = new byte[32 * 32 * 3];
        for (var i = 0; i < ramp.Length; i++)
        {
            ramp[i] = (byte)(8 * (i / 3 % 32));
        }

        var enlarged = ImageResizer.Resize(new RgbImage(32, 32, ramp), 256, 256, kernel);

        for (var j = 16; j < 240; j++)
        {
            Assert.InRange(enlarged.Pixels[3 * ((128 * 256) + j)], j - 4.0, j - 3.0);
        }

        Assert.Equal(120.5, Enumerable.Range(0, 8).Average(j => enlarged.Pixels[3 * ((128 * 256) + 120 + j)]), 0.35);
    }

    [Theory]
    [InlineData(30_000, 1, 1, 1)]
    [InlineData(30_000, 7, 9, 3)]
    [InlineData(1, 30_000, 1, 1)]
    [InlineData(30_000, 10, 1280, 1)]
    [InlineData(4032, 3024, 9, 8)]
    [InlineData(12_000, 9000, 9, 8)]
    public void Resize_AnyReduction_MeansWhatLiesBelow(int fromWidth, int fromHeight, int width, int height)
    {
        // Dark on the left and at the top: the value of a place is 100 · x + 100 · y + 20, both from 0 to 1.
        var pixels = new byte[fromWidth * fromHeight * 3];
        for (var y = 0; y < fromHeight; y++)
        {
            for (var x = 0; x < fromWidth; x++)
            {
                pixels
                    .AsSpan(((y * fromWidth) + x) * 3, 3)
                    .Fill((byte)Math.Round((100 * (x + 0.5) / fromWidth) + (100 * (y + 0.5) / fromHeight) + 20));
            }
        }

        var image = new RgbImage(fromWidth, fromHeight, pixels);
        foreach (var kernel in Enum.GetValues<ResampleKernel>())
        {
            var small = ImageResizer.Resize(image, width, height, kernel);
            Assert.Equal((width, height), (small.Width, small.Height));
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    // At the border a kernel repeats the last pixel.
                    Assert.Equal((100 * (x + 0.5) / width) + (100 * (y + 0.5) / height) + 20, Quarters.Pixel(small, x, y)[0], 8.0);
                }
            }
        }
    }

    [Fact]
    public void Resize_SameSize_ReturnsTheSamePicture()
    {
        var image = Quarters.Image();

        Assert.Same(image, ImageResizer.Resize(image, Quarters.Width, Quarters.Height));
    }

    [Fact]
    public void ShrinkToFit_WidePicture_KeepsTheProportions()
    {
        var small = ImageResizer.ShrinkToFit(Quarters.Image(), 32);

        Assert.Equal((32, 24), (small.Width, small.Height));
        Assert.Same(small, ImageResizer.ShrinkToFit(small, 100));
    }

    [Fact]
    public void Resize_ZeroWidth_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => ImageResizer.Resize(Quarters.Image(), 0, 10));
}
