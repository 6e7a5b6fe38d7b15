using Sair.Engine.Degradations;
using Sair.Engine.Imaging;
using Sair.Engine.Tests.Engines.Sair;

namespace Sair.Engine.Tests.Degradations;

public sealed class JpegApproximationTests
{
    [Theory]
    [InlineData(20)]
    [InlineData(50)]
    public void Apply_RealPicture_IsNearARealEncoder(int quality)
    {
        using var scope = NewDisposeScope();
        using var jpeg = new JpegApproximation(quality);
        var picture = TinyPack.Picture(64, 3);
        var real = ImageDecoder.Decode(ImageEncoder.Encode(picture, ImageFormat.Jpeg, quality)).Image.ToTensor();

        var approximated = jpeg.Apply(picture.ToTensor());

        var distance = (approximated - real).square().mean().sqrt().ToDouble();
        var damage = (picture.ToTensor() - real).square().mean().sqrt().ToDouble();
        Assert.InRange(distance, 0, 1.1 * damage);
    }

    [Fact]
    public void Apply_SidesThatAreNoMultiplesOf16_KeepTheirShape()
    {
        using var scope = NewDisposeScope();
        using var jpeg = new JpegApproximation(75);

        Assert.Equal([2, 3, 23, 9], jpeg.Apply(rand([2, 3, 23, 9])).shape);
    }

    [Fact]
    public void Apply_HigherQuality_IsNearer()
    {
        using var scope = NewDisposeScope();
        var picture = TinyPack.Picture(48, 4).ToTensor();
        var errors = new[] { 10, 40, 90, 100 }
            .Select(quality =>
            {
                using var jpeg = new JpegApproximation(quality);
                return (jpeg.Apply(picture) - picture).square().mean().ToDouble();
            })
            .ToList();

        Assert.Equal(errors.OrderDescending(), errors);
    }

    [Fact]
    public void Tables_TransposedLuma_DiffersOnlyInItsOrder()
    {
        using var scope = NewDisposeScope();
        using var standard = new JpegApproximation(50);
        using var published = new JpegApproximation(50, transposedLuma: true);

        Assert.Equal(11, standard.LumaTable[0, 1].ToDouble());
        Assert.Equal(12, published.LumaTable[0, 1].ToDouble());
        Assert.Equal(standard.LumaTable.data<float>().ToArray(), published.LumaTable.t().contiguous().data<float>().ToArray());
    }
}
