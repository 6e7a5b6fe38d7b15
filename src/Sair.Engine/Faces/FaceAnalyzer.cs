using Sair.Engine.Imaging;
using Sair.Engine.Networks;
using Sair.Engine.Weights;

namespace Sair.Engine.Faces;

/// <summary>Finds and describes faces with the networks of face-api.</summary>
/// <remarks>
/// Runs on the processor without recording gradients. Every call frees what it made; calls may come from several threads.
/// </remarks>
public sealed class FaceAnalyzer : IFaceAnalyzer, IDisposable
{
    private const int AlignedSide = 256;

    // Longest side of the copy that is looked at lying on its other sides; the detector takes it at half of that.
    private const int TurnSide = 1024;

    private readonly DetectorNetwork _detectorNetwork;
    private readonly LandmarkNetwork _landmarkNetwork;
    private readonly AlignedRecogniser _alignedRecogniser;
    private readonly AlignedExpressions _alignedExpressions;
    private readonly FaceDetector _detector;
    private readonly LandmarkDetector _landmarks;
    private readonly LyingFaces _lying;
    private readonly FaceDescriber _describer;

    /// <summary>Loads the networks.</summary>
    /// <param name="models">Holds the models of <see cref="KnownFaceModels"/>.</param>
    /// <exception cref="ModelUnavailableException">A model file is missing or damaged.</exception>
    public FaceAnalyzer(IModelProvider models)
    {
        ArgumentNullException.ThrowIfNull(models);
        var statistics = FaceStatistics.Load(models, torch.CPU);
        var recogniser = new RecogniserNetwork(models.Open(KnownFaceModels.Recogniser, torch.CPU));
        var expressions = new ExpressionNetwork(models.Open(KnownFaceModels.Expressions, torch.CPU));
        _detectorNetwork = new DetectorNetwork(models.Open(KnownFaceModels.Detector, torch.CPU));
        _landmarkNetwork = new LandmarkNetwork(models.Open(KnownFaceModels.Landmarks, torch.CPU));
        _alignedRecogniser = new AlignedRecogniser(recogniser, statistics.IdentityRectangle);
        _alignedExpressions = new AlignedExpressions(expressions, statistics.ExpressionRectangle);
        _detector = new FaceDetector(_detectorNetwork);
        _landmarks = new LandmarkDetector(_landmarkNetwork);
        _lying = new LyingFaces(_landmarks);
        _describer = new FaceDescriber(recogniser, expressions);
    }

