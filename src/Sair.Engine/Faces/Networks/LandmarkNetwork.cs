using Sair.Engine.Weights;

namespace Sair.Engine.Faces.Networks;

/// <summary>The 68-point landmark network of face-api.</summary>
/// <remarks>Input [N, 3, 112, 112] float RGB 0–255; output [N, 136] = x0, y0, x1, y1 … as fractions of the input square.</remarks>
/// <param name="model">The model <see cref="KnownFaceModels.Landmarks"/>, which keeps its own tensors.</param>
public sealed class LandmarkNetwork(LoadedModel model) : DenseNetwork(model, nameof(LandmarkNetwork))
{
    /// <summary>Number of points.</summary>
    public const int Points = 68;
}
