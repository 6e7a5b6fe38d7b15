using System.Text.Json;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Engine.Degradations;
using Sair.Engine.Faces;
using Sair.Engine.Preparation;

namespace Sair.Application.Photos;

/// <summary>Turns what the analyzer found into rows and back.</summary>
public static class FaceMapping
{
    private const int LandmarkCount = 68;

    /// <summary>Makes the row of a face.</summary>
    /// <param name="cut">What the analyzer found.</param>
    /// <param name="photoId">The photo's id.</param>
    /// <param name="position">0-based place among the faces of the photo.</param>
    /// <param name="square">The stored FFHQ square.</param>
    /// <param name="thumbnail">The stored small square.</param>
    /// <param name="placedByHand">Whether the user marked the face.</param>
    internal static Face ToRow(FaceCut cut, Guid photoId, int position, BlobId square, BlobId thumbnail, bool placedByHand)
    {
        var face = cut.Face;
        return new Face
        {
            PhotoId = photoId,
            Position = position,
            BoxX = face.Box.X,
            BoxY = face.Box.Y,
            BoxWidth = face.Box.Width,
            BoxHeight = face.Box.Height,
            Landmarks = Pack(face.Landmarks),
            Quad = Pack(face.Quad),
            SquareBlob = square,
            ThumbnailBlob = thumbnail,
            Quality = cut.Quality,
            Sharpness = cut.Sharpness,
            QualityScore = cut.QualityScore,
            Descriptor = FaceBytes.Pack(face.Description.Descriptor),
            ExpressionsJson = JsonSerializer.Serialize(face.Description.Expressions),
            Score = face.Score,
            RealSizeJson =
                cut.RealSize.Certainty == EnlargementCertainty.No
                    ? null
                    : JsonSerializer.Serialize(cut.RealSize, JsonSerializerOptions.Web),
            PlacedByHand = placedByHand,
        };
    }

    /// <summary>Reads the FFHQ square of a stored face.</summary>
    public static FaceQuad QuadOf(Face face)
    {
        ArgumentNullException.ThrowIfNull(face);
        return QuadOf(face.Quad);
    }

    /// <summary>Reads the side of a stored FFHQ square in pixels of the photo.</summary>
    internal static double SideOf(byte[] quad) => QuadOf(quad).Side;

    /// <summary>Reads what the pixels say of a stored face's real size.</summary>
    public static RealSize RealSizeOf(Face face)
    {
        ArgumentNullException.ThrowIfNull(face);
        return face.RealSizeJson is { } json
            ? JsonSerializer.Deserialize<RealSize>(json, JsonSerializerOptions.Web) ?? RealSize.AsStored
            : RealSize.AsStored;
    }

    /// <summary>Reads the box of a stored face, in pixels of the photo.</summary>
    public static FaceBox BoxOf(Face face)
    {
        ArgumentNullException.ThrowIfNull(face);
        return new FaceBox(face.BoxX, face.BoxY, face.BoxWidth, face.BoxHeight);
    }

    /// <summary>Moves a stored face to where it is once its photo is turned; its square stays as it is.</summary>
    /// <param name="face">The face.</param>
    /// <param name="degrees">How far the photo is turned clockwise: 90, 180 or 270.</param>
    /// <param name="width">Width of the photo before.</param>
    /// <param name="height">Height of the photo before.</param>
    internal static void Turn(Face face, int degrees, int width, int height)
    {
        var box = BoxOf(face).Turn(degrees, width, height);
        (face.BoxX, face.BoxY, face.BoxWidth, face.BoxHeight) = (box.X, box.Y, box.Width, box.Height);
        face.Landmarks = Pack(LandmarksOf(face).Select(point => point.Turn(degrees, width, height)));
        face.Quad = Pack(QuadOf(face).Turn(degrees, width, height));
    }

    /// <summary>Reads the landmarks of a stored face, in pixels of the photo.</summary>
    public static IReadOnlyList<FacePoint> LandmarksOf(Face face)
    {
        ArgumentNullException.ThrowIfNull(face);
        return PointsOf(face.Landmarks);
    }

    /// <summary>Reads what rankings compare of a stored face.</summary>
    public static FaceTraits TraitsOf(Face face)
    {
        ArgumentNullException.ThrowIfNull(face);
        return TraitsOf(face.Quad, face.Descriptor, face.Landmarks, face.Quality ?? face.Score, face.ExpressionsJson, face.Sharpness);
    }

    /// <summary>Reads what rankings compare out of the columns of a stored face.</summary>
    internal static FaceTraits TraitsOf(
        byte[] quad,
        byte[] descriptor,
        byte[] landmarks,
        double quality,
        string expressions,
        double? sharpness
    )
    {
        var points = PointsOf(landmarks);
        return new FaceTraits(
            QuadOf(quad).Side,
            FaceBytes.UnpackSingles(descriptor),
            quality,
            points.Count == LandmarkCount ? FacePose.Yaw(points) : null,
            JsonSerializer.Deserialize<Dictionary<string, double>>(expressions) ?? [],
            sharpness
        );
    }

    private static FaceQuad QuadOf(byte[] quad)
    {
        var values = FaceBytes.UnpackDoubles(quad);
        return new FaceQuad(
            new FacePoint(values[0], values[1]),
            new FacePoint(values[2], values[3]),
            new FacePoint(values[4], values[5]),
            new FacePoint(values[6], values[7])
        );
    }

    private static IReadOnlyList<FacePoint> PointsOf(byte[] landmarks)
    {
        var values = FaceBytes.UnpackDoubles(landmarks);
        return [.. Enumerable.Range(0, values.Length / 2).Select(i => new FacePoint(values[2 * i], values[(2 * i) + 1]))];
    }

    private static byte[] Pack(IEnumerable<FacePoint> points) =>
        FaceBytes.Pack([.. points.SelectMany(point => new[] { point.X, point.Y })]);

    private static byte[] Pack(FaceQuad quad) =>
        FaceBytes.Pack([
            quad.TopLeft.X,
            quad.TopLeft.Y,
            quad.BottomLeft.X,
            quad.BottomLeft.Y,
            quad.BottomRight.X,
            quad.BottomRight.Y,
            quad.TopRight.X,
            quad.TopRight.Y,
        ]);
}
