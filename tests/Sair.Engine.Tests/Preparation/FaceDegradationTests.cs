using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;
using Sair.Engine.Tests.Faces;

namespace Sair.Engine.Tests.Preparation;

public sealed class FaceDegradationTests
{
    private static readonly RgbImage s_photo = GoldenFaces.Photo("congress_A000055_335x410.png");
    private static readonly FaceQuad s_quad = new(
        new FacePoint(75, 82),
        new FacePoint(75, 274),
        new FacePoint(267, 274),
        new FacePoint(267, 82)
    );

    [Fact]
    public void Estimate_CompressedPhoto_FindsQualityAndWhereBlocksBegin()
    {
        var photo = ImageDecoder.Decode(ImageEncoder.Encode(s_photo, ImageFormat.Jpeg, 15)).Image;

        var found = FaceDegradation.Estimate(photo, s_quad, FaceAligner.Cut(photo, s_quad, 192));

        Assert.InRange(found.JpegQuality ?? 0, 10, 30);

        // Blocks begin at columns that 8 divides: 5 columns after 75, 6 rows after 82.
        Assert.Equal((5, 6), (found.GridX, found.GridY));
        Assert.Equal(found.JpegQuality, found.ForEngines(s_quad).JpegQuality);
    }

    [Fact]
    public void Estimate_CleanPhoto_FindsNoBlocks()
    {
        var found = FaceDegradation.Estimate(s_photo, s_quad, FaceAligner.Cut(s_photo, s_quad, 192));

        Assert.Null(found.JpegQuality);
        Assert.InRange(found.NoiseDeviation, 0, 0.03);
    }

    [Fact]
    public void Estimate_EnlargedPhoto_SaysHowMuchItReallyHolds()
    {
        var small = ImageResizer.Resize(s_photo, s_photo.Width / 4, s_photo.Height / 4);
        var enlarged = ImageResizer.Resize(small, s_photo.Width, s_photo.Height, ResampleKernel.Cubic);

        var found = FaceDegradation.Estimate(enlarged, s_quad, FaceAligner.Cut(enlarged, s_quad, 192));

        Assert.InRange(found.RealSide, 36, 90);
        Assert.True(found.BlurDeviation > 1);
    }

    [Fact]
    public void ForEngines_TurnedFace_LeavesBlocksOut()
    {
        var turned = new FaceQuad(new FacePoint(75, 82), new FacePoint(55, 274), new FacePoint(247, 294), new FacePoint(267, 102));

        Assert.Null(new FaceDegradation(192, 192, 0, 0, 20, 1, 2).ForEngines(turned).JpegQuality);
    }
}
