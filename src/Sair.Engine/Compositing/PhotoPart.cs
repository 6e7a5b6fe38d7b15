using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Engine.Compositing;

/// <summary>A copy of the part of a photo around a face.</summary>
/// <param name="Image">The pixels.</param>
/// <param name="Left">Its left edge in the photo.</param>
/// <param name="Top">Its upper edge in the photo.</param>
internal sealed record PhotoPart(RgbImage Image, int Left, int Top)
{
    // In units of the square's side, from its centre: as far as seams are measured, and a little more.
    private const double Reach = 0.8;

    /// <summary>Copies the surroundings of a square.</summary>
    public static PhotoPart Around(RgbImage photo, FaceQuad quad)
    {
        var (x, y) = ((quad.TopLeft.X + quad.BottomRight.X) / 2, (quad.TopLeft.Y + quad.BottomRight.Y) / 2);
        var reach = Reach * quad.Side;
        var (left, right) = ((int)Math.Clamp(x - reach, 0, photo.Width - 1), (int)Math.Clamp(x + reach + 1, 1, photo.Width));
        var (top, bottom) = ((int)Math.Clamp(y - reach, 0, photo.Height - 1), (int)Math.Clamp(y + reach + 1, 1, photo.Height));
        return Copy(photo, left, top, Math.Max(1, right - left), Math.Max(1, bottom - top));
    }

    /// <summary>Copies the same part of another picture of the photo's size.</summary>
    public PhotoPart Of(RgbImage photo) => Copy(photo, Left, Top, Image.Width, Image.Height);

    /// <summary>Gives a square of the photo in pixels of the part.</summary>
    public FaceQuad Local(FaceQuad quad)
    {
        FacePoint Move(FacePoint point) => new(point.X - Left, point.Y - Top);
        return new FaceQuad(Move(quad.TopLeft), Move(quad.BottomLeft), Move(quad.BottomRight), Move(quad.TopRight));
    }

    private static PhotoPart Copy(RgbImage photo, int left, int top, int width, int height) => new(photo.Crop(left, top, width, height), left, top);
}
