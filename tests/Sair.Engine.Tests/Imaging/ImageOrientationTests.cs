using Sair.Engine.Imaging;
using Sair.TestKit;

namespace Sair.Engine.Tests.Imaging;

public sealed class ImageOrientationTests
{
    public static TheoryData<int> Orientations => [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Decode_AnyExifOrientation_GivesTheUprightPicture(int orientation)
    {
        var decoded = ImageDecoder.Decode(Tagged(Stored(Quarters.Image(), orientation), orientation));

        Assert.Equal(orientation, decoded.Info.Orientation);
        Assert.Equal((Quarters.Width, Quarters.Height), (decoded.Info.Width, decoded.Info.Height));
        Assert.Equal((Quarters.Width, Quarters.Height), (decoded.Image.Width, decoded.Image.Height));
        Quarters.AssertShows(decoded.Image, 3);
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Decode_HeifWithOrientationInExifAlone_IsTurnedLikeAJpeg(int orientation)
    {
        foreach (var (file, brand) in new[] { ("quarters.heic", "heic"), ("quarters.avif", "avif") })
        {
            var decoded = ImageDecoder.Decode(
                new HeifFile(Quarters.File(file)) { Brands = [brand, "mif1", brand], Exif = Exif(orientation) }.ToArray()
            );

            AssertSame(ImageDecoder.Decode(Tagged(Quarters.Image(), orientation)).Image, decoded.Image);
            Assert.Equal((orientation, decoded.Image.Width), (decoded.Info.Orientation, decoded.Info.Width));
        }
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Decode_HeifWithPropertiesAndExif_IsTurnedOnce(int orientation)
    {
        // What 6 means is a quarter clockwise, three anticlockwise; what 2 means is a mirror.
        foreach (
            var (property, means) in new[]
            {
                (HeifFile.Rotation(3), 6),
                (HeifFile.Rotation(1), 8),
                (HeifFile.Rotation(0), 1),
                (HeifFile.Mirror(1), 2),
            }
        )
        {
            var decoded = ImageDecoder.Decode(
                new HeifFile(Quarters.File("quarters.heic")) { Properties = [property], Exif = Exif(orientation) }.ToArray()
            );

            AssertSame(ImageDecoder.Decode(Tagged(Quarters.Image(), means)).Image, decoded.Image);
            Assert.Equal(1, decoded.Info.Orientation);
        }
    }

    [Fact]
    public void Encode_DecodedPicture_CarriesNoOrientationAnyMore()
    {
        var upright = ImageDecoder.Decode(Tagged(Stored(Quarters.Image(), 6), 6)).Image;

        var again = ImageDecoder.Decode(ImageEncoder.Encode(upright, ImageFormat.Jpeg));

        Assert.Equal(1, again.Info.Orientation);
        Quarters.AssertShows(again.Image, 4);
    }

    // The picture as a camera would store it: EXIF 2.3, tag 0x0112, names where row 0 and column 0 of the stored pixels lie.
    private static RgbImage Stored(RgbImage upright, int orientation)
    {
        var (w, h) = (upright.Width, upright.Height);
        var isTurned = orientation >= 5;
        var (storedWidth, storedHeight) = isTurned ? (h, w) : (w, h);
        var pixels = new byte[w * h * 3];
        for (var sy = 0; sy < storedHeight; sy++)
        {
            for (var sx = 0; sx < storedWidth; sx++)
            {
                var (x, y) = orientation switch
                {
                    1 => (sx, sy),
                    2 => (w - 1 - sx, sy),
                    3 => (w - 1 - sx, h - 1 - sy),
                    4 => (sx, h - 1 - sy),
                    5 => (sy, sx),
                    6 => (w - 1 - sy, sx),
                    7 => (w - 1 - sy, h - 1 - sx),
                    _ => (sy, h - 1 - sx),
                };
                Quarters.Pixel(upright, x, y).CopyTo(pixels, ((sy * storedWidth) + sx) * 3);
            }
        }

        return new RgbImage(storedWidth, storedHeight, pixels);
    }

    private static byte[] Exif(int orientation) =>
        [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];

    private static void AssertSame(RgbImage expected, RgbImage actual)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        foreach (var (fx, fy) in new[] { (0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75) })
        {
            var (x, y) = ((int)(fx * actual.Width), (int)(fy * actual.Height));
            var (wanted, shown) = (Quarters.Pixel(expected, x, y), Quarters.Pixel(actual, x, y));
            Assert.All(Enumerable.Range(0, 3), c => Assert.InRange(shown[c], wanted[c] - 8, wanted[c] + 8));
        }
    }

    // An APP1 segment with a one-entry TIFF directory, put right behind the start marker.
    private static byte[] Tagged(RgbImage stored, int orientation)
    {
        byte[] exif = [.. "Exif\0\0"u8, .. Exif(orientation)];
        var jpeg = ImageEncoder.Encode(stored, ImageFormat.Jpeg, 95);
        return [.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }
}
