using Sair.Engine.Compositing;
using Sair.Engine.Imaging;

namespace Sair.Engine.Tests.Compositing;

public sealed class EnlargementLimitsTests
{
    [Theory]
    [InlineData(4000, 3000, 1, ImageFormat.Webp)]
    [InlineData(4000, 3000, 2, ImageFormat.Webp)]
    [InlineData(2700, 2700, 4, ImageFormat.Png)]
    [InlineData(7000, 1000, 4, ImageFormat.Jpeg)]
    [InlineData(16_383, 10, 1, ImageFormat.Webp)]
    public void Refusal_ItFits_IsNull(int width, int height, int factor, ImageFormat format) =>
        Assert.Null(EnlargementLimits.Refusal(width, height, factor, format));

    [Theory]
    [InlineData(
        2980,
        2640,
        4,
        ImageFormat.Png,
        "4 times larger, the photo would have 11920×10560 pixels, more than the 120 megapixels that are made: choose 2 times larger."
    )]
    [InlineData(
        8000,
        6000,
        2,
        ImageFormat.Jpeg,
        "2 times larger, the photo would have 16000×12000 pixels, more than the 120 megapixels that are made: choose the photo's own size."
    )]
    [InlineData(
        4500,
        800,
        4,
        ImageFormat.Webp,
        "4 times larger, the photo would have 18000×3200 pixels, more than the 16,383 a side of a WebP file: choose PNG, JPEG or 2 "
            + "times larger."
    )]
    [InlineData(
        20_000,
        900,
        1,
        ImageFormat.Webp,
        "The photo has 20000×900 pixels, more than the 16,383 a side of a WebP file: choose PNG or JPEG."
    )]
    [InlineData(
        16_000,
        100,
        2,
        ImageFormat.Png,
        "2 times larger, the photo would have 32000×200 pixels, more than the 30,000 a side that are made: choose the photo's own size."
    )]
    [InlineData(
        16_000,
        100,
        2,
        ImageFormat.Webp,
        "2 times larger, the photo would have 32000×200 pixels, more than the 16,383 a side of a WebP file: choose the photo's own size."
    )]
    public void Refusal_ItDoesNotFit_SaysWhyAndWhatDoes(int width, int height, int factor, ImageFormat format, string sentence) =>
        Assert.Equal(sentence, EnlargementLimits.Refusal(width, height, factor, format));

    [Fact]
    public void Refusal_PhotoAtItsOwnSize_IsNotRefusedForThePixelsThatWereRead() =>
        Assert.Null(EnlargementLimits.Refusal(15_000, 12_000, 1));

    [Fact]
    public void Require_ItDoesNotFit_ThrowsTheSentence()
    {
        var failure = Assert.Throws<InvalidOptionsException>(() => EnlargementLimits.Require(2980, 2640, 4));

        Assert.Equal(EnlargementLimits.Refusal(2980, 2640, 4), failure.Message);
    }

    [Fact]
    public void LargestSide_OneMorePixel_IsRefusedByTheEncoder()
    {
        var side = ImageEncoder.LargestSide(ImageFormat.Webp);

        Assert.NotEmpty(ImageEncoder.Encode(new RgbImage(side, 1, new byte[3 * side]), ImageFormat.Webp));
        Assert.Throws<InvalidImageException>(() =>
            ImageEncoder.Encode(new RgbImage(side + 1, 1, new byte[3 * (side + 1)]), ImageFormat.Webp)
        );
    }
}
