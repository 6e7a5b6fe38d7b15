using Sair.Engine.Degradations;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.TestKit;

namespace Sair.Engine.Tests.Degradations;

public sealed class RealSizeTests
{
    // The size of face at which the estimate was fitted.
    private static readonly RgbImage s_photo = ImageResizer.Resize(
        ImageDecoder
            .Decode(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Faces", "Fixtures", "sd3_female7_512x440.png")))
            .Image,
        384,
        330
    );

    // The face square of that photo lies about its middle.
    private static readonly FaceQuad s_square = new(new(75, 45), new(75, 270), new(300, 270), new(300, 45));

    [Theory]
    [InlineData(3, 60)]
    [InlineData(4, 50)]
    [InlineData(6, 40)]
    [InlineData(4, null)]
    public void OfFace_EnlargedAndSavedAgain_IsNearTheTruth(int factor, int? quality)
    {
        var small = ImageResizer.Resize(s_photo, s_photo.Width / factor, s_photo.Height / factor);
        var enlarged = Code(ImageResizer.Resize(small, s_photo.Width, s_photo.Height, ResampleKernel.Cubic), quality);

        var size = RealSize.OfFace(enlarged, s_square);

        Assert.NotEqual(EnlargementCertainty.No, size.Certainty);
        Assert.InRange(size.Factor, factor / 1.35, factor * 1.35);
        Assert.InRange(size.Factor, size.LowestFactor, size.HighestFactor);
        Assert.Equal((int)Math.Round(225 / size.Factor), size.Of(225.0));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(90)]
    [InlineData(40)]
    public void OfFace_NotEnlarged_IsAsStored(int? quality)
    {
        var photo = Code(ImageResizer.Resize(s_photo, 256, 220), quality);

        var size = RealSize.OfFace(photo, new FaceQuad(new(50, 30), new(50, 180), new(200, 180), new(200, 30)));

        Assert.Equal(EnlargementCertainty.No, size.Certainty);
        Assert.Equal(150, size.Of(150.0));
    }

    [Fact]
    public void OfFace_LargeFaceWithoutEdgesInItsMiddle_IsToldByTheRest()
    {
        const int side = 640;
        var photo = EnlargedPicture.Make(side);
        for (var y = 200; y < 440; y++)
        {
            photo.Pixels.AsSpan(((y * side) + 200) * 3, 240 * 3).Fill(120);
        }

        var size = RealSize.OfFace(photo, FaceQuads.Whole(side, side));

        Assert.Equal(EnlargementCertainty.Sure, size.Certainty);
        Assert.InRange(size.Factor, 0.75 * EnlargedPicture.Factor, 1.3 * EnlargedPicture.Factor);
    }

    [Fact]
    public void OfFace_TurnedByARightAngle_SaysTheSame()
    {
        var small = ImageResizer.Resize(s_photo, 128, 110);
        var enlarged = Code(ImageResizer.Resize(small, 512, 440, ResampleKernel.Cubic), null);

        var upright = RealSize.Of(enlarged, []);
        var turned = RealSize.Of(enlarged.Turn(90), []);

        Assert.Equal(upright.Factor, turned.Factor, 0.2);
        Assert.Equal(upright.Certainty, turned.Certainty);
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(64, 500)]
    public void Of_PhotoOfFewPixels_IsAsStored(int width, int height) =>
        Assert.Equal(RealSize.AsStored, RealSize.Of(ImageResizer.Resize(s_photo, width, height), []));

    [Fact]
    public void Of_PlainPicture_IsAsStored() =>
        Assert.Equal(RealSize.AsStored, RealSize.Of(new RgbImage(200, 200, new byte[200 * 200 * 3]), []));

    [Theory]
    [InlineData("auto", EnlargementCertainty.Sure, null)]
    [InlineData("use", EnlargementCertainty.Sure, 50)]
    [InlineData("auto", EnlargementCertainty.Unsure, null)]
    [InlineData("auto", EnlargementCertainty.No, null)]
    [InlineData("use", EnlargementCertainty.Unsure, 50)]
    [InlineData("use", EnlargementCertainty.No, null)]
    [InlineData("keep", EnlargementCertainty.Sure, null)]
    [InlineData("30", EnlargementCertainty.No, 30)]
    [InlineData("300", EnlargementCertainty.Sure, null)]
    public void Resolve_ChoiceAndEstimate_IsTheSideOrTheStoredSize(string text, EnlargementCertainty certainty, int? side)
    {
        var estimate = certainty == EnlargementCertainty.No ? RealSize.AsStored : new RealSize(certainty, 4, 3, 5, 0.9);

        Assert.True(RealSizeChoice.TryParse(text, out var choice));
        Assert.Equal(text, choice.Word);
        Assert.Equal(side, choice.Resolve(estimate, 200));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("4097")]
    [InlineData("-50")]
    [InlineData("Use")]
    [InlineData(null)]
    public void TryParse_NoChoice_IsFalse(string? text) => Assert.False(RealSizeChoice.TryParse(text, out _));

    [Fact]
    public void FromLogs_EvenlyBetweenTwoAndFour_LiesBetween()
    {
        double[] logs = [-20, -20, Math.Log(1 / 3.0), Math.Log(1 / 3.0), Math.Log(1 / 3.0), -20, -20];

        var size = RealSize.FromLogs(logs);

        Assert.Equal(EnlargementCertainty.Sure, size.Certainty);
        Assert.Equal(Math.Pow(2, 1.5), size.Factor, 0.01);
        Assert.True(size.LowestFactor < 2.2 && size.HighestFactor > 3.6);
    }

    private static RgbImage Code(RgbImage picture, int? quality) =>
        quality is { } value ? ImageDecoder.Decode(ImageEncoder.Encode(picture, ImageFormat.Jpeg, value)).Image : picture;
}
