namespace Sair.Engine.Faces;

/// <summary>A box that the detector takes for a face.</summary>
/// <param name="Box">The box in pixels of the photo.</param>
/// <param name="Score">How sure the detector is, 0–1.</param>
public readonly record struct FaceCandidate(FaceBox Box, double Score)
{
    internal FaceCandidate Scale(double x, double y) => this with { Box = new FaceBox(Box.X * x, Box.Y * y, Box.Width * x, Box.Height * y) };
}
