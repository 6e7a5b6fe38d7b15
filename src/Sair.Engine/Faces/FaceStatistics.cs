using Sair.Engine.Weights;

namespace Sair.Engine.Faces;

/// <summary>What the networks say on average of aligned training faces: the model <see cref="KnownFaceModels.Statistics"/>.</summary>
/// <param name="MeanDescriptor">[128] mean descriptor; owned by the model provider. Subtract it before comparing directions of descriptors.</param>
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
            FaceRectangle.FromTensor(Find(model, ExpressionRectangleKey)));
    }

    private static Tensor Find(LoadedModel model, string name) =>
        model.Parameters.TryGetValue(name, out var tensor)
            ? tensor
            : throw new WeightsFormatException(model.Id, $"The model {model.Id} lacks {name}; restore its file from the repository.");
}
