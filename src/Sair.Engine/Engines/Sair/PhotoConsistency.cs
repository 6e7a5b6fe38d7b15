using Sair.Engine.Degradations;

namespace Sair.Engine.Engines.Sair;

/// <summary>Adds to a generated face what the photo shows and the generator could not express: x̂ = x + U W (Y − A x).</summary>
/// <remarks>
/// One step of back-projection (Irani and Peleg 1991): A is the linear part of the degradation and U a bicubic enlargement, so
/// what the photo cannot show stays as generated. W keeps noise out: a Wiener gain per frequency band from the photo's estimated
/// noise and the damage of JPEG.
/// </remarks>
internal sealed class PhotoConsistency : IDisposable
{
    private static readonly double[] s_deviations = [1, 2, 4];

    private readonly Tensor _photo;
    private readonly DegradationModel _degradation;
    private readonly double _share;
    private readonly double _noiseVariance;
    private readonly bool _hasJpeg;
    private readonly List<SeparableFilter> _blurs = [];
    private readonly Tensor _bandNoise;

    /// <summary>Initializes a new instance of the <see cref="PhotoConsistency"/> class.</summary>
    /// <param name="photo">Y [1, 3, h, h], RGB, 0–1; owned by the caller.</param>
    /// <param name="degradation">What happened to the photo.</param>
    /// <param name="model">Its model; owned by the caller.</param>
    /// <param name="share">0 leaves the picture as it is, 1 adds all.</param>
    public PhotoConsistency(Tensor photo, Degradation degradation, DegradationModel model, double share)
    {
        // Luma averages the noise of three channels to this share of each one's.
        const double LumaShare = 0.67;

        // Texture counts as noise in the estimate. Measured on 20 faces at ×8: this share of the variance gives the best PSNR.
        const double TrueShare = 0.5;
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var side = (int)photo.shape[^1];
        _photo = photo;
        _degradation = model;
        _share = share;
        _hasJpeg = degradation.JpegQuality is not null;
        _noiseVariance = TrueShare * Math.Pow(degradation.NoiseDeviation / LumaShare, 2);
        foreach (var deviation in s_deviations)
        {
            var matrix = GaussianKernel.Blur(side, deviation);
            _blurs.Add(new SeparableFilter(matrix, matrix, photo.device));
        }

        _bandNoise = Power(Bands(SeededNoise.Normal([1, 3, side, side], 0, photo.device))).DetachFromDisposeScope();
    }

    /// <summary>Composes a picture.</summary>
    /// <param name="image">x [1, 3, R, R], RGB, 0–1.</param>
    /// <returns>x̂ [1, 3, R, R], RGB, may leave 0–1 slightly.</returns>
    public Tensor Apply(Tensor image)
    {
        if (_share == 0)
        {
            return image;
        }

        var degraded = _degradation.ApplyLinear(image);
        var bands = Bands(_photo - degraded); // [K, 3, h, h]
        Tensor gains;
        using (no_grad())
        {
            var noise = _bandNoise * _noiseVariance;
            if (_hasJpeg)
            {
                noise = noise + Power(Bands(_degradation.Apply(image) - degraded));
            }

            gains = (1 - (noise / (Power(bands) + 1e-12))).clamp(0, 1).reshape(-1, 1, 1, 1); // [K, 1, 1, 1]
        }

        var residual = (bands * gains).sum([0], keepdim: true); // [1, 3, h, h]
        return image + (_degradation.BackProject(residual, image) * _share);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var blur in _blurs)
        {
            blur.Dispose();
        }

        _bandNoise.Dispose();
    }

    // [1, 3, h, h] → [K, 3, h, h], highest frequencies first; their sum is the input.
    private Tensor Bands(Tensor residual)
    {
        var bands = new List<Tensor>();
        var rest = residual;
        foreach (var blur in _blurs)
        {
            var softer = blur.Apply(residual);
            bands.Add(rest - softer);
            rest = softer;
        }

        bands.Add(rest);
        return cat(bands);
    }

    private static Tensor Power(Tensor bands) => bands.detach().square().mean([1, 2, 3]); // [K]
}
