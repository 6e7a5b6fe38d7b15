using Sair.Engine;
using Sair.Engine.Degradations;
using Sair.Engine.Imaging;
using Sair.Evaluation.QuickSet;

namespace Sair.Evaluation.Blind;

/// <summary>Reads the faces of an evaluation set under the degradation of blind restoration.</summary>
public static class BlindFaceReader
{
    // Primes keep the draws of neighbouring people, photos and seeds apart.
    private const int SeedStride = 7919;
    private const int PhotoStride = 104_729;

    /// <summary>Reads and degrades; people as in <see cref="TestFaceReader"/>.</summary>
    /// <param name="directory">The set, or a folder with the set in <c>lfw</c>.</param>
    /// <param name="people">How many people.</param>
    /// <param name="side">Side of the truth in pixels.</param>
    /// <param name="seed">The seed of all draws.</param>
    /// <param name="range">What may happen to the photos.</param>
    /// <param name="photos">How many photos of each person are restored, each degraded in its own way; the next one is its
    /// reference.</param>
    /// <returns>The first photo of everybody, then the second of everybody and so on: face i is of person i modulo
    /// <paramref name="people"/>.</returns>
    /// <exception cref="InvalidOptionsException">The folder does not hold that many people with one photo more than
    /// <paramref name="photos"/>.</exception>
    public static IReadOnlyList<TestFace> Read(
        string directory,
        int people,
        int side,
        int seed,
        BlindDegradationRange range,
        int photos = 1
    )
    {
        var everybody = TestFaceReader.Read(directory, people, 1, seed, photos);
        return
        [
            .. Enumerable
                .Range(0, photos)
                .SelectMany(photo =>
                    everybody.Select(
                        (face, i) =>
                        {
                            IReadOnlyList<RgbImage> own = [face.Truth, .. face.References];
                            var truth = Sized(own[photo], side);
                            return face with
                            {
                                Truth = truth,
                                Degraded = Degrade(truth, range, (seed * SeedStride) + (photo * PhotoStride) + i),
                                References = [.. own.Skip(photo + 1), .. own.Take(photo)],
                            };
                        }
                    )
                ),
        ];
    }

    /// <summary>Degrades one picture of each of some people, who have no references.</summary>
    /// <param name="pictures">Names and pictures.</param>
    /// <param name="side">Side of the truth in pixels.</param>
    /// <param name="seed">The seed of all draws.</param>
    /// <param name="range">What may happen to the photos.</param>
    public static IReadOnlyList<TestFace> Degrade(
        IEnumerable<(string Person, RgbImage Picture)> pictures,
        int side,
        int seed,
        BlindDegradationRange range
    ) =>
        [
            .. pictures.Select(
                (entry, i) =>
                {
                    var truth = Sized(entry.Picture, side);
                    return new TestFace(entry.Person, truth, Degrade(truth, range, (seed * SeedStride) + i), [], []);
                }
            ),
        ];

    private static RgbImage Sized(RgbImage image, int side) => ImageResizer.Resize(image, side, side);

    private static RgbImage Degrade(RgbImage truth, BlindDegradationRange range, int seed)
    {
        using var scope = NewDisposeScope();
        return range.Draw(truth.Width, new Random(seed)).Apply(truth.ToTensor(), seed).ToImage();
    }
}
