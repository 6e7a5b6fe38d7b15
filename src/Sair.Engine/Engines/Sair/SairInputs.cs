using Sair.Engine.Degradations;
using Sair.Engine.Engines.Iqpfr;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Networks;
using Sair.Engine.Weights;

namespace Sair.Engine.Engines.Sair;

/// <summary>What a run computes once from photo and references before it searches; owns its tensors.</summary>
internal sealed class SairInputs : IDisposable
{
    private const int SmallestSide = 8;

    // Below this the recogniser cannot tell people apart and the encoder sees too little to start from.
    private const int SmallestTellingSide = 24;

    // Below this many pixels, or this probability, an expression cannot be told.
    private const int SmallestExpressionSide = 48;
    private const double SmallestExpressionProbability = 0.6;

    /// <summary>Gets Y [1, 3, h, h], RGB, 0–1.</summary>
    public required Tensor Degraded { get; init; }

    /// <summary>Gets how much each place of Y counts in the fidelity [1, 1, h, h], or null for all alike.</summary>
    public required Tensor? FidelityWeights { get; init; }

    /// <summary>
    /// Gets w_z [1, L, S]: the best reference's inversion; without references that of the photo or of what
    /// <see cref="InstantStart"/> makes of it, or the mean face.
    /// </summary>
    public required Tensor Anchor { get; init; }

    /// <summary>Gets the encoder's inversion of Y [1, L, S], or w_z where Y is too small for it.</summary>
    public required Tensor PhotoLatent { get; init; }

    /// <summary>Gets the references at the generator's side [M, 3, R, R], RGB, 0–1, or null without references.</summary>
    public required Tensor? References { get; init; }

    /// <summary>Gets the raw descriptors of the references [M, D], or null without references or guide.</summary>
    public required Tensor? ReferenceDescriptors { get; init; }

    /// <summary>Gets the mean descriptor [D], or null; owned by the model provider.</summary>
    public required Tensor? MeanDescriptor { get; init; }

    /// <summary>Gets the direction of the emotion [L, S], or null; owned by the model provider.</summary>
    public required Tensor? EmotionDirection { get; init; }

    /// <summary>Gets what decoding adds to W⁺ [L, S], or null.</summary>
    public required Tensor? EmotionShift { get; init; }

    /// <summary>Gets what was painted over the photo, or null.</summary>
    public required FaceMarks? Marks { get; init; }

    /// <summary>Gets the degradation.</summary>
    public required Degradation Degradation { get; init; }

    /// <summary>Gets the SHA-256 of each model by id.</summary>
    public required IReadOnlyDictionary<string, string> ModelHashes { get; init; }

