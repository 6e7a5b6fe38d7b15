using Microsoft.Extensions.Logging;
using Sair.Engine.Diffusion;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Networks;
using Sair.Engine.Weights;

namespace Sair.Engine.Engines.Gen2Res;

/// <summary>One run: album, learning, restoration, with what an observer may read between steps.</summary>
internal sealed class Gen2ResSession : IDisposable
{
    private const int PreviewSteps = 6;
    private const int PriorPictures = 8;
    private const int ProgressEverySteps = 50;

    private readonly Gen2ResPack _pack;
    private readonly Gen2ResOptions _options;
    private readonly EngineContext _context;
    private readonly IPersonalWeightsStore _store;
    private readonly PersonalTuningOptions _tuningOptions;
    private readonly PersonalWeightsKey _key;
    private readonly DiffusionUNet _network;
    private readonly PictureFrame _frame;
    private readonly IReadOnlyList<Tensor> _references;
    private readonly IdentityMeter? _identity;
    private readonly RestorationChain _chain;
    private readonly PictureMaker? _album;
    private readonly double? _identityBefore;
    private PersonalTuning? _tuning;
    private DiffusionSampler? _sampler;

    private Gen2ResSession(
        RestorationInput input,
        Gen2ResOptions options,
        Gen2ResPack pack,
        IPersonalWeightsStore store,
        EngineContext context
    )
    {
        _pack = pack;
        _options = options;
        _context = context;
        _store = store;
        _chain = Gen2ResCost.Chains.Restoration(options);
        _tuningOptions = Gen2ResPlan.Tuning(options, pack);
        var generated =
            options.Mode == Gen2ResMode.Generative
                ? $"-{options.AlbumSize}-{options.AlbumNoiseLevel}-{options.AlbumSteps}-{options.AlbumGuidance:R}"
                    + $"-{options.GuidanceInterval}"
                : string.Empty;
        _key = new PersonalWeightsKey(
            AlbumVersion.Of(options.Mode == Gen2ResMode.Generative ? [input.Degraded] : input.References),
            pack.Model.Sha256,
            _tuningOptions.Name + generated
        );
        _network = pack.CreateNetwork(context.Device);
        var side = _network.Configuration.ImageSize;
        _frame = new PictureFrame(
            input.Degraded,
            side,
            options.OutputSide,
            options.PhotoDetail,
            context.Device,
            input.Marks,
            input.References.Count > 0 ? input.References[0] : null
        );
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        _references =
        [
            .. input.References.Select(reference => PictureFrame.Read(reference, side, context.Device).DetachFromDisposeScope()),
        ];
        if (pack.IsFace && input.References.Count > 0)
        {
            _identity = new IdentityMeter(
                input.References.Select(reference => reference.ToTensor(context.Device)),
                context.Models,
                context.Device
            );
            _identityBefore = _identity.Measure(input.Degraded.ToTensor(context.Device));
        }

        var isTuned = TryApplyStored();
        if (options.Mode == Gen2ResMode.Generative && !isTuned)
        {
            _album = new PictureMaker(_network, Gen2ResCost.Chains.Album(options), [_frame.Photo], options.AlbumSize, options.Seed);
        }

        var cost = Gen2ResCost.Of(options, options.Mode, isTuned);
        var needsTuning = options.Mode != Gen2ResMode.Base && !isTuned;
        Total = (_album?.Length ?? 0) + (needsTuning ? options.TuningIterations : 0) + _chain.Length;
        context.Logger.LogInformation(
            "{Mode} restoration of {Passes} passes, about {Seconds:F0} s.",
            options.Mode,
            cost.Passes,
            cost.Estimate(_network).TotalSeconds
        );
        if (needsTuning && _album is null)
        {
            BeginTuning(cat([.. _references]));
            Total -= _tuning!.Finished;
        }
    }

    /// <summary>Gets the number of steps of this run.</summary>
    public int Total { get; private set; }

    /// <summary>Opens a run.</summary>
    public static Gen2ResSession Open(
        RestorationInput input,
        Gen2ResOptions options,
        string modelId,
        IPersonalWeightsStore store,
        EngineContext context
    )
    {
        var pack = Gen2ResPack.Open(modelId, context.Models, context.Device, options.Pack);
        return new Gen2ResSession(input, Gen2ResPlan.Complete(options, pack, input.References.Count), pack, store, context);
    }

    /// <summary>Takes one step.</summary>
    /// <returns>The stage that it belonged to.</returns>
    public string Advance()
    {
        if (_album is { IsFinished: false } album)
        {
            album.Step();
            if (album.IsFinished)
            {
                using var scope = NewDisposeScope();
                BeginTuning(album.Collect());
                Total -= _tuning!.Finished;
            }

            return Gen2ResEngine.AlbumStage;
        }

        if (_tuning is { } tuning)
        {
            if (!tuning.IsFinished)
            {
                tuning.Step();
            }

            if (tuning.IsFinished)
            {
                _store.WriteWeights(_key, tuning.Complete());
                tuning.Dispose();
                _tuning = null;
            }
            else if (tuning.Finished % ProgressEverySteps == 0)
            {
                _store.WriteProgress(_key, tuning.WriteProgress());
            }

            return Gen2ResEngine.TuningStage;
        }

        _sampler ??= _chain.Begin(_network, _frame.Photo, _options.Seed, _frame.Keep);
        _sampler.Step();
        return Gen2ResEngine.RestorationStage;
    }

