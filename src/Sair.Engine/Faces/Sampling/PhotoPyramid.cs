using Sair.Engine.Imaging;

namespace Sair.Engine.Faces.Sampling;

/// <summary>A photo and its halvings, made when first needed, so that strong shrinking does not alias.</summary>
internal sealed class PhotoPyramid(RgbImage photo)
{
    private readonly List<RgbImage> _levels = [photo];

    /// <summary>Gets the photo at full size.</summary>
    public RgbImage Photo => _levels[0];

    /// <summary>Picks the largest level at which a part is at most <paramref name="maximumRatio"/> times as wide as the network's input.</summary>
    public PyramidLevel Pick(double partSide, int inputSide, double maximumRatio)
    {
        var index = 0;
        while (partSide / inputSide > maximumRatio && Math.Min(_levels[index].Width, _levels[index].Height) > 1)
        {
            partSide /= 2;
            index++;
            if (index == _levels.Count)
            {
                var last = _levels[^1];
                _levels.Add(ImageResizer.Resize(last, Math.Max(1, last.Width / 2), Math.Max(1, last.Height / 2), ResampleKernel.Linear));
            }
        }

        return new PyramidLevel(_levels[index], (double)_levels[index].Width / Photo.Width, (double)_levels[index].Height / Photo.Height);
    }
}

/// <summary>One size of a photo.</summary>
/// <param name="Image">The picture.</param>
/// <param name="ScaleX">Its width over the photo's.</param>
/// <param name="ScaleY">Its height over the photo's.</param>
internal readonly record struct PyramidLevel(RgbImage Image, double ScaleX, double ScaleY)
{
    /// <summary>Clips a box of the photo to this level, in its pixels.</summary>
    /// <exception cref="NoFaceFoundException">Less than a pixel is left.</exception>
    public FaceBox Clip(FaceBox box)
    {
        var (left, top) = (Math.Max(0, box.X * ScaleX), Math.Max(0, box.Y * ScaleY));
        var (right, bottom) = (Math.Min(Image.Width, (box.X + box.Width) * ScaleX), Math.Min(Image.Height, (box.Y + box.Height) * ScaleY));
        return right - left >= 1 && bottom - top >= 1
            ? new FaceBox(left, top, right - left, bottom - top)
            : throw new NoFaceFoundException("The marked face lies outside the photo; mark it again.");
    }
}
