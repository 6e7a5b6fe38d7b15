using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Worker.Tests.Fakes;

/// <summary>Finds the faces that a test put there.</summary>
public sealed class FakeFaces : IFaceAnalyzer
{
    public List<FaceBox> Boxes { get; } = [new FaceBox(4, 4, 20, 20)];

    /// <summary>Found by a thorough search only.</summary>
    public List<FaceBox> SmallBoxes { get; } = [];

    /// <summary>Tells how far a photo has to be turned; none by default.</summary>
    public Func<RgbImage, int> Turn { get; set; } = _ => 0;

    /// <summary>Called when a photo was searched further, before its faces are stored.</summary>
    public Action Searched { get; set; } = () => { };

    /// <summary>Thrown instead of loading the analyzer.</summary>
    public Exception? Missing { get; set; }

    /// <summary>Called with each photo that is searched thoroughly, before anything is found.</summary>
    public Action<RgbImage> Searching { get; set; } = _ => { };

    /// <summary>Photos on which the thorough search ends with an error of the program.</summary>
    public Func<RgbImage, bool> FailsOn { get; set; } = _ => false;

    public FakeFaces Load() => Missing is null ? this : throw Missing;

    public IReadOnlyList<DetectedFace> Analyze(RgbImage photo, CancellationToken cancellationToken = default)
    {
        Searching(photo);
        return FailsOn(photo)
            ? throw new InvalidOperationException("An error of the program.")
            : [.. Boxes.Concat(SmallBoxes).Select(box => AnalyzeAt(photo, box))];
    }

    public IReadOnlyList<DetectedFace> AnalyzeQuickly(RgbImage photo, CancellationToken cancellationToken = default) =>
        [.. Boxes.Select(box => AnalyzeAt(photo, box))];

    public IReadOnlyList<DetectedFace> AnalyzeFurther(
        RgbImage photo,
        IReadOnlyList<FaceBox> known,
        CancellationToken cancellationToken = default
    )
    {
        var faces = Analyze(photo, cancellationToken).Where(face => !known.Any(box => CandidateFilter.AreSame(box, face.Box))).ToList();
        Searched();
        return faces;
    }

    public int FindTurn(RgbImage photo, IReadOnlyList<DetectedFace> faces, CancellationToken cancellationToken = default) => Turn(photo);

    public DetectedFace AnalyzeAt(RgbImage photo, FaceBox box)
    {
        var corner = new FacePoint(box.X + box.Width, box.Y + box.Height);
        var quad = new FaceQuad(new FacePoint(box.X, box.Y), new FacePoint(box.X, corner.Y), corner, new FacePoint(corner.X, box.Y));
        return new DetectedFace(box, 0.9, [.. Enumerable.Repeat(corner, 68)], quad, DescribeAligned(photo));
    }

    /// <summary>Tells people apart: those further apart than 0.6 differ.</summary>
    public float Person { get; set; }

    /// <summary>No two pictures of a person are quite alike.</summary>
    public FaceDescription DescribeAligned(RgbImage aligned) =>
        new(
            [
                .. Enumerable
                    .Range(0, 128)
                    .Select(i =>
                        i < 16 ? 0.4f + (0.2f * aligned.Pixels[i] / 255)
                        : i == 16 ? 0.5f + Person
                        : 0.5f
                    ),
            ],
            new Dictionary<string, double> { ["happy"] = 1 }
        );
}
