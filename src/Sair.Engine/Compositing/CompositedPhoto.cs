using Sair.Engine.Imaging;

namespace Sair.Engine.Compositing;

/// <summary>A photo with its restored faces.</summary>
/// <param name="Image">The photo with the faces.</param>
/// <param name="Seams">What putting back left to see at the rim of each face, in the faces' order; empty where it was not measured.</param>
public sealed record CompositedPhoto(RgbImage Image, IReadOnlyList<FaceSeam> Seams);

/// <summary>The edge around one face, see <see cref="SeamMeasure"/>.</summary>
/// <param name="Matched">As it was put back.</param>
/// <param name="Pasted">Had the square been pasted as it is.</param>
public sealed record FaceSeam(double Matched, double Pasted);
