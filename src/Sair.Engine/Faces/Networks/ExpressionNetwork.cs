using Sair.Engine.Weights;

namespace Sair.Engine.Faces.Networks;

/// <summary>The expression network of face-api.</summary>
/// <remarks>Input [N, 3, 112, 112] float RGB 0–255; output [N, 7] logits in the order of <see cref="Names"/>.</remarks>
/// <param name="model">The model <see cref="KnownFaceModels.Expressions"/>, which keeps its own tensors.</param>
public sealed class ExpressionNetwork(LoadedModel model) : DenseNetwork(model, nameof(ExpressionNetwork))
{
    /// <summary>Names of the outputs, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = ["neutral", "happy", "sad", "angry", "fearful", "disgusted", "surprised"];
}
