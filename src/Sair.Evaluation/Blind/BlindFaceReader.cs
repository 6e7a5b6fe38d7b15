using Sair.Engine.Degradations;
using Sair.Engine.Imaging;
using Sair.Evaluation.QuickSet;

namespace Sair.Evaluation.Blind;

/// <summary>Reads the faces of an evaluation set under the heavy degradation of blind restoration.</summary>
public static class BlindFaceReader
{
    // Any odd number keeps the draws of neighbouring people and seeds apart.
    private const int SeedStride = 7919;

    /// <summary>Reads and degrades; people, truth and reference as in <see cref="TestFaceReader"/>.</summary>
    /// <param name="directory">The set, or a folder with the set in <c>lfw</c>.</param>
    /// <param name="people">How many people.</param>
    /// <param name="side">Side of the truth in pixels.</param>
    /// <param name="seed">The seed of all draws.</param>
    public static IReadOnlyList<TestFace> Read(string directory, int people, int side, int seed) =>
        [.. TestFaceReader.Read(directory, people, 1, seed).Select((face, i) => face with { Truth = Sized(face.Truth, side), Degraded = Degrade(Sized(face.Truth, side), (seed * SeedStride) + i) })];

    private static RgbImage Sized(RgbImage image, int side) => ImageResizer.Resize(image, side, side);

    private static RgbImage Degrade(RgbImage truth, int seed)
    {
        using var scope = NewDisposeScope();
        return BlindDegradationRange.Heavy.Draw(truth.Width, new Random(seed)).Apply(truth.ToTensor(), seed).ToImage();
    }
}
