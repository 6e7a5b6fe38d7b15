using Sair.Engine.Faces;

namespace Sair.Engine.Preparation;

/// <summary>How a face is turned, told by its 68 landmarks.</summary>
public static class FacePose
{
    private const int JawLeft = 0;
    private const int JawRight = 16;
    private const int NoseTip = 30;

    /// <summary>Gets the turn to the side: −1 (the left of the picture) over 0 (frontal) to 1.</summary>
    /// <param name="landmarks">68 points in pixels of the photo.</param>
    public static double Yaw(IReadOnlyList<FacePoint> landmarks)
    {
        ArgumentNullException.ThrowIfNull(landmarks);
        var toLeft = Distance(landmarks[NoseTip], landmarks[JawLeft]);
        var toRight = Distance(landmarks[NoseTip], landmarks[JawRight]);
        return toLeft + toRight > 0 ? (toLeft - toRight) / (toLeft + toRight) : 0;
    }

    private static double Distance(FacePoint a, FacePoint b) => Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));
}
