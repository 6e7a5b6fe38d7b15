using Sair.Engine.Faces;
using Sair.Engine.Quality;
using Sair.Engine.Weights;

namespace Sair.Engine.Engines.Iqpfr;

/// <summary>Predicts the codes of a good face in one pass, with the wanted quality as a condition (Hu 2025).</summary>
/// <remarks>Symbols, equations and departures from the published code: README.md in this folder.</remarks>
public sealed class IqpfrEngine : RestorationEngine<IqpfrOptions>
{
    /// <summary>The engine's id.</summary>
    public const string Id = "iqpfr";

    /// <summary>Name of the only stage.</summary>
    public const string Stage = "restore";

    /// <inheritdoc/>
    public override EngineDescriptor Descriptor { get; } =
        new(
            Id,
            "Instant",
            "Restores in a moment from what faces look like in general; it knows nothing of the person, so compare the likeness.",
            "Hu et al.: An Image Quality Prior for Blind Face Restoration (IQPFR), arXiv 2503.09294.",
            typeof(IqpfrOptions),
            [IqpfrPack.PredictorId, QualityScorer.ModelId, KnownFaceModels.Recogniser, KnownFaceModels.Statistics],
            [Stage],
            MinimumReferences: 0
        )
        {
            PackRoles = [new PackRole(ModelPack.Predictor, IsRequired: true)],
        };

    /// <inheritdoc/>
    protected override IEnumerable<RestorationStep> Restore(
        RestorationInput input,
        IqpfrOptions options,
        EngineContext context,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var session = IqpfrSession.Open(input, options, context);
        yield return new IqpfrStep(session)
        {
            Stage = Stage,
            Index = 1,
            Total = 1,
        };
    }
}
