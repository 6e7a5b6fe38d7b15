namespace Sair.Engine.Faces;

/// <summary>Says where something of a photo lies once the photo was turned by a right angle.</summary>
public static class FaceTurns
{
    /// <summary>Moves a point.</summary>
    /// <param name="point">A point in pixels of the photo as it was.</param>
    /// <param name="degrees">How far the photo was turned clockwise: 0, 90, 180 or 270.</param>
    /// <param name="width">Width of the photo as it was, in pixels.</param>
    /// <param name="height">Height of the photo as it was, in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">The angle is another one.</exception>
    public static FacePoint Turn(this FacePoint point, int degrees, int width, int height) => degrees switch
    {
        0 => point,
        90 => new FacePoint(height - point.Y, point.X),
        180 => new FacePoint(width - point.X, height - point.Y),
        270 => new FacePoint(point.Y, width - point.X),
        _ => throw new ArgumentOutOfRangeException(nameof(degrees)),
    };

    /// <summary>Moves a box; see <see cref="Turn(FacePoint, int, int, int)"/>.</summary>
    public static FaceBox Turn(this FaceBox box, int degrees, int width, int height)
    {
        var a = new FacePoint(box.X, box.Y).Turn(degrees, width, height);
        var b = new FacePoint(box.X + box.Width, box.Y + box.Height).Turn(degrees, width, height);
        return new FaceBox(Math.Min(a.X, b.X), Math.Min(a.Y, b.Y), Math.Abs(a.X - b.X), Math.Abs(a.Y - b.Y));
    }

    /// <summary>Moves a square; its corners keep their names, so that it still cuts the very same picture. See <see cref="Turn(FacePoint, int, int, int)"/>.</summary>
    public static FaceQuad Turn(this FaceQuad quad, int degrees, int width, int height) => new(
        quad.TopLeft.Turn(degrees, width, height),
        quad.BottomLeft.Turn(degrees, width, height),
        quad.BottomRight.Turn(degrees, width, height),
        quad.TopRight.Turn(degrees, width, height));

    /// <summary>Gets how far a face is turned clockwise against the photo, −180 to 180 degrees; about 0 for a face that stands upright in it.</summary>
    public static double Tilt(this FaceQuad quad) => Math.Atan2(quad.TopRight.Y - quad.TopLeft.Y, quad.TopRight.X - quad.TopLeft.X) * 180 / Math.PI;
}
