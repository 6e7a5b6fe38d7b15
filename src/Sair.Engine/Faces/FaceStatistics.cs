using Sair.Engine.Imaging;
using Sair.Engine.Networks;
using Sair.Engine.Weights;
using Sair.Engine.Weights.Files;

namespace Sair.Engine.Faces;

/// <summary>What the networks say on average of aligned training faces: the model <see cref="KnownFaceModels.Statistics"/>.</summary>
/// <param name="MeanDescriptor">
/// [128] mean descriptor; owned by the model provider. Subtract it before comparing directions of descriptors.
/// </param>
/// <param name="IdentityRectangle">What the recogniser sees of an aligned square: the mean dlib rectangle.</param>
/// <param name="ExpressionRectangle">What the expression network sees: the mean padded bounding box of the landmarks.</param>
public sealed record FaceStatistics(Tensor MeanDescriptor, FaceRectangle IdentityRectangle, FaceRectangle ExpressionRectangle)
{
    /// <summary>Name of the mean descriptor in the file.</summary>
    public const string MeanDescriptorKey = "mean_descriptor";

    /// <summary>Name of the recogniser's rectangle [4] in the file.</summary>
    public const string IdentityRectangleKey = "identity_rectangle";

    /// <summary>Name of the expression network's rectangle [4] in the file.</summary>
    public const string ExpressionRectangleKey = "expression_rectangle";

    /// <summary>Reads the statistics.</summary>
    /// <exception cref="ModelUnavailableException">The file is missing or damaged.</exception>
    /// <exception cref="WeightsFormatException">The file lacks an entry.</exception>
    public static FaceStatistics Load(IModelProvider models, Device device)
    {
        ArgumentNullException.ThrowIfNull(models);
        var model = models.Open(KnownFaceModels.Statistics, device);
        return new FaceStatistics(
            Find(model, MeanDescriptorKey),
            FaceRectangle.FromTensor(Find(model, IdentityRectangleKey)),
            FaceRectangle.FromTensor(Find(model, ExpressionRectangleKey))
        );
    }

    private static Tensor Find(LoadedModel model, string name) =>
        model.Parameters.TryGetValue(name, out var tensor)
            ? tensor
            : throw new WeightsFormatException(model.Id, $"The model {model.Id} lacks {name}; restore its file from the repository.");
}

/// <summary>
/// Measures <see cref="FaceStatistics"/> over aligned faces: first the rectangles on some, then the mean descriptor on all.
/// </summary>
/// <remarks>
/// The rectangles are those that face-api would cut around the landmarks of each face, without its rounding. Each source weighs
/// the same, however many pictures it has.
/// </remarks>
public sealed class FaceStatisticsMeasurement : IDisposable
{
    // A second face at the border of the square must not be measured instead.
    private const double MinimumSide = 0.3;

    private readonly DetectorNetwork _detectorNetwork;
    private readonly LandmarkNetwork _landmarkNetwork;
    private readonly RecogniserNetwork _recogniserNetwork;
    private readonly Dictionary<string, MeanVector> _identity = [];
    private readonly Dictionary<string, MeanVector> _expression = [];
    private readonly Dictionary<string, MeanVector> _descriptors = [];
    private AlignedRecogniser? _recogniser;

    /// <summary>Loads the networks.</summary>
    /// <param name="models">Holds the face models, except for the statistics.</param>
    public FaceStatisticsMeasurement(IModelProvider models)
    {
        ArgumentNullException.ThrowIfNull(models);
        _detectorNetwork = new DetectorNetwork(models.Open(KnownFaceModels.Detector, torch.CPU));
        _landmarkNetwork = new LandmarkNetwork(models.Open(KnownFaceModels.Landmarks, torch.CPU));
        _recogniserNetwork = new RecogniserNetwork(models.Open(KnownFaceModels.Recogniser, torch.CPU));
    }

