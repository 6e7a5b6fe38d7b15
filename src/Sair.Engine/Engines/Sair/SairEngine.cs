using Sair.Engine.Faces;
using Sair.Engine.Weights;

namespace Sair.Engine.Engines.Sair;

/// <summary>Searches the latent space of a face generator with one good photo of the person as guide (Guo 2024).</summary>
/// <remarks>Symbols, equations and departures from the published code: README.md in this folder.</remarks>
public sealed class SairEngine : RestorationEngine<SairOptions>
{
    /// <summary>The engine's id.</summary>
    public const string Id = "sair";

    /// <summary>Name of the stage that adapts the generator to the references.</summary>
    public const string TuningStage = "tuning";

    /// <summary>Name of the stage that searches the latent space.</summary>
    public const string SearchStage = "search";

    /// <inheritdoc/>
    public override EngineDescriptor Descriptor { get; } =
        new(
            Id,
            "SAIR",
            "Finds the face in a generator's latent space that explains the photo and looks like the person on the reference.",
            "Guo, Luo, Xu: Self-Supervised Face Image Restoration with a One-Shot Reference, ICASSP 2024 (arXiv 2203.03005).",
            typeof(SairOptions),
            [
                SairPack.GeneratorId,
                SairPack.EncoderId,
                SairPack.StatisticsId,
                KnownFaceModels.Recogniser,
                KnownFaceModels.Statistics,
                KnownFaceModels.Landmarks,
            ],
            [TuningStage, SearchStage],
            MinimumReferences: 0
        )
        {
            Presets = SairPresets.All,
            MemoryUses = [MemoryUse.Full, MemoryUse.Recomputed, MemoryUse.Reduced],
            PackRoles =
            [
                new PackRole(ModelPack.Generator, IsRequired: true),
                new PackRole(ModelPack.Encoder),
                new PackRole(ModelPack.Recogniser),
                new PackRole(ModelPack.Mask),
                new PackRole(ModelPack.Directions),
                .. SairPack.EmotionNames.Select(name => new PackRole(ModelPack.Direction + name)),
            ],
        };

    /// <inheritdoc/>
    protected override IEnumerable<RestorationStep> Restore(
        RestorationInput input,
        SairOptions options,
        EngineContext context,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var session = SairSession.Open(input, options, context);
        var search = session.Search;
        var tuning = session.Options.TuningIterations;
        var total = tuning + search.Iterations;
        for (var i = 1; i <= tuning; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            session.Tune();

            // A resumed run has shown these steps before; it only needs the same generator again.
            if (search.Finished == 0)
            {
                yield return new SairStep(session)
                {
                    Stage = TuningStage,
                    Index = i,
                    Total = total,
                };
            }
        }

        session.BeginSearch();
        if (search.Finished >= search.Iterations)
        {
            yield return new SairStep(session)
            {
                Stage = SearchStage,
                Index = total,
                Total = total,
            };
        }

        while (search.Finished < search.Iterations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            search.Step();
            yield return new SairStep(session)
            {
                Stage = SearchStage,
                Index = tuning + search.Finished,
                Total = total,
            };
        }
    }
}

/// <summary>The presets of <see cref="SairEngine"/>.</summary>
internal static class SairPresets
{
    /// <summary>Gets the presets, the default one in the middle.</summary>
    public static IReadOnlyList<EnginePreset> All { get; } =
    [
        new(
            EnginePreset.Faithful,
            "Keeps everything that the photo shows, with its faults, and changes no expression.",
            new SairOptions
            {
                PhotoShare = 1,
                EmotionStrength = 0,
                IdentityWeight = 0.8,
                ResolutionLadder = false,
            }
        ),
        new(EnginePreset.Balanced, "Follows the photo and looks like a good photograph: the usual choice.", new SairOptions()),
        new(
            EnginePreset.Polished,
            "Looks cleanest; where the photo is rough, more comes from the face model.",
            new SairOptions { PhotoShare = 0.35 }
        ),
    ];
}
