using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Worker.Photos;

/// <summary>Cuts a face out of a photo in FFHQ framing.</summary>
public interface IFaceCutter
{
    /// <summary>Cuts the square that the quad spans; what lies outside the photo is filled in.</summary>
    /// <param name="photo">An upright photo.</param>
    /// <param name="quad">The FFHQ square in pixels of the photo.</param>
    /// <param name="maximumSide">The largest side of the result in pixels.</param>
    /// <returns>A square at the photo's own sampling density, shrunk where it would exceed the maximum, never enlarged.</returns>
    RgbImage Cut(RgbImage photo, FaceQuad quad, int maximumSide);
}
