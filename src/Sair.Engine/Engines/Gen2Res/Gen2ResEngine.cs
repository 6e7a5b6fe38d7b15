using Sair.Engine.Faces;
using Sair.Engine.Weights;

namespace Sair.Engine.Engines.Gen2Res;

/// <summary>Restores a picture by noising it and generating it anew with a prior that was narrowed to the person (Ding 2024).</summary>
/// <remarks>Decisions between paper and published code: README.md in this folder.</remarks>
public sealed class Gen2ResEngine : RestorationEngine<Gen2ResOptions>, IEstimatingEngine
{
    /// <summary>The engine's id.</summary>
    public const string Id = "gen2res";

    /// <summary>Name of the stage that makes an album.</summary>
    public const string AlbumStage = "album";

    /// <summary>Name of the stage that learns the album.</summary>
    public const string TuningStage = "learn";

    /// <summary>Name of the stage that restores.</summary>
    public const string RestorationStage = "restore";

    private readonly MemoryPersonalWeightsStore _store = new();
    private readonly string _modelId;

    /// <summary>Initializes a new instance of the <see cref="Gen2ResEngine"/> class.</summary>
    /// <param name="modelId">The base model: faces, or any other kind of picture.</param>
    public Gen2ResEngine(string modelId = Gen2ResPack.FaceModelId)
    {
        _modelId = modelId;
        Descriptor = new EngineDescriptor(
            Id,
            "Personal diffusion",
            "Learns the person from an album and generates the photo anew from as much noise as you allow.",
            "Ding, Zhang, Tu, Xia: Restoration by Generation with Constrained Priors, CVPR 2024 (arXiv 2312.17161).",
            typeof(Gen2ResOptions),
            modelId == Gen2ResPack.FaceModelId ? [modelId, KnownFaceModels.Recogniser, KnownFaceModels.Statistics] : [modelId],
            [AlbumStage, TuningStage, RestorationStage],
            MinimumReferences: 0
        )
        {
            PackRoles = [new PackRole(ModelPack.Network, IsRequired: true), new PackRole(ModelPack.Recogniser)],
        };
    }

    /// <inheritdoc/>
    public override EngineDescriptor Descriptor { get; }

    /// <inheritdoc/>
    public EngineEstimate Estimate(EngineOptions options, int references, EngineContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var pack = Gen2ResPack.Open(_modelId, context.Models, context.Device, options.Pack);
        var completed = Gen2ResPlan.Complete((Gen2ResOptions)options, pack, references);
        using var network = pack.CreateNetwork(context.Device);
        var cost = Gen2ResCost.Of(completed, completed.Mode, isTuned: false);
        var pass = cost.Estimate(network) / cost.Passes;
        var learned =
            completed.Mode == Gen2ResMode.Personal ? new LearnedName(pack.Model.Sha256, Gen2ResPlan.Tuning(completed, pack).Name) : null;
        return new EngineEstimate(pass * (cost.Album + cost.Tuning), pass * cost.Restoration, learned);
    }

    /// <inheritdoc/>
    protected override IEnumerable<RestorationStep> Restore(
        RestorationInput input,
        Gen2ResOptions options,
        EngineContext context,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var session = Gen2ResSession.Open(input, options, _modelId, context.PersonalWeights ?? _store, context);
        for (var index = 1; index <= session.Total; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var stage = session.Advance();
            yield return new Gen2ResStep(session)
            {
                Stage = stage,
                Index = index,
                Total = session.Total,
            };
        }
    }
}