    /// <summary>Measures the rectangles on one square in FFHQ framing.</summary>
    /// <param name="source">Where the picture comes from.</param>
    /// <param name="aligned">The picture.</param>
    /// <returns>False where no large face was found; the square then does not count.</returns>
    /// <exception cref="InvalidOperationException">Descriptors were measured already.</exception>
    public bool AddRectangles(string source, RgbImage aligned)
    {
        ArgumentNullException.ThrowIfNull(aligned);
        if (_recogniser is not null)
        {
            throw new InvalidOperationException("Measure all rectangles before the first descriptor: it depends on them.");
        }

        var faces = new FaceDetector(_detectorNetwork).Detect(aligned);
        if (faces.Count == 0 || faces[0].Box.Height < MinimumSide * aligned.Height)
        {
            return false;
        }

        var points = new LandmarkDetector(_landmarkNetwork).Detect(aligned, faces[0].Box);
        Of(_identity, source).Add(Relative(LandmarkGeometry.IdentityBox(points), aligned));
        Of(_expression, source).Add(Relative(LandmarkGeometry.ExpressionBox(points), aligned));
        return true;
    }

    /// <summary>Adds the descriptor of one square, seen through the mean rectangle.</summary>
    /// <param name="source">Where the picture comes from.</param>
    /// <param name="aligned">The picture.</param>
    /// <exception cref="InvalidOperationException">No rectangle was measured.</exception>
    public void AddDescriptor(string source, RgbImage aligned)
    {
        using var scope = torch.NewDisposeScope();
        using var ungraded = torch.no_grad();
        _recogniser ??= new AlignedRecogniser(_recogniserNetwork, Rectangle(_identity));
        Of(_descriptors, source).Add(_recogniser.call(aligned.ToTensor()).data<float>().ToArray().Select(value => (double)value));
    }

    /// <summary>Writes the statistics as a model file.</summary>
    /// <exception cref="InvalidOperationException">Nothing was measured.</exception>
    public void Write(string path)
    {
        using var scope = torch.NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>
        {
            [FaceStatistics.MeanDescriptorKey] = torch.tensor(Mean(_descriptors).Select(value => (float)value).ToArray()),
            [FaceStatistics.IdentityRectangleKey] = Rectangle(_identity).ToTensor(),
            [FaceStatistics.ExpressionRectangleKey] = Rectangle(_expression).ToTensor(),
        };
        SafetensorsFile.Write(
            path,
            tensors,
            new Dictionary<string, string>
            {
                ["faces_measured"] = _identity.Values.Sum(mean => mean.Count).ToString(),
                ["faces_averaged"] = _descriptors.Values.Sum(mean => mean.Count).ToString(),
                ["sources"] = string.Join(' ', _descriptors.Keys.Order(StringComparer.Ordinal)),
            }
        );
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _detectorNetwork.Dispose();
        _landmarkNetwork.Dispose();
        _recogniserNetwork.Dispose();
        _recogniser?.Dispose();
    }

    private static double[] Relative(FaceBox box, RgbImage image) =>
        [box.X / image.Width, box.Y / image.Height, box.Width / image.Width, box.Height / image.Height];

    private static MeanVector Of(Dictionary<string, MeanVector> means, string source)
    {
        if (!means.TryGetValue(source, out var mean))
        {
            mean = new MeanVector();
            means.Add(source, mean);
        }

        return mean;
    }

    private static double[] Mean(Dictionary<string, MeanVector> means)
    {
        if (means.Count == 0)
        {
            throw new InvalidOperationException("No face was measured.");
        }

        var all = new MeanVector();
        foreach (var mean in means.Values)
        {
            all.Add(mean.Value);
        }

        return all.Value;
    }

    private static FaceRectangle Rectangle(Dictionary<string, MeanVector> means) =>
        Mean(means) is [var x, var y, var width, var height]
            ? new FaceRectangle(x, y, width, height)
            : throw new InvalidOperationException("A rectangle has four numbers.");

    private sealed class MeanVector
    {
        private double[] _sum = [];

        public int Count { get; private set; }

        public double[] Value => Array.ConvertAll(_sum, sum => sum / Count);

        public void Add(IEnumerable<double> values)
        {
            var added = values.ToArray();
            _sum = Count == 0 ? added : [.. _sum.Zip(added, (sum, value) => sum + value)];
            Count++;
        }
    }
}
