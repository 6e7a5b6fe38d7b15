using System.Globalization;
using Sair.Engine.Degradations;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Losses;
using Sair.Engine.Networks;
using Sair.Engine.Quality;
using Sair.Engine.Weights.Files;

namespace Sair.Engine.Engines.Sair;

/// <summary>One run: networks, targets and the search, with what an observer may read between iterations.</summary>
internal sealed class SairSession : IDisposable
{
    private readonly SairPack _pack;
    private readonly PackGuide? _guide;
    private readonly QualityScorer? _quality;
    private readonly SairInputs _inputs;
    private readonly DegradationModel _degradation;
    private readonly PhotoConsistency _consistency;
    private readonly ReferenceDetail? _detail;
    private readonly SairObjective _objective;
    private readonly IReadOnlyList<Tensor> _noise;
    private readonly EngineContext _context;
    private readonly SearchSides _sides;
    private readonly RecomputedSynthesis? _recomputed;
    private ReferenceTuning? _tuning;

    private SairSession(SairPack pack, PackGuide? guide, SairInputs inputs, SairOptions options, EngineContext context)
    {
        _pack = pack;
        _guide = guide;
        _inputs = inputs;
        _context = context;
        Options = options;
        _quality = options.QualityWeight > 0 ? QualityScorer.Load(context.Models, context.Device) : null;
        var size = pack.Generator.Configuration.Size;
        var colourSide = size / 4;
        _noise = pack.DrawNoise(options.Seed, context.Device);
        _degradation = new DegradationModel(inputs.Degradation, context.Device);
        _consistency = new PhotoConsistency(
            inputs.Degraded,
            inputs.Degradation,
            _degradation,
            options.Form == ObjectiveForm.Published ? 0 : options.PhotoShare,
            marks: inputs.Marks
        );
        _detail = ReferenceDetail.Of(inputs.Marks, inputs.References, pack.Generator.Configuration.Size);
        _sides = SearchSides.Of(size, inputs.Degradation.Side, options.ResolutionLadder, context.Memory);
        _recomputed = context.Memory == MemoryUse.Full ? null : new RecomputedSynthesis(pack.Generator, _noise, Range);
        _objective = new SairObjective(
            new SairTargets
            {
                Degraded = inputs.Degraded,
                FidelityWeights = inputs.FidelityWeights,
                Degrade = _degradation.Apply,
                Anchor = inputs.Anchor,
                Describe = guide is null ? null : image => guide.Describe(_consistency.Apply(image)),
                ReferenceDescriptors = inputs.ReferenceDescriptors,
                MeanDescriptor = inputs.MeanDescriptor,
                EmotionDirection = inputs.EmotionDirection,
                FaceMask = _ =>
                    pack.IsFace
                        ? FaceRegion.Find(context.Models, Render(), colourSide, context.Device, pack.Parser)
                        : ones([colourSide, colourSide], device: context.Device),
                ColourSide = colourSide,
                Quality = _quality?.Network,
            },
            options
        );
        Search = new LatentSearch(
            inputs.Anchor,
            Picture,
            _objective.Terms,
            new LearningRateSchedule(options.LearningRate!.Value, FirstStepMoves: options.Form == ObjectiveForm.Default),
            options.Iterations,
            _recomputed is null ? null : _recomputed.Gradient
        );
        if (inputs.References is { } references && options.TuningIterations > 0)
        {
            _tuning = new ReferenceTuning(pack.Generator, pack.Encoder, references, _noise, guide);
        }
    }

    /// <summary>Gets the search.</summary>
    public LatentSearch Search { get; }

    /// <summary>Gets the options with every value filled in.</summary>
    public SairOptions Options { get; }

    /// <summary>Loads the networks and prepares the targets.</summary>
    public static SairSession Open(RestorationInput input, SairOptions options, EngineContext context)
    {
        var pack = SairPack.Load(context.Models, context.Device, options.Pack);
        PackGuide? guide = null;
        SairInputs? inputs = null;
        SairSession? session = null;
        try
        {
            guide = PackGuide.Load(pack.Guide, context.Models, context.Device);
            (inputs, var filled) = SairInputs.Prepare(input, options, pack, guide, context);
            session = new SairSession(pack, guide, inputs, filled, context);
            if (input.ResumeState is { } state)
            {
                SairState.Read(state, session.Search, pack.GeneratorHash);
            }

            return session;
        }
        catch
        {
            if (session is null)
            {
                inputs?.Dispose();
                guide?.Dispose();
                pack.Dispose();
            }

            session?.Dispose();
            throw;
        }
    }

    /// <summary>Does one step of the tuning to the references.</summary>
    public void Tune() => _tuning!.Step();

    /// <summary>Ends the tuning: the search starts at the best reference's fitted latent, in the tuned generator.</summary>
    public void BeginSearch()
    {
        if (_tuning is { } tuning)
        {
            using var scope = NewDisposeScope();
            using var ungraded = no_grad();
            var fitted = tuning.Latents.narrow(0, 0, 1);
            _inputs.Anchor.copy_(fitted);
            if (Search.Finished == 0)
            {
                Search.Latent.copy_(fitted);
            }

            tuning.Dispose();
            _tuning = null;
        }

        _pack.Generator.Freeze();
    }

