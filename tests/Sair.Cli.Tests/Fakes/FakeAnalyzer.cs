using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Cli.Tests.Fakes;

/// <summary>
/// Finds the faces that the test lists; a descriptor is the mean of the picture's first pixel, so plain pictures of one brightness
/// are one person.
/// </summary>
/// <remarks>No two pictures of a person are quite alike: those of different sizes are 0.24 apart.</remarks>
internal sealed class FakeAnalyzer : IFaceAnalyzer
{
    private const int Shots = 97;

    public Dictionary<int, IReadOnlyList<FaceBox>> FacesByPhotoWidth { get; } = [];

    public Dictionary<FaceBox, float> PersonByBox { get; } = [];

    public IReadOnlyList<DetectedFace> Analyze(RgbImage photo, CancellationToken cancellationToken = default) =>
        [.. FacesByPhotoWidth.GetValueOrDefault(photo.Width, []).Select(box => AnalyzeAt(photo, box))];

    /// <summary>Tells how far a photo has to be turned; none by default.</summary>
    public Func<RgbImage, int> Turn { get; set; } = _ => 0;

    public int FindTurn(RgbImage photo, IReadOnlyList<DetectedFace> faces, CancellationToken cancellationToken = default) => Turn(photo);

    public DetectedFace AnalyzeAt(RgbImage photo, FaceBox box)
    {
        var (left, top, right, bottom) = (box.X, box.Y, box.X + box.Width, box.Y + box.Height);
        var quad = new FaceQuad(new(left, top), new(left, bottom), new(right, bottom), new(right, top));
        var landmarks = Enumerable.Range(0, 68).Select(i => new FacePoint(left + (box.Width * i / 67), top + (box.Height / 2))).ToList();
        return new DetectedFace(box, 1, landmarks, quad, Describe(photo, PersonByBox.GetValueOrDefault(box, photo.Pixels[0] / 255f)));
    }

    public FaceDescription DescribeAligned(RgbImage aligned) => Describe(aligned, aligned.Pixels[0] / 255f);

    private static FaceDescription Describe(RgbImage picture, float person)
    {
        var descriptor = new float[128];
        descriptor[0] = person;
        descriptor[1 + (picture.Width % Shots)] = 0.17f;
        return new FaceDescription(descriptor, new Dictionary<string, double> { ["neutral"] = 1 });
    }
}
