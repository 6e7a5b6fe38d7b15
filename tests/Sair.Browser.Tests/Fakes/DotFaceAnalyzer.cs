using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Browser.Tests.Fakes;

/// <summary>Takes every coloured disc on a grey photo for a face; discs of one colour show one person.</summary>
internal sealed class DotFaceAnalyzer : IFaceAnalyzer
{
    private const int ColourDifference = 60;
    private const int DescriptorLength = 128;
    private const int Shots = 53;

    public IReadOnlyList<DetectedFace> Analyze(RgbImage photo, CancellationToken cancellationToken = default)
    {
        var seen = new bool[photo.Width * photo.Height];
        var faces = new List<DetectedFace>();
        for (var start = 0; start < seen.Length; start++)
        {
            if (!seen[start] && IsColoured(photo, start))
            {
                faces.Add(Describe(photo, Flood(photo, seen, start), score: 0.9));
            }
        }

        return [.. faces.OrderByDescending(face => face.Box.Width)];
    }

    /// <summary>The corner that a white pixel marks is the upper left one of the upright photo.</summary>
    public int FindTurn(RgbImage photo, IReadOnlyList<DetectedFace> faces, CancellationToken cancellationToken = default)
    {
        var corners = new[] { 0, photo.Width * (photo.Height - 1), (photo.Width * photo.Height) - 1, photo.Width - 1 };
        return 90
            * Math.Max(
                0,
                Array.FindIndex(corners, corner => photo.Pixels.AsSpan(corner * 3, 3).SequenceEqual((ReadOnlySpan<byte>)[255, 255, 255]))
            );
    }

    public DetectedFace AnalyzeAt(RgbImage photo, FaceBox box) => Describe(photo, box, score: 1);

    public FaceDescription DescribeAligned(RgbImage aligned) =>
        Describe(aligned, new FaceBox(0, 0, aligned.Width, aligned.Height), 1).Description;

    private static DetectedFace Describe(RgbImage photo, FaceBox box, double score)
    {
        var centre = (((int)(box.Y + (box.Height / 2)) * photo.Width) + (int)(box.X + (box.Width / 2))) * 3;
        var descriptor = new float[DescriptorLength];
        for (var channel = 0; channel < 3; channel++)
        {
            descriptor[channel] = photo.Pixels[centre + channel] / 255f;
        }

        // No two photos of a person are quite alike; by a copy of a photo nobody is restored.
        descriptor[3 + (((photo.Width * 7) + (photo.Height * 3) + ((int)box.Width * 5)) % Shots)] = 0.17f;
        var side = 1.6 * box.Width;
        var left = box.X + ((box.Width - side) / 2);
        var top = box.Y + ((box.Height - side) / 2);
        var quad = new FaceQuad(new(left, top), new(left, top + side), new(left + side, top + side), new(left + side, top));
        var landmarks = Enumerable.Repeat(new FacePoint(box.X + (box.Width / 2), box.Y + (box.Height / 2)), 68).ToList();
        return new DetectedFace(
            box,
            score,
            landmarks,
            quad,
            new FaceDescription(descriptor, new Dictionary<string, double> { ["neutral"] = 1 })
        );
    }

    private static FaceBox Flood(RgbImage photo, bool[] seen, int start)
    {
        var (left, right, top, bottom) = (photo.Width, 0, photo.Height, 0);
        var open = new Stack<int>([start]);
        while (open.TryPop(out var pixel))
        {
            if (pixel < 0 || pixel >= seen.Length || seen[pixel] || !IsColoured(photo, pixel))
            {
                continue;
            }

            seen[pixel] = true;
            var (y, x) = Math.DivRem(pixel, photo.Width);
            (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
            open.Push(pixel - photo.Width);
            open.Push(pixel + photo.Width);
            if (x > 0)
            {
                open.Push(pixel - 1);
            }

            if (x < photo.Width - 1)
            {
                open.Push(pixel + 1);
            }
        }

        return new FaceBox(left, top, right - left + 1, bottom - top + 1);
    }

    private static bool IsColoured(RgbImage photo, int pixel)
    {
        var colour = photo.Pixels.AsSpan(pixel * 3, 3);
        return Math.Max(colour[0], Math.Max(colour[1], colour[2])) - Math.Min(colour[0], Math.Min(colour[1], colour[2])) > ColourDifference;
    }
}
