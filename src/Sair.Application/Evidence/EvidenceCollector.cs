using Microsoft.EntityFrameworkCore;
using Sair.Application.People;
using Sair.Application.Photos;
using Sair.Application.Restorations;
using Sair.Data;
using Sair.Data.Photos;
using Sair.Data.Requests;
using Sair.Engine;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;

namespace Sair.Application.Evidence;

/// <summary>Measures how far a result shows the person, by what its run did not use.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="albums">Reads albums.</param>
/// <param name="patterns">Tells copies of a photo.</param>
/// <param name="analyzer">Describes faces.</param>
/// <param name="gpu">The thread that the analyzer runs on.</param>
public sealed class EvidenceCollector(
    IDbContextFactory<SairDbContext> contexts,
    Albums albums,
    FacePatterns patterns,
    Func<IFaceAnalyzer> analyzer,
    IComputeThread gpu
)
{
    /// <summary>Measures a result; the consistency always, the rest where photos and models allow it.</summary>
    public async Task<(ResultEvidence Evidence, ConsistencyMap Map)> MeasureAsync(
        RestorationRequest request,
        RgbImage degraded,
        RgbImage result,
        CancellationToken cancellationToken
    )
    {
        var map = await Task.Run(() => ConsistencyMap.Of(degraded, result), cancellationToken);
        var described = await DescribeAsync(result, cancellationToken);
        var material = described is null ? EvidenceMaterial.None : await ReadMaterialAsync(request, cancellationToken);
        return (EvidenceMeasurement.Of(map.Difference, described, material), map);
    }

    private async Task<EvidenceMaterial> ReadMaterialAsync(RestorationRequest request, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var face = await context.Faces.AsNoTracking().SingleOrDefaultAsync(f => f.Id == request.FaceId, cancellationToken);
        var (heldBack, spread) = await HeldBackAsync(context, request, cancellationToken);
        return face is null
            ? new EvidenceMaterial(null, [], heldBack, spread)
            : new EvidenceMaterial(FaceMapping.TraitsOf(face), FaceMapping.LandmarksOf(face), heldBack, spread);
    }

    // Evidence is a help, not the result: where the models of the analysis are missing there is less of it.
    private async Task<DetectedFace?> DescribeAsync(RgbImage result, CancellationToken cancellationToken)
    {
        try
        {
            return await gpu.RunAsync(() => EvidenceMeasurement.Describe(analyzer(), result), cancellationToken);
        }
        catch (SairException)
        {
            return null;
        }
    }

    private async Task<(IReadOnlyList<FaceTraits> HeldBack, double? Spread)> HeldBackAsync(
        SairDbContext context,
        RestorationRequest request,
        CancellationToken cancellationToken
    )
    {
        if (request.PersonId is not { } personId || await albums.FindAsync(request.OwnerId, personId, cancellationToken) is not { } album)
        {
            return ([], null);
        }

        var used = await context
            .Requests.Where(r => r.Id == request.Id)
            .SelectMany(r => r.References)
            .Select(reference => reference.Face!.PhotoId)
            .ToListAsync(cancellationToken);
        var others = album
            .Analysis.Places.Where(place => place.IsUsable && place.Face.PhotoId != request.PhotoId && !used.Contains(place.Face.PhotoId))
            .ToList();
        var copies = await CopiesAsync(context, request.FaceId, others.ConvertAll(place => place.Face.FaceId), cancellationToken);
        var heldBack = others
            .Where(place => !copies.Contains(place.Face.FaceId))
            .Select(place => place.Face.Traits)
            .Where(traits => traits.Side >= FaceSimilarity.LeastComparableSide)
            .ToList();
        return (heldBack, album.Analysis.Spread);
    }

    // A copy of the photo itself, in whatever way it was changed, is no witness.
    private async Task<HashSet<Guid>> CopiesAsync(
        SairDbContext context,
        Guid faceId,
        List<Guid> others,
        CancellationToken cancellationToken
    )
    {
        var faces = await context
            .Faces.AsNoTracking()
            .Include(face => face.Photo)
            .Where(face => face.Id == faceId || others.Contains(face.Id))
            .ToListAsync(cancellationToken);
        if (faces.Find(face => face.Id == faceId) is not { } restored)
        {
            return [];
        }

        await patterns.LoadAsync(faces, cancellationToken);
        var itself = new PhotoFace(restored.Photo!, restored);
        return
        [
            .. faces
                .Where(face => face != restored && ReferenceCheck.IsItself(itself, new PhotoFace(face.Photo!, face), patterns))
                .Select(face => face.Id),
        ];
    }
}
