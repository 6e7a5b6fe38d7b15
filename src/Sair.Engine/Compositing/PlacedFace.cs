using Sair.Engine.Degradations;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Engine.Compositing;

/// <summary>A restored face and where it belongs.</summary>
/// <param name="Quad">The square that was cut, in pixels of the photo.</param>
/// <param name="Restored">The restored square at any size.</param>
/// <param name="Marks">Where the photo stays as it is; null for nowhere.</param>
public sealed record PlacedFace(FaceQuad Quad, RgbImage Restored, FaceMarks? Marks = null);
