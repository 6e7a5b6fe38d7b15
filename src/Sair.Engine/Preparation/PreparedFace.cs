using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Engine.Preparation;

/// <summary>A face that an engine can work on or be guided by.</summary>
/// <param name="Square">The square in FFHQ framing at its own sampling density: side = what the photo really holds, never enlarged.</param>
/// <param name="Description">Descriptor and expression.</param>
/// <param name="Detection">Where it was found; null where the picture was a face square already.</param>
public sealed record PreparedFace(RgbImage Square, FaceDescription Description, DetectedFace? Detection = null);
