using Sair.Engine.Imaging;

namespace Sair.Engine.Faces;

/// <summary>Measures the mean recogniser and expression rectangles over aligned faces.</summary>
/// <remarks>The rectangles are those that face-api would cut around the landmarks of each face, without its rounding.</remarks>
/// <param name="detector">Finds the face in the square.</param>
/// <param name="landmarks">Finds its landmarks.</param>
public sealed class FaceStatisticsMeasurement(FaceDetector detector, LandmarkDetector landmarks)
{
    // A second face at the border of the square must not be measured instead.
    private const double MinimumSide = 0.3;

    private readonly List<(FaceRectangle Identity, FaceRectangle Expression)> _measured = [];

    /// <summary>Gets how many faces were measured.</summary>
    public int Count => _measured.Count;

    /// <summary>Gets the mean rectangle of the recogniser.</summary>
    public FaceRectangle IdentityRectangle => Mean(entry => entry.Identity);

    /// <summary>Gets the mean rectangle of the expression network.</summary>
    public FaceRectangle ExpressionRectangle => Mean(entry => entry.Expression);

    /// <summary>Measures one square in FFHQ framing.</summary>
    /// <returns>False where no large face was found; the square then does not count.</returns>
    public bool Add(RgbImage aligned)
    {
        ArgumentNullException.ThrowIfNull(aligned);
        var faces = detector.Detect(aligned);
        if (faces.Count == 0 || faces[0].Box.Height < MinimumSide * aligned.Height)
        {
            return false;
        }

        var points = landmarks.Detect(aligned, faces[0].Box);
        _measured.Add((Relative(LandmarkGeometry.IdentityBox(points), aligned), Relative(LandmarkGeometry.ExpressionBox(points), aligned)));
        return true;
    }

    private static FaceRectangle Relative(FaceBox box, RgbImage image) =>
        new(box.X / image.Width, box.Y / image.Height, box.Width / image.Width, box.Height / image.Height);

    private FaceRectangle Mean(Func<(FaceRectangle Identity, FaceRectangle Expression), FaceRectangle> pick)
    {
        var all = _measured.ConvertAll(entry => pick(entry));
        return new FaceRectangle(all.Average(r => r.X), all.Average(r => r.Y), all.Average(r => r.Width), all.Average(r => r.Height));
    }
}
