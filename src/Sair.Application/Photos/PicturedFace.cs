using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;

namespace Sair.Application.Photos;

/// <summary>
/// A face as one picture shows it, to tell whether another file is that very picture: a photo restored by itself teaches nothing.
/// </summary>
/// <param name="File">Hash of the file.</param>
/// <param name="X">Middle of the face square, from the left edge of the picture (0) to the right one (1).</param>
/// <param name="Y">Middle of the face square, from the top (0) to the bottom (1).</param>
/// <param name="Width">Side of the face square as a share of the picture's width.</param>
/// <param name="Height">Side of the face square as a share of the picture's height.</param>
/// <param name="Descriptor">The 128 values of the recogniser.</param>
/// <param name="DifferenceHash">Fingerprint of the picture; null where there is none.</param>
public sealed record PicturedFace(BlobId File, double X, double Y, double Width, double Height, float[] Descriptor, long? DifferenceHash)
{
    // Two photos of one person are 0.26 apart and more; one photo halved or saved anew as JPEG 30 is at most 0.2 from itself.
    private const double SameShot = 0.15;

    // A copy that was reduced six times or blurred is so far from the clear one in nine of ten cases.
    private const double LargestOfACopy = 0.66;

    // All pictures of one colour have it.
    private const long Featureless = 0;

    // The same place of the picture, in sides of the face square.
    private const double LargestShift = 0.25;
    private const double LargestRatio = 1.33;

    /// <summary>Gets the pattern of the face; null where it was not read.</summary>
    public FacePattern? Pattern { get; init; }

    /// <summary>Reads a stored face.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="face">One of its faces.</param>
    /// <param name="pattern">The pattern of the face; null where it was not read.</param>
    public static PicturedFace Of(Photo photo, Face face, FacePattern? pattern = null)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(face);
        return Of(
            photo.OriginalBlob,
            photo.Width,
            photo.Height,
            FaceMapping.QuadOf(face),
            FaceBytes.UnpackSingles(face.Descriptor),
            photo.DifferenceHash
        ) with
        {
            Pattern = pattern,
        };
    }

    /// <summary>Reads faces that were found on a file; a file that is a face square itself is one.</summary>
    /// <param name="content">The bytes of the file.</param>
    /// <param name="photo">The picture, upright.</param>
    /// <param name="faces">The faces.</param>
    public static IReadOnlyList<PicturedFace> Of(ReadOnlySpan<byte> content, RgbImage photo, IReadOnlyList<PreparedFace> faces)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(faces);
        var (file, hash) = (BlobId.Of(content), Photos.DifferenceHash.Of(photo));
        return
        [
            .. faces.Select(face =>
                Of(
                    file,
                    photo.Width,
                    photo.Height,
                    face.Detection?.Quad ?? FaceQuads.Whole(photo.Width, photo.Height),
                    face.Description.Descriptor,
                    hash
                ) with
                {
                    Pattern = FacePattern.Of(face.Square),
                }
            ),
        ];
    }

    /// <summary>
    /// Tells whether another file shows this very face of this very picture: the same bytes, or a copy that was saved anew,
    /// resized, cut, turned, mirrored or blurred.
    /// </summary>
    public bool IsSameAs(PicturedFace other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var distance = FaceSimilarity.Distance(Descriptor, other.Descriptor);
        var samePicture =
            File == other.File
            || (
                DifferenceHash is { } one
                && other.DifferenceHash is { } two
                && Photos.DifferenceHash.AreSame(one, two)
                && distance <= LargestOfACopy
            );
        return distance <= SameShot
            || (samePicture && IsAtSamePlace(other))
            || (Pattern is { } pattern && other.Pattern is { } another && pattern.IsCopyOf(another));
    }

    private bool IsAtSamePlace(PicturedFace other) =>
        Math.Abs(X - other.X) <= LargestShift * Math.Max(Width, other.Width)
        && Math.Abs(Y - other.Y) <= LargestShift * Math.Max(Height, other.Height)
        && Math.Max(Width, other.Width) <= LargestRatio * Math.Min(Width, other.Width);

    private static PicturedFace Of(BlobId file, int width, int height, FaceQuad quad, float[] descriptor, long? hash) =>
        new(
            file,
            (quad.TopLeft.X + quad.BottomRight.X) / 2 / width,
            (quad.TopLeft.Y + quad.BottomRight.Y) / 2 / height,
            quad.Side / width,
            quad.Side / height,
            descriptor,
            hash == Featureless ? null : hash
        );
}
