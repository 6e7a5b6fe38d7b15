using Sair.Engine.Degradations;
using Sair.Engine.Diffusion;
using Sair.Engine.Imaging;
using Sair.Engine.Networks;

namespace Sair.Engine.Engines.Gen2Res;

/// <summary>Brings photos to the model's side and results to the output's.</summary>
/// <remarks>
/// The model sees S px. What a larger photo holds beyond that is the difference between the photo and its own enlargement from S
/// px; it is added to the enlarged result, so that a mild photo does not lose the sharpness that it has.
/// </remarks>
internal sealed class PictureFrame : IDisposable
{
    private const int SmallestOutput = 128;
    private const int LargestOutput = 512;

    private readonly Tensor _detail;
    private readonly SeparableFilter _enlarge;
    private readonly ReferenceDetail? _borrowed;

    /// <summary>Prepares a photo.</summary>
    /// <param name="photo">The degraded face square.</param>
    /// <param name="side">S, side of the model's pictures in pixels.</param>
    /// <param name="outputSide">Side of the result, or null to follow the photo.</param>
    /// <param name="detailShare">How much of the photo's finer detail is kept, 0–1.</param>
    /// <param name="device">Where tensors live.</param>
    /// <param name="marks">Where all detail is kept, and where none is; null for nowhere.</param>
    /// <param name="reference">The best reference, for places that are marked to be taken from it; null without one.</param>
    /// <exception cref="InvalidImageException">The photo is not square.</exception>
    public PictureFrame(
        RgbImage photo,
        int side,
        int? outputSide,
        double detailShare,
        Device device,
        FaceMarks? marks = null,
        RgbImage? reference = null
    )
    {
        if (photo.Width != photo.Height)
        {
            throw new InvalidImageException(
                $"The picture must be a square, not {photo.Width}×{photo.Height} pixels: let the face be found, or crop it first."
            );
        }

        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        OutputSide = outputSide ?? Math.Max(side, Math.Clamp(photo.Width, SmallestOutput, LargestOutput));
        var image = photo.ToTensor(device);
        _borrowed = ReferenceDetail.Of(marks, reference?.ToTensor(device), OutputSide);
        _enlarge = Filter(side, OutputSide, device);
        var seen = Resize(image, side); // [1, 3, S, S]
        Photo = ((seen * 2) - 1).DetachFromDisposeScope();
        Keep = marks is { Keeps: true } ? marks.Keep(side, device).DetachFromDisposeScope() : null;
        _detail = (
            photo.Width > side
                ? (Resize(image, OutputSide) - _enlarge.Apply(seen)) * Share(detailShare, marks, OutputSide, device)
                : zeros([1, 3, OutputSide, OutputSide], device: device)
        ).DetachFromDisposeScope();
    }

    /// <summary>Gets y₀ [1, 3, S, S], −1–1.</summary>
    public Tensor Photo { get; }

    /// <summary>Gets how much each place is held [1, 1, S, S], 0–1, or null where none is.</summary>
    public Tensor? Keep { get; }

    /// <summary>Gets the side of results in pixels.</summary>
    public int OutputSide { get; }

    /// <summary>Reads a picture at the model's side.</summary>
    /// <param name="picture">A square.</param>
    /// <param name="side">S.</param>
    /// <param name="device">Where the tensor goes.</param>
    /// <returns>[1, 3, S, S], −1–1.</returns>
    public static Tensor Read(RgbImage picture, int side, Device device) => (Resize(picture.ToTensor(device), side) * 2) - 1;

    /// <summary>Enlarges a result and adds the photo's detail.</summary>
    /// <param name="start">[1, 3, S, S], −1–1.</param>
    /// <returns>[1, 3, R, R], 0–1.</returns>
    public Tensor Compose(Tensor start)
    {
        var image = (_enlarge.Apply((start.clamp(-1, 1) + 1) / 2) + _detail).clamp(0, 1);
        return _borrowed?.Apply(image) ?? image;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Photo.Dispose();
        Keep?.Dispose();
        _detail.Dispose();
        _enlarge.Dispose();
        _borrowed?.Dispose();
    }