    /// <summary>Prepares a run.</summary>
    /// <returns>The inputs, and the options with every value filled in.</returns>
    /// <exception cref="InvalidImageException">The photo is not square.</exception>
    /// <exception cref="InvalidOptionsException">The pack cannot do the chosen emotion.</exception>
    public static (SairInputs Inputs, SairOptions Options) Prepare(
        RestorationInput input,
        SairOptions options,
        SairPack pack,
        PackGuide? guide,
        EngineContext context
    )
    {
        if (input.Degraded.Width != input.Degraded.Height)
        {
            throw new InvalidImageException(
                !pack.IsFace
                    ? $"The picture must be a square, not {input.Degraded.Width}×{input.Degraded.Height} pixels: crop it first."
                    : $"The face must be a square in FFHQ framing, not {input.Degraded.Width}×{input.Degraded.Height} pixels: let the "
                        + "face be found, or crop it first."
            );
        }

        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var size = pack.Generator.Configuration.Size;
        var side = Math.Clamp(options.Scale is { } scale ? size / scale : input.Degraded.Width, SmallestSide, size);
        var degraded = Resize(input.Degraded.ToTensor(context.Device), side, context.Device);
        var references = input.References.Select(reference => reference.ToTensor(context.Device)).ToList();
        var degradation = DegradationEstimator.Complete(
            input.Degraded,
            side,
            options.BlurDeviation,
            options.JpegQuality,
            input.Degradation
        );
        var emotion =
            options.Emotion != Emotion.Auto ? options.Emotion
            : pack.IsFace ? Recognise(input.Degraded, degraded, pack, context)
            : Emotion.None;
        var found = pack.FindEmotion(emotion);
        if (emotion != Emotion.None && found is null)
        {
            throw new InvalidOptionsException(
                $"The face model has no direction for the emotion {emotion.ToString().ToLowerInvariant()}: choose another one, or none."
            );
        }

        var hashes = new Dictionary<string, string>(pack.Hashes);
        foreach (var (id, hash) in guide?.Hashes ?? new Dictionary<string, string>())
        {
            hashes[id] = hash;
        }

        var seen = degraded;
        if (references.Count == 0 && pack.IsFace && options.InstantStart && InstantStart.Find(degraded, context) is { } instant)
        {
            seen = instant.Picture;
            hashes[IqpfrPack.PredictorId] = instant.Hash;
        }

        var guess = side >= SmallestTellingSide ? pack.Encoder.forward((seen * 2) - 1) : null;
        var anchor = references.Count > 0 ? pack.Encoder.forward((references[0] * 2) - 1) : guess ?? pack.LatentMean.unsqueeze(0);
        var inputs = new SairInputs
        {
            Degraded = Keep(degraded),
            FidelityWeights = input.Marks is { } marks
                ? Keep((1 + (marks.Keep(side, context.Device) * (options.KeepFactor - 1))) * (1 - marks.Ignore(side, context.Device)))
                : null,
            Anchor = Keep(anchor.clone()),
            PhotoLatent = Keep((guess ?? anchor).clone()),
            References =
                references.Count > 0 ? Keep(cat([.. references.Select(reference => Resize(reference, size, context.Device))])) : null,
            ReferenceDescriptors = references.Count > 0 && guide is not null ? Keep(cat([.. references.Select(guide.Describe)])) : null,
            MeanDescriptor = guide?.Mean,
            EmotionDirection = found?.Direction,
            EmotionShift =
                found is { } known && options.EmotionStrength > 0 ? Keep(known.Direction * (known.Gain * options.EmotionStrength)) : null,
            Marks = input.Marks,
            Degradation = degradation,
            ModelHashes = hashes,
        };
        return (
            inputs,
            options with
            {
                Scale = options.Scale ?? Math.Max(1, (int)Math.Round((double)size / side)),
                BlurDeviation = degradation.BlurDeviation,
                JpegQuality = degradation.JpegQuality ?? 0,
                Emotion = emotion,
                TuningIterations = references.Count > 0 && options.Form == ObjectiveForm.Default ? options.TuningIterations : 0,
                LearningRate = options.LearningRate ?? pack.LearningRate,
                GeodesicCrossWeight = options.GeodesicCrossWeight ?? pack.GeodesicCrossWeight,
            }
        );
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Degraded.Dispose();
        FidelityWeights?.Dispose();
        Anchor.Dispose();
        PhotoLatent.Dispose();
        References?.Dispose();
        ReferenceDescriptors?.Dispose();
        EmotionShift?.Dispose();
    }

    private static Emotion Recognise(RgbImage photo, Tensor degraded, SairPack pack, EngineContext context)
    {
        if (photo.Width < SmallestExpressionSide)
        {
            return Emotion.None;
        }

        using var network = AlignedExpressions.Load(context.Models, context.Device);
        var probabilities = network.forward(degraded).softmax(1).data<float>().ToArray();
        var best = Array.IndexOf(probabilities, probabilities.Max());
        var emotion = SairPack.NamedEmotion(ExpressionNetwork.Names[best]);
        return probabilities[best] >= SmallestExpressionProbability && pack.FindEmotion(emotion) is not null ? emotion : Emotion.None;
    }