    /// <inheritdoc/>
    public IReadOnlyList<DetectedFace> Analyze(RgbImage photo, CancellationToken cancellationToken = default) =>
        AnalyzeFurther(photo, [], cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<DetectedFace> AnalyzeQuickly(RgbImage photo, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        var pyramid = new PhotoPyramid(photo);
        return Describe(pyramid, _detector.DetectQuickly(pyramid, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public IReadOnlyList<DetectedFace> AnalyzeFurther(
        RgbImage photo,
        IReadOnlyList<FaceBox> known,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(known);
        var pyramid = new PhotoPyramid(photo);
        var found = _detector.Detect(pyramid, cancellationToken);
        return Describe(
            pyramid,
            found.Where(candidate => !known.Any(box => CandidateFilter.AreSame(box, candidate.Box))),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    /// <exception cref="NoFaceFoundException">The box lies outside the photo.</exception>
    public DetectedFace AnalyzeAt(RgbImage photo, FaceBox box)
    {
        ArgumentNullException.ThrowIfNull(photo);
        return Describe(new PhotoPyramid(photo), box, score: 1);
    }

    /// <inheritdoc/>
    public int FindTurn(RgbImage photo, IReadOnlyList<DetectedFace> faces, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        return new TurnVote(faces).Winner ?? FindTurnByLooking(photo, cancellationToken);
    }

    /// <inheritdoc/>
    public FaceDescription DescribeAligned(RgbImage aligned)
    {
        ArgumentNullException.ThrowIfNull(aligned);
        using var scope = torch.NewDisposeScope();
        using var ungraded = torch.no_grad();
        var image = aligned.ToTensor();
        var descriptor = _alignedRecogniser.call(image).data<float>().ToArray();
        return new FaceDescription(descriptor, FaceDescriber.Probabilities(_alignedExpressions.call(image)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _detectorNetwork.Dispose();
        _landmarkNetwork.Dispose();
        _alignedRecogniser.Dispose();
        _alignedExpressions.Dispose();
    }

    private List<DetectedFace> Describe(PhotoPyramid photo, IEnumerable<FaceCandidate> candidates, CancellationToken cancellationToken)
    {
        var faces = new List<DetectedFace>();
        foreach (var candidate in candidates)
        {
            cancellationToken.ThrowIfCancellationRequested();
            faces.Add(Describe(photo, candidate.Box, candidate.Score));
        }

        return faces;
    }

    // Nothing sure was seen upright: what do one look each at the photo lying on its other sides show?
    private int FindTurnByLooking(RgbImage photo, CancellationToken cancellationToken)
    {
        var small = ImageResizer.ShrinkToFit(photo, TurnSide);
        var vote = new TurnVote([]);
        foreach (var degrees in LyingFaces.Turns)
        {
            var turned = new PhotoPyramid(small.Turn(degrees));
            foreach (var candidate in _detector.DetectQuickly(turned, cancellationToken))
            {
                var (landmarks, spread) = _landmarks.Read(turned, candidate.Box);
                vote.Add(FaceQuads.FromLandmarks(landmarks).Tilt() - degrees, candidate.Score, spread);
            }
        }

        return vote.Winner ?? 0;
    }

    private DetectedFace Describe(PhotoPyramid photo, FaceBox box, double score)
    {
        var (landmarks, spread) = _landmarks.Read(photo, box);
        if (FaceQuads.IsTooSmallForLandmarks(box))
        {
            var square = FaceQuads.FromFace(landmarks, box);
            return new DetectedFace(
                box,
                score,
                landmarks,
                square,
                DescribeAligned(FaceAligner.Cut(photo.Photo, square, square.NativeSide(AlignedSide)))
            )
            {
                LandmarkSpread = spread,
            };
        }

        if (_lying.Read(photo, box, spread) is { } lying)
        {
            var description = _describer.Describe(lying.Part, lying.Landmarks);
            return new DetectedFace(lying.BoxInPhoto, score, lying.LandmarksInPhoto, lying.QuadInPhoto, description)
            {
                LandmarkSpread = lying.Spread,
            };
        }

        return new DetectedFace(box, score, landmarks, FaceQuads.FromLandmarks(landmarks), _describer.Describe(photo, landmarks))
        {
            LandmarkSpread = spread,
        };
    }
}

/// <summary>Ids of the face networks in the model catalog.</summary>
public static class KnownFaceModels
{
    /// <summary>SSD MobileNet v1 face detector.</summary>
    public const string Detector = "face-detector";

    /// <summary>68 landmarks.</summary>
    public const string Landmarks = "face-landmarks";

    /// <summary>Seven expressions.</summary>
    public const string Expressions = "face-expressions";

    /// <summary>128-d recogniser.</summary>
    public const string Recogniser = "face-recogniser";

    /// <summary>Mean descriptor and mean rectangles of aligned training faces.</summary>
    public const string Statistics = "face-statistics";

    /// <summary>Network file names of the npm package by catalog id.</summary>
    public static IReadOnlyDictionary<string, string> PackageNames { get; } =
        new Dictionary<string, string>
        {
            [Detector] = "ssd_mobilenetv1_model",
            [Landmarks] = "face_landmark_68_model",
            [Expressions] = "face_expression_model",
            [Recogniser] = "face_recognition_model",
        };
}
