using Sair.Application.Evidence;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Engine.Degradations;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;

namespace Sair.Application.Photos;

/// <summary>A face that was cut out of a photo, ready to be stored.</summary>
/// <param name="Face">What the analyzer found.</param>
/// <param name="Square">The FFHQ square, PNG.</param>
/// <param name="Thumbnail">The square reduced for lists, JPEG.</param>
/// <param name="Quality">0–1, see <see cref="FaceQuality"/>.</param>
/// <param name="Sharpness">0–1, see <see cref="FaceQuality.Sharpness"/>.</param>
/// <param name="QualityScore">0–1, from the quality network; null where that is not installed.</param>
/// <param name="RealSize">Whether the photo was enlarged around the face.</param>
internal sealed record FaceCut(
    DetectedFace Face,
    byte[] Square,
    byte[] Thumbnail,
    double Quality,
    double Sharpness,
    double? QualityScore,
    RealSize RealSize
)
{
    private const int ThumbnailSide = 192;
    private const int ThumbnailQuality = 85;

    /// <summary>Cuts a face at its own sampling density.</summary>
    public static FaceCut Of(RgbImage photo, DetectedFace face, int maximumSide, FaceScorer scorer) =>
        Of(FaceAligner.Cut(photo, face.Quad, face.Quad.NativeSide(maximumSide)), face, scorer, RealSize.OfFace(photo, face.Quad));

    /// <summary>Takes a face square in FFHQ framing as it is.</summary>
    /// <exception cref="Engine.InvalidImageException">The picture is not square or has too few pixels.</exception>
    public static FaceCut OfSquare(RgbImage photo, IFaceAnalyzer analyzer, int maximumSide, FaceScorer scorer)
    {
        var taken = new FacePreparation(analyzer).Take(photo);
        var corners = new FaceQuad(
            new FacePoint(0, 0),
            new FacePoint(0, photo.Height),
            new FacePoint(photo.Width, photo.Height),
            new FacePoint(photo.Width, 0)
        );
        var face = EvidenceMeasurement.Describe(analyzer, photo) with { Quad = corners, Description = taken.Description, Score = 1 };
        return Of(ImageResizer.ShrinkToFit(taken.Square, maximumSide), face, scorer, RealSize.Of(photo, []));
    }

    /// <summary>Stores the pictures and makes the row of the face.</summary>
    /// <param name="batch">Takes the pictures.</param>
    /// <param name="photoId">The photo's id.</param>
    /// <param name="position">0-based place among the faces of the photo.</param>
    /// <param name="placedByHand">Whether the user marked the face.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<Face> StoreAsync(BlobBatch batch, Guid photoId, int position, bool placedByHand, CancellationToken cancellationToken)
    {
        var square = await batch.AddAsync(Square, cancellationToken);
        return FaceMapping.ToRow(this, photoId, position, square, await batch.AddAsync(Thumbnail, cancellationToken), placedByHand);
    }

    private static FaceCut Of(RgbImage square, DetectedFace face, FaceScorer scorer, RealSize realSize) =>
        new(
            face,
            ImageEncoder.Encode(square, ImageFormat.Png),
            ImageEncoder.Encode(ImageResizer.ShrinkToFit(square, ThumbnailSide), ImageFormat.Jpeg, ThumbnailQuality),
            FaceQuality.Measure(new PreparedFace(square, face.Description, face)),
            FaceQuality.Sharpness(square),
            scorer.Score(square),
            realSize
        );
}