    private static Tensor Resize(Tensor image, int side, Device device)
    {
        var from = (int)image.shape[^1];
        if (from == side)
        {
            return image;
        }

        var matrix = BicubicKernel.Resize(from, side);
        using var filter = new SeparableFilter(matrix, matrix, device);
        return filter.Apply(image).clamp(0, 1);
    }

    private static Tensor Keep(Tensor value) => value.DetachFromDisposeScope();
}

/// <summary>
/// Finds the face mask of an aligned picture: what a face parser says, the hull of its landmarks, or the typical region
/// where neither makes sense.
/// </summary>
public static class FaceRegion
{
    // Where FFHQ framing puts a face, in fractions of the side.
    private static readonly FaceBox s_typicalFace = new(0.2, 0.27, 0.6, 0.62);

    private const double FaceProbability = 0.5;
    private const double SmallestShare = 0.08;
    private const double LargestShare = 0.6;
    private const int Corners = 24;

    /// <summary>Makes the mask.</summary>
    /// <param name="models">Holds the landmark network and the parser.</param>
    /// <param name="picture">A face square in FFHQ framing.</param>
    /// <param name="side">Side of the mask in pixels.</param>
    /// <param name="device">Where the mask goes.</param>
    /// <param name="parser">Id of a <see cref="FaceParser"/>, or null for the landmarks alone.</param>
    /// <returns>[side, side], 0–1: a probability by the parser, 0 or 1 by the landmarks; owned by the current scope.</returns>
    /// <exception cref="WeightsFormatException">The parser's model holds another network.</exception>
    public static Tensor Find(IModelProvider models, RgbImage picture, int side, Device device, string? parser = null)
    {
        if (
            parser is not null
            && Parse(models.Open(parser, device), picture, side, device) is var parsed
            && IsPlausible(parsed.gt(FaceProbability).to(float32))
        )
        {
            return parsed;
        }

        using var network = new LandmarkNetwork(models.Open(KnownFaceModels.Landmarks, CPU));
        var box = new FaceBox(
            s_typicalFace.X * picture.Width,
            s_typicalFace.Y * picture.Height,
            s_typicalFace.Width * picture.Width,
            s_typicalFace.Height * picture.Height
        );
        var landmarks = new LandmarkDetector(network).Detect(picture, box);
        var scaled = landmarks.Select(point => new FacePoint(point.X * side / picture.Width, point.Y * side / picture.Height)).ToList();
        var mask = FaceMask.FromLandmarks(scaled, side, side, device);
        return (IsPlausible(mask) ? mask : FaceMask.FromLandmarks(Typical(side), side, side, device)).reshape(side, side);
    }

    private static bool IsPlausible(Tensor mask) => mask.mean().ToDouble() is >= SmallestShare and <= LargestShare;

    private static Tensor Parse(LoadedModel model, RgbImage picture, int side, Device device)
    {
        try
        {
            using var parser = FaceParser.FromParameters(model.Parameters).to(device);
            return parser.FaceMask(picture.ToTensor(device), side);
        }
        catch (Exception failure) when (failure is InvalidOperationException or KeyNotFoundException)
        {
            throw new WeightsFormatException(
                model.Id,
                $"The model {model.Id} is no face parser ({failure.Message.TrimEnd('.')}): name another one, or none.",
                failure
            );
        }
    }

    private static List<FacePoint> Typical(int side) =>
        [
            .. Enumerable
                .Range(0, Corners)
                .Select(i => 2 * Math.PI * i / Corners)
                .Select(angle => new FacePoint(
                    (s_typicalFace.X + (s_typicalFace.Width * 0.5 * (1 + Math.Cos(angle)))) * side,
                    (s_typicalFace.Y + (s_typicalFace.Height * 0.5 * (1 + Math.Sin(angle)))) * side
                )),
        ];
}
