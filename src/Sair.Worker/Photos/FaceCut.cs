using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;
using Sair.Worker.Quality;

namespace Sair.Worker.Photos;

/// <summary>A face that was cut out of a photo, ready to be stored.</summary>
/// <param name="Face">What the analyzer found.</param>
/// <param name="Square">The FFHQ square, PNG.</param>
/// <param name="Thumbnail">The square reduced for lists, JPEG.</param>
/// <param name="Quality">0–1, see <see cref="FaceQuality"/>.</param>
/// <param name="Sharpness">0–1, see <see cref="FaceQuality.Sharpness"/>.</param>
/// <param name="QualityScore">0–1, from the quality network; null where that is not installed.</param>
internal sealed record FaceCut(DetectedFace Face, byte[] Square, byte[] Thumbnail, double Quality, double Sharpness, double? QualityScore)
{
    private const int ThumbnailSide = 192;
    private const int ThumbnailQuality = 85;

    /// <summary>Cuts a face at its own sampling density.</summary>
    public static FaceCut Of(RgbImage photo, DetectedFace face, int maximumSide, FaceScorer scorer)
    {
        var square = FaceAligner.Cut(photo, face.Quad, face.Quad.NativeSide(maximumSide));
        return new FaceCut(
            face,
            ImageEncoder.Encode(square, ImageFormat.Png),
            ImageEncoder.Encode(ImageResizer.ShrinkToFit(square, ThumbnailSide), ImageFormat.Jpeg, ThumbnailQuality),
            FaceQuality.Measure(new PreparedFace(square, face.Description, face)),
            FaceQuality.Sharpness(square),
            scorer.Score(square));
    }
}
