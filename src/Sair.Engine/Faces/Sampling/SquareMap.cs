namespace Sair.Engine.Faces.Sampling;

/// <summary>Maps positions of a photo to fractions of a square in it.</summary>
public readonly struct SquareMap
{
    private readonly FacePoint _origin;
    private readonly FacePoint _right;
    private readonly FacePoint _down;
    private readonly double _determinant;

    private SquareMap(FacePoint origin, FacePoint right, FacePoint down)
    {
        _origin = origin;
        _right = right;
        _down = down;
        _determinant = (right.X * down.Y) - (right.Y * down.X);
    }

    /// <summary>Builds the map of a square.</summary>
    /// <exception cref="ArgumentException">The square has no area.</exception>
    public static SquareMap FromQuad(FaceQuad quad)
    {
        var map = new SquareMap(
            quad.TopLeft,
            new FacePoint(quad.TopRight.X - quad.TopLeft.X, quad.TopRight.Y - quad.TopLeft.Y),
            new FacePoint(quad.BottomLeft.X - quad.TopLeft.X, quad.BottomLeft.Y - quad.TopLeft.Y));
        return Math.Abs(map._determinant) > 1e-9 ? map : throw new ArgumentException("The square has no area.", nameof(quad));
    }

    /// <summary>Gives the fractions from the left and the upper side, 0–1 inside the square.</summary>
    public (double U, double V) Apply(double x, double y)
    {
        var (dx, dy) = (x - _origin.X, y - _origin.Y);
        return (((dx * _down.Y) - (dy * _down.X)) / _determinant, ((dy * _right.X) - (dx * _right.Y)) / _determinant);
    }
}
