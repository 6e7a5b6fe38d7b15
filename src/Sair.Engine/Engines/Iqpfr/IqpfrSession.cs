using Sair.Engine.Degradations;
using Sair.Engine.Engines.Sair;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Losses;
using Sair.Engine.Quality;

namespace Sair.Engine.Engines.Iqpfr;

/// <summary>One run: the networks, the photo and what became of it.</summary>
internal sealed class IqpfrSession : IDisposable
{
    private readonly IqpfrOptions _options;
    private readonly EngineContext _context;
    private readonly RestorationInput _input;
    private readonly IqpfrPack _pack;
    private readonly Tensor _degraded;
    private readonly Tensor _restored;

    private IqpfrSession(RestorationInput input, IqpfrOptions options, EngineContext context, IqpfrPack pack)
    {
        _options = options with { Fidelity = options.Fidelity ?? pack.Fidelity };
        _context = context;
        _input = input;
        _pack = pack;
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        _degraded = Shrink(input.Degraded.ToTensor(context.Device), pack.Side).DetachFromDisposeScope();
        var picture = pack.Restore(_degraded, pack.Predictor.HasScore ? options.Score : null, options.Fidelity, options.Adain);
        var whole = AddPhoto(picture).clamp(0, 1);
        using var detail =
            input.References.Count > 0
                ? ReferenceDetail.Of(input.Marks, input.References[0].ToTensor(context.Device), (int)whole.shape[^1])
                : null;
        _restored = (detail?.Apply(whole) ?? whole).DetachFromDisposeScope();
    }

    /// <summary>Loads the networks and restores.</summary>
    public static IqpfrSession Open(RestorationInput input, IqpfrOptions options, EngineContext context)
    {
        var pack = IqpfrPack.Load(context.Models, context.Device, options.Pack);
        try
        {
            return new IqpfrSession(input, options, context, pack);
        }
        catch
        {
            pack.Dispose();
            throw;
        }
    }

    /// <summary>Reads what is known of the result: how much quality it lacks, and its likeness.</summary>
    public StepLosses ReadLosses()
    {
        using var scope = NewDisposeScope();
        using var scorer = QualityScorer.Load(_context.Models, _context.Device);
        var lacking = 1 - scorer.Score(Render());
        return new StepLosses([new LossTerm("quality", lacking, lacking)], lacking, Similarity(_restored));
    }

    /// <summary>Renders the result.</summary>
    public RgbImage Render() => _restored.ToImage();

    /// <summary>Packs the result.</summary>
    public RestorationResult ReadResult() =>
        new()
        {
            Image = Render(),
            Options = _options,
            ModelHashes = new[] { KnownFaceModels.Recogniser, KnownFaceModels.Statistics }
                .ToDictionary(id => id, id => _context.Models.Open(id, CPU).Sha256)
                .Append(new KeyValuePair<string, string>(_pack.ModelId, _pack.Hash))
                .ToDictionary(entry => entry.Key, entry => entry.Value),
            IdentityBefore = Similarity(_degraded),
            IdentityAfter = Similarity(_restored),
        };

    /// <inheritdoc/>
    public void Dispose()
    {
        _degraded.Dispose();
        _restored.Dispose();
        _pack.Dispose();
    }

    // A photo that holds more than the pack can show is brought to the pack's side.
    private static Tensor Shrink(Tensor face, int side) => face.shape[^1] > side ? FaceEnlargement.Apply(face, side) : face;

    private Tensor AddPhoto(Tensor picture)
    {
        if (_options.PhotoShare == 0 && _input.Marks is not { Keeps: true })
        {
            return picture;
        }

        var degradation = DegradationEstimator.Complete(_input.Degraded, (int)_degraded.shape[^1], known: _input.Degradation);
        using var model = new DegradationModel(degradation, _context.Device);
        using var consistency = new PhotoConsistency(_degraded, degradation, model, _options.PhotoShare, measuresNoise: true, _input.Marks);
        return consistency.Apply(picture);
    }

    private double? Similarity(Tensor face)
    {
        if (_input.References.Count == 0)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        using var recogniser = AlignedRecogniser.Load(_context.Models, _context.Device);
        var references = cat([.. _input.References.Select(reference => recogniser.forward(reference.ToTensor(_context.Device)))]);
        using var identity = new IdentityLoss(
            recogniser.forward,
            references,
            FaceStatistics.Load(_context.Models, _context.Device).MeanDescriptor
        );
        return identity.Similarity(recogniser.forward(face)).ToDouble();
    }
}

/// <summary>The only step of a run.</summary>
internal sealed class IqpfrStep(IqpfrSession session) : RestorationStep
{
    /// <inheritdoc/>
    public override StepLosses ReadLosses() => session.ReadLosses();

    /// <inheritdoc/>
    public override RgbImage Render() => session.Render();

    /// <inheritdoc/>
    public override RestorationResult ReadResult() => session.ReadResult();
}
