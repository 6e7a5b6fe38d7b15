using System.Text.Json;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Engine.Faces;

namespace Sair.Worker.Photos;

/// <summary>Turns what the analyzer found into rows and back.</summary>
public static class FaceMapping
{
    /// <summary>Makes the row of a face.</summary>
    /// <param name="face">What the analyzer found.</param>
    /// <param name="photoId">The photo's id.</param>
    /// <param name="position">0-based place among the faces of the photo.</param>
    /// <param name="square">The stored FFHQ square.</param>
    /// <param name="placedByHand">Whether the user marked the face.</param>
    public static Face ToRow(DetectedFace face, Guid photoId, int position, BlobId square, bool placedByHand)
    {
        ArgumentNullException.ThrowIfNull(face);
        return new Face
        {
            PhotoId = photoId,
            Position = position,
            BoxX = face.Box.X,
            BoxY = face.Box.Y,
            BoxWidth = face.Box.Width,
            BoxHeight = face.Box.Height,
            Landmarks = FaceBytes.Pack([.. face.Landmarks.SelectMany(point => new[] { point.X, point.Y })]),
            Quad = Pack(face.Quad),
            SquareBlob = square,
            Descriptor = FaceBytes.Pack(face.Description.Descriptor),
            ExpressionsJson = JsonSerializer.Serialize(face.Description.Expressions),
            Score = face.Score,
            PlacedByHand = placedByHand,
        };
    }

    /// <summary>Reads the FFHQ square of a stored face.</summary>
    public static FaceQuad QuadOf(Face face)
    {
        ArgumentNullException.ThrowIfNull(face);
        var values = FaceBytes.UnpackDoubles(face.Quad);
        return new FaceQuad(
            new FacePoint(values[0], values[1]),
            new FacePoint(values[2], values[3]),
            new FacePoint(values[4], values[5]),
            new FacePoint(values[6], values[7]));
    }

    private static byte[] Pack(FaceQuad quad) => FaceBytes.Pack(
    [
        quad.TopLeft.X, quad.TopLeft.Y,
        quad.BottomLeft.X, quad.BottomLeft.Y,
        quad.BottomRight.X, quad.BottomRight.Y,
        quad.TopRight.X, quad.TopRight.Y,
    ]);
}