    // [1, 1, R, R] or []
    private static Tensor Share(double share, FaceMarks? marks, int side, Device device)
    {
        if (marks is null)
        {
            return tensor((float)share, device: device);
        }

        var keep = marks.Keep(side, device);
        return (keep + ((1 - keep) * share)) * (1 - marks.Ignore(side, device));
    }

    private static Tensor Resize(Tensor image, int side)
    {
        if (image.shape[^1] == side)
        {
            return image;
        }

        using var filter = Filter((int)image.shape[^1], side, image.device);
        return filter.Apply(image).clamp(0, 1);
    }

    private static SeparableFilter Filter(int from, int to, Device device)
    {
        var matrix = BicubicKernel.Resize(from, to);
        return new SeparableFilter(matrix, matrix, device);
    }
}

/// <summary>Makes pictures that resemble a photo without being it: the photo noised and brought back with other noise each time.</summary>
/// <remarks>
/// With guidance they are the generated album (Ding 2024, section 3.2); without it, faces of the base model for prior preservation.
/// </remarks>
internal sealed class PictureMaker : IDisposable
{
    // Keeps the noise of album pictures apart from that of the restoration.
    private const long FirstSeed = 10_000;

    private readonly DiffusionUNet _network;
    private readonly RestorationChain _chain;
    private readonly IReadOnlyList<Tensor> _photos;
    private readonly int _count;
    private readonly long _seed;
    private readonly List<Tensor> _made = [];
    private DiffusionSampler? _sampler;

    /// <summary>Initializes a new instance of the <see cref="PictureMaker"/> class.</summary>
    /// <param name="network">The base network; stays owned by the caller.</param>
    /// <param name="chain">How far to go, and how strongly pictures are pulled to the photo.</param>
    /// <param name="photos">Where pictures start from, taken in turn; each [1, 3, S, S], −1–1, owned by the caller.</param>
    /// <param name="count">How many pictures.</param>
    /// <param name="seed">Decides all noise.</param>
    public PictureMaker(DiffusionUNet network, RestorationChain chain, IReadOnlyList<Tensor> photos, int count, int seed)
    {
        _network = network;
        _chain = chain;
        _photos = photos;
        _count = count;
        _seed = FirstSeed + ((long)seed * count);
    }

    /// <summary>Gets the number of steps of all pictures.</summary>
    public int Length => _count * _chain.Length;

    /// <summary>Gets a value indicating whether all pictures are made.</summary>
    public bool IsFinished => _made.Count == _count;

    /// <summary>Gets x̂₀ of the picture in work, or the last picture [1, 3, S, S], −1–1; owned by the maker.</summary>
    public Tensor Current => _sampler?.PredictedStart ?? _made[^1];

    /// <summary>Gets the distance to the photo at the last guided step, or null.</summary>
    public double? LastDistance { get; private set; }

    /// <summary>Takes one step of one picture.</summary>
    public void Step()
    {
        _sampler ??= _chain.Begin(_network, _photos[_made.Count % _photos.Count], _seed + _made.Count);
        _sampler.Step();
        LastDistance = _sampler.LastDistance ?? LastDistance;
        if (_sampler.Index < 0)
        {
            using var scope = NewDisposeScope();
            _made.Add(_sampler.Sample.clamp(-1, 1).DetachFromDisposeScope());
            _sampler.Dispose();
            _sampler = null;
        }
    }

    /// <summary>Gives all pictures [N, 3, S, S], −1–1; owned by the current scope.</summary>
    public Tensor Collect() => cat([.. _made]);

    /// <inheritdoc/>
    public void Dispose()
    {
        _sampler?.Dispose();
        foreach (var picture in _made)
        {
            picture.Dispose();
        }
    }
}
