using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;

namespace Sair.Engine.Tests.Preparation;

/// <summary>Made-up faces whose descriptor, size, sharpness and turn the test chooses.</summary>
internal static class MadeUpFaces
{
    /// <param name="person">The first value of the descriptor: people further apart than 0.6 differ.</param>
    /// <param name="side">Side of the square.</param>
    /// <param name="isSharp">Whether the square shows detail.</param>
    /// <param name="yaw">Turn to the side, −1–1.</param>
    public static PreparedFace Create(float person, int side = 256, bool isSharp = true, double yaw = 0)
    {
        var descriptor = new float[128];
        descriptor[0] = person;
        var description = new FaceDescription(descriptor, new Dictionary<string, double> { ["neutral"] = 1 });
        var landmarks = Enumerable.Repeat(new FacePoint(0, 0), 68).ToArray();
        landmarks[16] = new FacePoint(2, 0);
        landmarks[30] = new FacePoint(1 + yaw, 0);
        var detection = new DetectedFace(new FaceBox(0, 0, side, side), 1, landmarks, FaceQuads.Whole(side, side), description);
        return new PreparedFace(Square(side, isSharp), description, detection);
    }

    private static RgbImage Square(int side, bool isSharp)
    {
        var pixels = new byte[side * side * 3];
        if (isSharp)
        {
            new Random(1).NextBytes(pixels);
        }

        return new RgbImage(side, side, pixels);
    }
}