    /// <summary>Reads the terms of the current stage.</summary>
    public StepLosses ReadLosses()
    {
        if (_tuning is { } tuning)
        {
            var terms = new[]
            {
                new LossTerm("noise", tuning.NoiseError, tuning.NoiseError),
                new LossTerm("variance", tuning.VariationalBound, tuning.VariationalBound),
            };
            return new StepLosses(terms, terms.Sum(term => term.Weighted), null);
        }

        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var start = Picture();
        var difference = (start - _frame.Photo).square().mean().ToDouble() / 4; // in units of the 0–1 range
        return new StepLosses([new LossTerm("change", difference, difference)], difference, _identity?.Measure(_frame.Compose(start)));
    }

    /// <summary>Renders the current picture at the output's side.</summary>
    public RgbImage Render()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        return _frame.Compose(Picture()).ToImage();
    }

    /// <summary>Renders and packs the result.</summary>
    public RestorationResult ReadResult()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var image = _frame.Compose(Picture());
        return new RestorationResult
        {
            Image = image.ToImage(),
            Options = _options with { OutputSide = _frame.OutputSide },
            ModelHashes = Hashes(),
            IdentityBefore = _identityBefore,
            IdentityAfter = _identity?.Measure(image),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // What was learned until a cancellation is not lost.
        if (_tuning is { Finished: > 0, IsFinished: false } unfinished)
        {
            _store.WriteProgress(_key, unfinished.WriteProgress());
        }

        _sampler?.Dispose();
        _tuning?.Dispose();
        _album?.Dispose();
        _identity?.Dispose();
        foreach (var reference in _references)
        {
            reference.Dispose();
        }

        _frame.Dispose();
        _network.Dispose();
    }

    private bool TryApplyStored()
    {
        if (_options.Mode == Gen2ResMode.Base || _store.ReadWeights(_key) is not { } stored)
        {
            return false;
        }

        using var weights = new TunableWeights(_network, _pack.Model.Parameters, _tuningOptions.Form, _tuningOptions.Rank);
        try
        {
            weights.Apply(stored);
            return true;
        }
        catch (InvalidDataException failure)
        {
            // They can be learned again.
            _context.Logger.LogWarning("Stored personal weights cannot be used: {Reason}", failure.Message);
            _network.Freeze();
            return false;
        }
    }

    private void BeginTuning(Tensor album)
    {
        Tensor? prior = null;
        if (_tuningOptions.PriorShare > 0)
        {
            using var maker = new PictureMaker(
                _network,
                Gen2ResCost.Chains.Album(_options with { AlbumGuidance = 0 }),
                _references.Count > 0 ? _references : [_frame.Photo],
                PriorPictures,
                _options.Seed
            );
            while (!maker.IsFinished)
            {
                maker.Step();
            }

            prior = maker.Collect();
        }

        _tuning = new PersonalTuning(_pack, _network, album, prior, _tuningOptions);
        if (_store.ReadProgress(_key) is { } progress)
        {
            _tuning.TryResume(progress);
        }
    }

    // [1, 3, S, S], −1–1: of the restoration, of the album, or while learning a quick restoration with what is learned so far.
    private Tensor Picture()
    {
        if (_sampler is { } sampler)
        {
            return sampler.Index < 0 ? sampler.Sample : sampler.PredictedStart;
        }

        if (_album is { IsFinished: false } album)
        {
            return album.Current;
        }

        var quick = _chain with { Sampler = Gen2ResSampler.Solver, Steps = PreviewSteps, Guidance = 0 };
        using var preview = quick.Begin(_network, _frame.Photo, _options.Seed);
        _network.eval();
        while (preview.Index >= 0)
        {
            preview.Step();
        }

        _network.train(_tuning is not null);
        return preview.Sample.clone();
    }

    private Dictionary<string, string> Hashes()
    {
        var hashes = new Dictionary<string, string> { [_pack.Model.Id] = _pack.Model.Sha256 };
        if (_identity is not null)
        {
            foreach (var id in new[] { KnownFaceModels.Recogniser, KnownFaceModels.Statistics })
            {
                hashes[id] = _context.Models.Open(id, CPU).Sha256;
            }
        }

        return hashes;
    }
}

/// <summary>One finished step of a stage.</summary>
internal sealed class Gen2ResStep(Gen2ResSession session) : RestorationStep
{
    /// <inheritdoc/>
    public override StepLosses ReadLosses() => session.ReadLosses();

    /// <inheritdoc/>
    public override RgbImage Render() => session.Render();

    /// <inheritdoc/>
    public override RestorationResult ReadResult() => session.ReadResult();
}

/// <summary>Measures how much a face resembles the references; nothing is optimised against it.</summary>
internal sealed class IdentityMeter : IDisposable
{
    private readonly AlignedRecogniser _recogniser;
    private readonly Tensor _mean;
    private readonly Tensor _reference;

    /// <summary>Describes the references.</summary>
    /// <param name="references">Each [1, 3, H, H], 0–1; at least one.</param>
    /// <param name="models">Holds the recogniser.</param>
    /// <param name="device">Where to compute.</param>
    public IdentityMeter(IEnumerable<Tensor> references, IModelProvider models, Device device)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        _recogniser = AlignedRecogniser.Load(models, device);
        _mean = FaceStatistics.Load(models, device).MeanDescriptor.reshape(1, -1).clone().DetachFromDisposeScope();
        var directions = references.Select(Direction).ToList();
        _reference = nn.functional.normalize(cat(directions).mean([0], keepdim: true)).DetachFromDisposeScope();
    }

    /// <summary>Gives the centred cosine, −1–1.</summary>
    /// <param name="image">[1, 3, R, R], 0–1.</param>
    public double Measure(Tensor image)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        return (Direction(image) * _reference).sum().ToDouble();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _recogniser.Dispose();
        _mean.Dispose();
        _reference.Dispose();
    }

    private Tensor Direction(Tensor image) => nn.functional.normalize(_recogniser.forward(image) - _mean); // [1, D]
}
