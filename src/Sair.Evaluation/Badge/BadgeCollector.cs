using Sair.Engine.Engines;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;
using Sair.Evaluation.Judges;
using Sair.Evaluation.QuickSet;
using Sair.Worker.Evidence;
using Sair.Worker.People;

namespace Sair.Evaluation.Badge;

/// <summary>Restores people with their own and with strangers' photos, and measures each result as the site does.</summary>
/// <param name="engine">The engine.</param>
/// <param name="options">Its options.</param>
/// <param name="context">Device and models.</param>
/// <param name="analyzer">Describes faces.</param>
/// <param name="judge">The recogniser that nothing else sees.</param>
internal sealed class BadgeCollector(IRestorationEngine engine, EngineOptions options, EngineContext context, IFaceAnalyzer analyzer, IIdentityJudge judge)
{
    /// <summary>Photos of a person besides the one that is restored.</summary>
    public const int AlbumPhotos = 5;

    private const int UsedPhotos = 2;

    private readonly FacePreparation _preparation = new(analyzer);

    /// <summary>Measures one person at one scale: three cases of two runs.</summary>
    public IEnumerable<BadgeCase> Measure(TestFace face, int scale, CancellationToken cancellationToken)
    {
        var given = face with { References = [.. face.References.Take(UsedPhotos)], StrangersReferences = [.. face.StrangersReferences.Take(UsedPhotos)] };
        var own = Method(ReferenceChoice.All).Restore(given, cancellationToken);
        var drifted = Method(ReferenceChoice.AllOfStranger).Restore(given, cancellationToken);
        yield return Judge(face, scale, BadgeCaseKind.Own, own, face.References);
        yield return Judge(face, scale, BadgeCaseKind.StrangersReferences, drifted, face.References);
        yield return Judge(face, scale, BadgeCaseKind.StrangersAlbum, drifted, face.StrangersReferences);
    }

    private EngineMethod Method(ReferenceChoice choice) => new(engine.Descriptor.Id, engine, options, context, choice);

    private BadgeCase Judge(TestFace face, int scale, BadgeCaseKind kind, RgbImage result, IReadOnlyList<RgbImage> album)
    {
        var traits = album.Select(photo => FaceTraits.Of(_preparation.Take(photo))).ToList();
        var spread = AlbumAnalysis.Of([.. traits.Select(one => new AlbumFace(Guid.NewGuid(), Guid.NewGuid(), one, null, null, null, IsConfirmed: true))]).Spread;
        var material = new EvidenceMaterial(
            FaceTraits.Of(_preparation.Take(face.Degraded)), EvidenceMeasurement.Describe(analyzer, face.Degraded).Landmarks, [.. traits.Skip(UsedPhotos)], spread);
        var evidence = EvidenceMeasurement.Of(ConsistencyMap.Of(face.Degraded, result).Difference, EvidenceMeasurement.Describe(analyzer, result), material);
        return new BadgeCase(face.Person, scale, kind, evidence, judge.Similarity(result, face.Truth), judge.Similarity(result, face.StrangersReferences[0]));
    }
}
