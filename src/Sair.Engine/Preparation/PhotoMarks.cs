using Sair.Engine.Degradations;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Engine.Preparation;

/// <summary>Masks over a whole photo, from which each face takes its part.</summary>
public sealed class PhotoMarks
{
    private const double LargestStretch = 0.02;

    private readonly RgbImage _painting;

    private PhotoMarks(RgbImage painting) => _painting = painting;

    /// <summary>Joins masks that cover a photo.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="keep">Bright where the photo stays as it is; null for nowhere.</param>
    /// <param name="ignore">Bright where the photo is damaged; null for nowhere.</param>
    /// <param name="borrow">Bright where faces are taken from the best reference; null for nowhere.</param>
    /// <returns>Null without masks.</returns>
    /// <exception cref="InvalidImageException">A mask has other proportions than the photo.</exception>
    public static PhotoMarks? Over(RgbImage photo, RgbImage? keep, RgbImage? ignore, RgbImage? borrow = null)
    {
        ArgumentNullException.ThrowIfNull(photo);
        foreach (var mask in new[] { keep, ignore, borrow }.OfType<RgbImage>())
        {
            if (Math.Abs(((double)mask.Width / mask.Height / ((double)photo.Width / photo.Height)) - 1) > LargestStretch)
            {
                throw new InvalidImageException(
                    $"The mask has {mask.Width}×{mask.Height} pixels and the photo {photo.Width}×{photo.Height}: paint the mask over "
                        + "the upright photo itself."
                );
            }
        }

        if (keep is null && ignore is null && borrow is null)
        {
            return null;
        }

        var painting = FaceMarks.Paint(keep, ignore, borrow);
        return new PhotoMarks(
            (painting.Width, painting.Height) == (photo.Width, photo.Height)
                ? painting
                : ImageResizer.Resize(painting, photo.Width, photo.Height)
        );
    }

    /// <summary>Takes the part of one face.</summary>
    /// <param name="face">The face; one without a place in a photo takes the whole.</param>
    /// <returns>Null where nothing is marked there.</returns>
    public FaceMarks? Of(PreparedFace face)
    {
        ArgumentNullException.ThrowIfNull(face);
        var marks = new FaceMarks(
            face.Detection is { } detection ? FaceAligner.Cut(_painting, detection.Quad, face.Square.Width) : _painting
        );
        return marks.Keeps || marks.Ignores || marks.Borrows ? marks : null;
    }
}
