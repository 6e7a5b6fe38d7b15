using Sair.Engine.Diffusion.Sampling;
using Sair.Engine.Networks;

namespace Sair.Engine.Engines.Gen2Res.Album;

/// <summary>Makes pictures that resemble a photo without being it: the photo noised and brought back with other noise each time.</summary>
/// <remarks>With guidance they are the generated album (Ding 2024, section 3.2); without it, faces of the base model for prior preservation.</remarks>
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
