using System.Globalization;
using Sair.Engine.Networks;
using Sair.Engine.Weights;

namespace Sair.Engine.Engines.Gen2Res;

/// <summary>The base model of a kind of picture: its network and what is known about it.</summary>
public sealed record Gen2ResPack
{
    /// <summary>Id of the embedded face model.</summary>
    public const string FaceModelId = "diffusion-pack-unet";

    /// <summary>Metadata key of the number of noise levels that were learned, from the least noise; without it 1000.</summary>
    public const string LevelsKey = "noise_levels";

    /// <summary>Metadata key of what the pictures show; <c>face</c> lets identity be measured.</summary>
    public const string SubjectKey = "subject";

    /// <summary>Value of <see cref="SubjectKey"/> for faces in FFHQ framing.</summary>
    public const string FaceSubject = "face";

    private const int AllLevels = 1000;

    /// <summary>Gets the parameters; owned by the model provider.</summary>
    public required LoadedModel Model { get; init; }

    /// <summary>Gets the number of noise levels that were learned.</summary>
    public int Levels =>
        Model.Metadata.TryGetValue(LevelsKey, out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var levels)
            ? levels
            : AllLevels;

    /// <summary>Gets a value indicating whether the pack names a recogniser of people.</summary>
    public bool HasRecogniser { get; init; }

    /// <summary>Gets a value indicating whether the pictures are faces.</summary>
    public bool IsFace => HasRecogniser || Model.Metadata.GetValueOrDefault(SubjectKey) == FaceSubject;

    /// <summary>Opens a pack.</summary>
    /// <param name="modelId">Id of the embedded network.</param>
    /// <param name="models">Holds the files.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="pack">Id of a pack of the catalog; null for the embedded network.</param>
    /// <exception cref="InvalidOptionsException">There is no such pack.</exception>
    /// <exception cref="ModelUnavailableException">The file is missing or damaged.</exception>
    public static Gen2ResPack Open(string modelId, IModelProvider models, Device device, string? pack = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        if (pack is null)
        {
            return new Gen2ResPack { Model = models.Open(modelId, device) };
        }

        var described = ModelPack.For(models, pack, Gen2ResEngine.Id);
        return new Gen2ResPack
        {
            Model = models.Open(described.Part(ModelPack.Network), device),
            HasRecogniser = described.Parts.ContainsKey(ModelPack.Recogniser),
        };
    }

    /// <summary>Builds a frozen copy of the base network, owned by the caller.</summary>
    /// <exception cref="WeightsFormatException">The file holds no such network.</exception>
    public DiffusionUNet CreateNetwork(Device device)
    {
        try
        {
            return DiffusionUNet.FromParameters(Model.Parameters, Model.Metadata).to(device);
        }
        catch (InvalidOperationException failure)
        {
            throw new WeightsFormatException(
                Model.Id,
                $"The model {Model.Id} is no diffusion U-Net ({failure.Message}): restore its file from the repository.",
                failure
            );
        }
    }
}
