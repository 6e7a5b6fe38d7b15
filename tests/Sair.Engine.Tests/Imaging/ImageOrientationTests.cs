using Sair.Engine.Imaging;

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
    public void DecodeThumbnail_AnyExifOrientation_GivesTheUprightPicture(int orientation)
    {
        var decoded = ImageDecoder.DecodeThumbnail(Tagged(Stored(Quarters.Image(), orientation), orientation), 32);

        Assert.Equal((32, 24), (decoded.Image.Width, decoded.Image.Height));
        Quarters.AssertShows(decoded.Image, 4);
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

    // An APP1 segment with a one-entry TIFF directory, put right behind the start marker.
    private static byte[] Tagged(RgbImage stored, int orientation)
    {
        byte[] exif =
        [
            .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0,
        ];
        var jpeg = ImageEncoder.Encode(stored, ImageFormat.Jpeg, 95);
        return [.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }
}
