using Sair.Engine.Imaging;

namespace Sair.Training.Enlargement;

/// <summary>How a photo is softened before it is stored, as cameras and hands do it.</summary>
public enum NaturalBlur
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>A Gaussian: soft lenses and scans.</summary>
    Gaussian,

    /// <summary>A disc: out of focus.</summary>
    Focus,

    /// <summary>A line: moved.</summary>
    Motion,
}

/// <summary>How pictures are enlarged by the programs that people use.</summary>
public enum EnlargementKernel
{
    /// <summary>Every pixel is repeated.</summary>
    Nearest,

    /// <summary>Triangle.</summary>
    Bilinear,

    /// <summary>Cubic convolution (Keys 1981), a = −0.5 or −0.75.</summary>
    Bicubic,

    /// <summary>Lanczos with three lobes.</summary>
    Lanczos,
}

/// <summary>What became of a photo between the camera and its file, in this order.</summary>
public sealed record PhotoHistory
{
    /// <summary>Gets the kind of natural blur.</summary>
    public NaturalBlur Blur { get; init; }

    /// <summary>Gets the blur's standard deviation, radius or length in pixels of the picture that is blurred.</summary>
    public double BlurSize { get; init; }

    /// <summary>Gets the standard deviation of the noise in levels of 255.</summary>
    public double Noise { get; init; }

    /// <summary>Gets the quality of a JPEG that was made at the real size; null for none.</summary>
    public int? FirstJpeg { get; init; }

    /// <summary>Gets how many times larger the stored photo is than the real one; 1 where it was not enlarged.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>Gets how it was enlarged.</summary>
    public EnlargementKernel Kernel { get; init; }

    /// <summary>Gets the strength of unsharp masking after the enlargement; 0 for none.</summary>
    public double Sharpening { get; init; }

    /// <summary>Gets the quality of the stored JPEG; null for a lossless file.</summary>
    public int? Jpeg { get; init; }

    /// <summary>Makes the stored photo.</summary>
    /// <param name="real">The photo at its real size.</param>
    /// <param name="seed">Seed of the noise.</param>
    public RgbImage Apply(RgbImage real, int seed)
    {
        ArgumentNullException.ThrowIfNull(real);
        var planes = PlanarPicture.Of(real);
        planes = Blur switch
        {
            NaturalBlur.Gaussian => planes.Gaussian(BlurSize),
            NaturalBlur.Focus => planes.Disc(BlurSize),
            NaturalBlur.Motion => planes.Motion(BlurSize, seed),
            _ => planes,
        };
        planes.AddNoise(Noise, new Random(seed));
        var picture = Code(planes.ToImage(), FirstJpeg);
        if (Factor > 1)
        {
            var enlarged = PlanarPicture.Of(picture).Enlarge(Factor, Kernel, seed % 2 == 0 ? -0.5 : -0.75);
            picture = (Sharpening > 0 ? enlarged.Sharpen(Sharpening) : enlarged).ToImage();
        }

        return Code(picture, Jpeg);
    }

    private static RgbImage Code(RgbImage picture, int? quality) =>
        quality is { } value ? ImageDecoder.Decode(ImageEncoder.Encode(picture, ImageFormat.Jpeg, value)).Image : picture;
}
