namespace Sair.Engine.Degradations;

/// <summary>Adds to a generated face what the photo shows and the generator could not express: x̂ = x + U W (Y − A x).</summary>
/// <remarks>
/// One step of back-projection (Irani and Peleg 1991): A is the linear part of the degradation and U a bicubic enlargement, so
/// what the photo cannot show stays as generated. W keeps noise out: a Wiener gain per frequency band, place and channel of
/// luma and colour difference, from the photo's estimated noise and the damage of JPEG against the local power of the residual
/// (Lee 1980). Colour differences hold much noise and little detail, so nearly all of their noise goes.
/// </remarks>
public sealed class PhotoConsistency : IDisposable
{
    private static readonly double[] s_deviations = [1, 2, 4];

    // Width of the window that measures local power, in units of the band's own, and the share of the estimated noise variance that
    // is noise and not texture: the best PSNR on 40 held-out training faces at ×8 with noise variance 0.001–0.003.
    private const double WindowFactor = 1.5;
    private const double NoiseFactor = 0.7;

    // Share of the places that are taken for smooth: 5 to 20 % differ little on 46 held-out training faces under heavy degradation.
    private const double SmoothShare = 0.1;

    // RGB ↔ luma and colour differences of JPEG (ITU-R BT.601), without offsets.
    private static readonly float[] s_toLuma = [0.299f, 0.587f, 0.114f, -0.168736f, -0.331264f, 0.5f, 0.5f, -0.418688f, -0.081312f];
    private static readonly float[] s_fromLuma = [1, 0, 1.402f, 1, -0.344136f, -0.714136f, 1, 1.772f, 0];

    // Share of the measured power that is noise and not detail, of luma and colour differences. All of luma's would cost mildly degraded
    // held-out faces 0.04 of their likeness; this gains 0.01 on heavily degraded ones and costs as much on the others.
    private static readonly float[] s_noiseShares = [0.4f, 1, 1];

    private readonly Tensor _photo;
    private readonly DegradationModel _degradation;
    private readonly double _share;
    private readonly bool _hasJpeg;
    private readonly List<SeparableFilter> _blurs = [];
    private readonly List<SeparableFilter> _windows = [];
    private readonly Tensor _noise;
    private readonly Tensor? _keep;
    private readonly Tensor? _seen;
    private readonly Tensor _toLuma;
    private readonly Tensor _fromLuma;

    /// <summary>Initializes a new instance of the <see cref="PhotoConsistency"/> class.</summary>
    /// <param name="photo">Y [1, 3, h, h], RGB, 0–1; owned by the caller.</param>
    /// <param name="degradation">What happened to the photo.</param>
    /// <param name="model">Its model; owned by the caller.</param>
    /// <param name="share">0 leaves the picture as it is, 1 adds all.</param>
    /// <param name="measuresNoise">
    /// Whether noise is also measured where the photo is smoothest: finds the blotches that JPEG makes of noise, which no estimate of
    /// white noise knows, and takes the finest detail for noise where hardly any place is smooth.
    /// </param>
    /// <param name="marks">Where all is added whatever the share and the noise, and where nothing is; null for nowhere.</param>
    public PhotoConsistency(
        Tensor photo,
        Degradation degradation,
        DegradationModel model,
        double share,
        bool measuresNoise = false,
        FaceMarks? marks = null
    )
    {
        // Luma averages the noise of three channels to this share of each one's.
        const double LumaShare = 0.67;

        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var side = (int)photo.shape[^1];
        _photo = photo;
        _degradation = model;
        _share = share;
        _keep = marks is { Keeps: true } ? marks.Keep(side, photo.device).DetachFromDisposeScope() : null;
        _seen = marks is { Ignores: true } ? (1 - marks.Ignore(side, photo.device)).DetachFromDisposeScope() : null;
        _hasJpeg = degradation.JpegQuality is not null;
        _toLuma = tensor(s_toLuma, [3, 3]).to(photo.device).DetachFromDisposeScope();
        _fromLuma = tensor(s_fromLuma, [3, 3]).to(photo.device).DetachFromDisposeScope();
        foreach (var deviation in s_deviations)
        {
            _blurs.Add(Gaussian(side, deviation, photo.device));
            _windows.Add(Gaussian(side, WindowFactor * deviation, photo.device));
        }

        _windows.Add(Gaussian(side, WindowFactor * s_deviations[^1], photo.device));
        var white = Bands(SeededNoise.Normal([1, 3, side, side], 0, photo.device));
        var noise =
            stack([.. white.Select(band => band.square().mean([0, 2, 3], keepdim: true))])
            * Math.Pow(degradation.NoiseDeviation / LumaShare, 2); // [K, 1, 3, 1, 1]
        _noise = (NoiseFactor * (measuresNoise ? noise.maximum(MeasuredNoise(white)) : noise)).DetachFromDisposeScope();
    }

    /// <summary>Composes a picture.</summary>
    /// <param name="image">x [1, 3, R, R], RGB, 0–1.</param>
    /// <returns>x̂ [1, 3, R, R], RGB, may leave 0–1 slightly.</returns>
    public Tensor Apply(Tensor image)
    {
        if (_share == 0 && _keep is null)
        {
            return image;
        }

        var degraded = _degradation.ApplyLinear(image);
        var residual = Residual(image, degraded) * _share;
        if (_keep is not null)
        {
            residual = residual + (_keep * ((_photo - degraded) - residual));
        }

        return image + _degradation.BackProject(_seen is null ? residual : residual * _seen, image);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _toLuma.Dispose();
        _fromLuma.Dispose();
        foreach (var filter in _blurs.Concat(_windows))
        {
            filter.Dispose();
        }

        _noise.Dispose();
        _keep?.Dispose();
        _seen?.Dispose();
    }

