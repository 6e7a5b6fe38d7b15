using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Worker.Photos;

namespace Sair.Web;

/// <summary>Cuts faces with the engine's aligner.</summary>
internal sealed class FaceSquareCutter : IFaceCutter
{
    public RgbImage Cut(RgbImage photo, FaceQuad quad, int maximumSide) =>
        FaceAligner.Cut(photo, quad, quad.NativeSide(maximumSide));
}
