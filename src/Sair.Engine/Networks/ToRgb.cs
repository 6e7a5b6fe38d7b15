namespace Sair.Engine.Networks;

/// <summary>1×1 modulated convolution to RGB without demodulation, added to the doubled picture of the resolution below (the skip architecture).</summary>
/// <remarks>Parameters: <c>conv.*</c>, <c>bias</c> [1, 3, 1, 1].</remarks>
public sealed class ToRgb : Network
{
    [ComponentName(Name = "conv")]
    private readonly ModulatedConvolution _convolution;
    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    /// <summary>Initializes a new instance of the <see cref="ToRgb"/> class with random weights.</summary>
    public ToRgb(int inputs, int styleDimension)
        : base(nameof(ToRgb))
    {
        _convolution = new ModulatedConvolution(inputs, 3, 1, styleDimension, demodulate: false);
        _bias = new Parameter(zeros([1, 3, 1, 1]));
        RegisterComponents();
    }

    /// <summary>Computes the picture of this resolution.</summary>
    /// <param name="x">[N, I, H, W].</param>
    /// <param name="latent">[N, S].</param>
    /// <param name="below">[N, 3, H/2, W/2], or null at the lowest resolution.</param>
    /// <returns>[N, 3, H, W].</returns>
    public Tensor Forward(Tensor x, Tensor latent, Tensor? below)
    {
        var picture = _convolution.Convolve(x, latent).Unscaled + _bias;
        return below is null ? picture : picture + Upsample(below);
    }

    /// <summary>Doubles a picture with the binomial filter, gain 4: zeros inserted, padding (2, 1).</summary>
    /// <param name="picture">[N, 3, H, W].</param>
    /// <returns>[N, 3, 2H, 2W].</returns>
    public static Tensor Upsample(Tensor picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var (height, width) = ((int)picture.shape[2], (int)picture.shape[3]);

        // Inside, the filter is bilinear interpolation; a border of zeros instead of repeated pixels makes it so everywhere.
        var padded = nn.functional.pad(picture, [1, 1, 1, 1]);
        var doubled = nn.functional.interpolate(padded, size: [2 * (height + 2), 2 * (width + 2)], mode: InterpolationMode.Bilinear, align_corners: false);
        return doubled[.., .., 2..((2 * height) + 2), 2..((2 * width) + 2)];
    }

    /// <summary>Computes once what depends on the parameters alone; later changes of them have no effect.</summary>
    internal void Freeze() => _convolution.Freeze();
}