    private static SeparableFilter Gaussian(int side, double deviation, Device device)
    {
        var matrix = GaussianKernel.Blur(side, deviation);
        return new SeparableFilter(matrix, matrix, device);
    }

    private static Tensor Mix(Tensor matrix, Tensor picture) => einsum("ij,njhw->nihw", matrix, picture);

    // What noise leaves of Y − A x, RGB [1, 3, h, h].
    private Tensor Residual(Tensor image, Tensor degraded)
    {
        var bands = Bands(_photo - degraded);
        IReadOnlyList<Tensor>? damage = null;
        if (_hasJpeg)
        {
            using var ungraded = no_grad();
            damage = Bands(_degradation.Apply(image) - degraded);
        }

        var residual = bands[0] * Gain(0, bands[0], damage?[0]);
        for (var i = 1; i < bands.Count; i++)
        {
            residual = residual + (bands[i] * Gain(i, bands[i], damage?[i]));
        }

        return Mix(_fromLuma, residual);
    }

    // [1, 3, h, h], 0–1
    private Tensor Gain(int index, Tensor band, Tensor? damage)
    {
        using var ungraded = no_grad();
        var noise = _noise[index]; // [1, 3, 1, 1]
        if (damage is not null)
        {
            noise = noise + damage.square().mean([2, 3], keepdim: true);
        }

        var power = _windows[index].Apply(band.detach().square());
        return (1 - (noise / (power + 1e-12))).clamp(0, 1);
    }

    // Mean power of noise in each band if the smoothest places hold little else; nothing for the last band, which is colour and light
    // itself. [K, 1, 3, 1, 1]
    private Tensor MeasuredNoise(List<Tensor> white)
    {
        var photo = Bands(_photo);
        var shares = tensor(s_noiseShares, [1, 3, 1, 1]).to(_photo.device);
        var floors = photo
            .Take(photo.Count - 1)
            .Select((band, i) => shares * Smoothest(i, band) * white[i].square().mean([2, 3], keepdim: true) / Smoothest(i, white[i]));
        return stack([.. floors, zeros_like(shares)]);
    }

    // Local power of a band where it is low, [1, 3, 1, 1].
    private Tensor Smoothest(int index, Tensor band)
    {
        var power = _windows[index].Apply(band.square()).flatten(2);
        var places = Math.Max(1, (int)(SmoothShare * power.shape[2]));
        return power.topk(places, largest: false).values.amax([2]).reshape(1, 3, 1, 1);
    }

    // RGB [1, 3, h, h] → luma and colour differences [1, 3, h, h] per band, highest frequencies first; their sum is the input.
    private List<Tensor> Bands(Tensor residual)
    {
        var bands = new List<Tensor>();
        var rest = Mix(_toLuma, residual);
        var whole = rest;
        foreach (var blur in _blurs)
        {
            var softer = blur.Apply(whole);
            bands.Add(rest - softer);
            rest = softer;
        }

        bands.Add(rest);
        return bands;
    }
}

/// <summary>Takes marked places over as a reference shows them: x̂ = x + m (H r − H x).</summary>
/// <remarks>
/// H is what differs from a wide blur, so that a mole or the rim of glasses comes along and the reference's light and skin tone do not.
/// Both squares are in FFHQ framing, which brings eyes and mouth to the same places; what lies far from them may be some pixels off.
/// </remarks>
public sealed class ReferenceDetail : IDisposable
{
    // Of the side: details up to about a tenth of the face are kept whole.
    private const double BlurShare = 1.0 / 14;

    private readonly Tensor _mask;
    private readonly Tensor _detail;
    private readonly SeparableFilter _blur;

    private ReferenceDetail(FaceMarks marks, Tensor reference)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var side = (int)reference.shape[^1];
        var matrix = GaussianKernel.Blur(side, BlurShare * side);
        _blur = new SeparableFilter(matrix, matrix, reference.device);
        _mask = marks.Borrow(side, reference.device).DetachFromDisposeScope();
        _detail = (reference - _blur.Apply(reference)).DetachFromDisposeScope();
    }

    /// <summary>Prepares the places.</summary>
    /// <param name="marks">What was painted over the photo, or null.</param>
    /// <param name="references">The references [M, 3, h, h], RGB, 0–1, best first, or null without any; owned by the caller.</param>
    /// <param name="side">Side of the pictures that will come.</param>
    /// <returns>Null where nothing is to be taken over.</returns>
    public static ReferenceDetail? Of(FaceMarks? marks, Tensor? references, int side)
    {
        if (marks is not { Borrows: true } || references is null)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        return new ReferenceDetail(marks, FaceEnlargement.Apply(references.narrow(0, 0, 1), side));
    }

    /// <summary>Takes the places over.</summary>
    /// <param name="image">x [1, 3, R, R], RGB, 0–1.</param>
    /// <returns>x̂ [1, 3, R, R], 0–1.</returns>
    public Tensor Apply(Tensor image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return (image + (_mask * (_detail - (image - _blur.Apply(image))))).clamp(0, 1);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _mask.Dispose();
        _detail.Dispose();
        _blur.Dispose();
    }
}
