using Sair.Engine.Imaging;

namespace Sair.Engine.Degradations;

/// <summary>The first-order chain of blind restoration: JPEG(((x ⊛ k) ↓ r) + n) (Wang 2021, GFPGAN, Eq. 1), without the final enlargement.</summary>
/// <remarks>The blur lies along the axes, so that blur and reduction are one separable filter; JPEG is a real encoder's.</remarks>
public sealed record BlindDegradation
{
    private const int LargestWithJpeg = 99;

    /// <summary>Gets the side of the degraded square in pixels.</summary>
    public required int Side { get; init; }

    /// <summary>Gets the standard deviation of the blur along rows, in pixels of the picture before reduction.</summary>
    public double HorizontalBlur { get; init; }

    /// <summary>Gets the standard deviation of the blur along columns, in pixels of the picture before reduction.</summary>
    public double VerticalBlur { get; init; }

    /// <summary>Gets the standard deviation of the noise in units of the range 0–1.</summary>
    public double NoiseDeviation { get; init; }

    /// <summary>Gets the JPEG quality 1–100; 100 leaves JPEG out.</summary>
    public int JpegQuality { get; init; } = 100;

    /// <summary>Degrades one picture.</summary>
    /// <param name="picture">[1, 3, H, H], RGB, 0–1.</param>
    /// <param name="seed">Seed of the noise.</param>
    /// <returns>[1, 3, side, side], RGB, 0–1.</returns>
    public Tensor Apply(Tensor picture, long seed)
    {
        ArgumentNullException.ThrowIfNull(picture);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var from = (int)picture.shape[^1];
        var small = picture;
        if (Side != from || HorizontalBlur > 0 || VerticalBlur > 0)
        {
            var reduce = BicubicKernel.Resize(from, Side);
            using var filter = new SeparableFilter(
                SeparableFilter.Chain(reduce, GaussianKernel.Blur(from, VerticalBlur)),
                SeparableFilter.Chain(reduce, GaussianKernel.Blur(from, HorizontalBlur)),
                picture.device);
            small = filter.Apply(picture);
        }

        if (NoiseDeviation > 0)
        {
            small = small + (SeededNoise.Normal(small.shape, seed, picture.device) * NoiseDeviation);
        }

        small = small.clamp(0, 1);
        if (JpegQuality <= LargestWithJpeg)
        {
            var bytes = ImageEncoder.Encode(small.ToImage(), ImageFormat.Jpeg, JpegQuality);
            small = ImageDecoder.Decode(bytes).Image.ToTensor(picture.device);
        }

        return small.clone().MoveToOuterDisposeScope();
    }
}