    /// <summary>Reads the terms at the start of the last iteration; synchronises with the device.</summary>
    public StepLosses ReadLosses()
    {
        if (_tuning is { Loss: var loss })
        {
            return new StepLosses([new LossTerm(SairEngine.TuningStage, loss, loss)], loss, null);
        }

        if (Search.Values is not { } stored)
        {
            return new StepLosses([], 0, null);
        }

        using var scope = NewDisposeScope();
        var values = stored.cpu().data<float>().ToArray();
        var terms = Search.Objective.Terms.Select((term, i) => new LossTerm(term.Name, values[i], values[i] * term.Weight)).ToList();
        var similarity = terms.Where(term => term.Name == "identity").Select(term => (double?)(1 - term.Value)).FirstOrDefault();
        return new StepLosses(terms, terms.Sum(term => term.Weighted), similarity);
    }

    /// <summary>Renders the current latent at full size, with the chosen emotion applied.</summary>
    public RgbImage Render()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        return Decode().ToImage();
    }

    /// <summary>Renders the current latent and packs the result.</summary>
    public RestorationResult ReadResult()
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var image = Decode();
        return new RestorationResult
        {
            Image = image.ToImage(),
            Options = Options,
            ModelHashes = _inputs.ModelHashes,
            IdentityBefore = Similarity(_inputs.Degraded),
            IdentityAfter = Similarity(image),

            // While the generator learns the references there is nothing yet that a later run could go on from.
            State = _tuning is null ? SairState.Write(Search, _pack.GeneratorHash, Options.Seed) : null,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tuning?.Dispose();
        Search.Dispose();
        _objective.Dispose();
        _consistency.Dispose();
        _detail?.Dispose();
        _degradation.Dispose();
        foreach (var input in _noise)
        {
            input.Dispose();
        }

        _inputs.Dispose();
        _guide?.Dispose();
        _quality?.Dispose();
        _pack.Dispose();
    }

    private Tensor Picture(Tensor latent, int iteration)
    {
        var side = iteration < Options.Iterations / 2 ? _sides.Early : _sides.Late;
        return _recomputed?.Render(latent, side) ?? Range(_pack.Generator.Synthesize(latent, _noise, side));
    }

    private Tensor Range(Tensor picture) =>
        Options.Form == ObjectiveForm.Published ? PictureRange.PublishedStretch(picture) : PictureRange.Clamp(picture);

    // [1, 3, R, R], 0–1
    private Tensor Decode()
    {
        // While the generator learns the references, the photo is shown as the encoder reads it.
        var latent = (_tuning is null ? Search.Latent : _inputs.PhotoLatent).detach();
        var picture = PictureRange.Clamp(_pack.Generator.Synthesize(latent, _noise));
        var result = _consistency.Apply(picture);
        if (_inputs.EmotionShift is { } shift)
        {
            // The photo shows its own expression, so the change is added after the photo's share and not undone by it.
            result = result + PictureRange.Clamp(_pack.Generator.Synthesize(latent + shift, _noise)) - picture;
        }

        result = result.clamp(0, 1);
        return _detail?.Apply(result) ?? result;
    }

    private double? Similarity(Tensor image) => _guide is null ? null : _objective.Similarity(_guide.Describe(image))?.ToDouble();
}

/// <summary>One finished iteration of the search.</summary>
internal sealed class SairStep(SairSession session) : RestorationStep
{
    /// <inheritdoc/>
    public override StepLosses ReadLosses() => session.ReadLosses();

    /// <inheritdoc/>
    public override RgbImage Render() => session.Render();

    /// <inheritdoc/>
    public override RestorationResult ReadResult() => session.ReadResult();
}

/// <summary>
/// The state of a search as bytes: a safetensors container with the latent, Adam's moments, the position,
/// and the face model's hash.
/// </summary>
internal static class SairState
{
    private const string Version = "1";
    private const string VersionKey = "sair_state";
    private const string PackKey = "generator_sha256";
    private const string SeedKey = "seed";

    public static byte[] Write(LatentSearch search, string generatorHash, int seed)
    {
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream();
        SafetensorsFile.Write(
            stream,
            search.State(),
            new Dictionary<string, string>
            {
                [VersionKey] = Version,
                [PackKey] = generatorHash,
                [SeedKey] = seed.ToString(CultureInfo.InvariantCulture),
            }
        );
        return stream.ToArray();
    }

    /// <exception cref="InvalidOptionsException">The bytes are no state, or one of another face model.</exception>
    public static void Read(byte[] bytes, LatentSearch search, string generatorHash)
    {
        try
        {
            using var stream = new MemoryStream(bytes);
            var (tensors, metadata) = SafetensorsFile.Read(stream);
            try
            {
                if (metadata.GetValueOrDefault(VersionKey) != Version || metadata.GetValueOrDefault(PackKey) != generatorHash)
                {
                    throw new InvalidOptionsException("The saved state belongs to another face model: start the restoration anew.");
                }

                search.LoadState(tensors);
            }
            finally
            {
                foreach (var value in tensors.Values)
                {
                    value.Dispose();
                }
            }
        }
        catch (InvalidDataException)
        {
            throw new InvalidOptionsException("The saved state is damaged: start the restoration anew.");
        }
    }
}
