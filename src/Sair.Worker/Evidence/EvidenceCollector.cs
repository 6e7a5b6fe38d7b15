using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.People;
using Sair.Data.Photos;
using Sair.Data.Requests;
using Sair.Engine;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;
using Sair.Worker.Gpu;
using Sair.Worker.People;
using Sair.Worker.Photos;

namespace Sair.Worker.Evidence;

/// <summary>Measures how far a result shows the person, by what its run did not use.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="people">Reads albums.</param>
/// <param name="analyzer">Describes faces.</param>
/// <param name="gpu">The thread that the analyzer runs on.</param>
internal sealed class EvidenceCollector(IDbContextFactory<SairDbContext> contexts, PeopleStore people, Func<IFaceAnalyzer> analyzer, GpuThread gpu)
{
    // Below this side of the face square landmarks are noise.
    private const double ReadableSide = 64;

    // Where the face lies in an FFHQ square, as a share of its side.
    private const double FaceStart = 0.19;
    private const double FaceSize = 0.62;

    /// <summary>Measures a result; the consistency always, the rest where photos and models allow it.</summary>
    public async Task<(ResultEvidence Evidence, ConsistencyMap Map)> MeasureAsync(
        RestorationRequest request, RgbImage degraded, RgbImage result, CancellationToken cancellationToken)
    {
        var map = await Task.Run(() => ConsistencyMap.Of(degraded, result), cancellationToken);
        var evidence = new ResultEvidence { Inconsistency = map.Difference };
        if (await DescribeAsync(result, cancellationToken) is not { } described)
        {
            return (evidence, map);
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var face = await context.Faces.AsNoTracking().SingleOrDefaultAsync(f => f.Id == request.FaceId, cancellationToken);
        var album = await HeldBackAsync(context, request, cancellationToken);
        var own = album.HeldBack.Select(other => FaceSimilarity.Distance(described.Description.Descriptor, other.Descriptor)).ToList();
        var before = face is null
            ? []
            : album.HeldBack.Select(other => FaceSimilarity.Distance(FaceMapping.TraitsOf(face), other)).OfType<double>().ToList();
        evidence = evidence with
        {
            HeldBackPhotos = own.Count,
            Distance = AlbumAnalysis.Median(own),
            DistanceBefore = AlbumAnalysis.Median(before),
            Spread = album.Spread,
            LandmarkShift = face is not null && FaceMapping.QuadOf(face).Side >= ReadableSide ? LandmarkShift.Between(FaceMapping.LandmarksOf(face), described.Landmarks) : null,
        };
        return (evidence, map);
    }

    // Evidence is a help, not the result: where the models of the analysis are missing there is less of it.
    private async Task<DetectedFace?> DescribeAsync(RgbImage result, CancellationToken cancellationToken)
    {
        try
        {
            var box = new FaceBox(FaceStart * result.Width, (1 - FaceSize) * 0.75 * result.Height, FaceSize * result.Width, FaceSize * result.Height);
            return await gpu.RunAsync(
                () => analyzer().AnalyzeAt(result, box) with { Description = analyzer().DescribeAligned(result) }, cancellationToken);
        }
        catch (SairException)
        {
            return null;
        }
    }

    private async Task<(IReadOnlyList<FaceTraits> HeldBack, double? Spread)> HeldBackAsync(
        SairDbContext context, RestorationRequest request, CancellationToken cancellationToken)
    {
        if (request.PersonId is not { } personId || await people.FindAsync(request.OwnerId, personId, cancellationToken) is not { } person)
        {
            return ([], null);
        }

        var used = await context.Requests.Where(r => r.Id == request.Id).SelectMany(r => r.References).Select(reference => reference.Face!.PhotoId).ToListAsync(cancellationToken);
        var analysis = Albums.Analyse(person);
        var heldBack = analysis.Places
            .Where(place => place.IsUsable && place.Face.PhotoId != request.PhotoId && !used.Contains(place.Face.PhotoId))
            .Select(place => place.Face.Traits)
            .Where(traits => traits.Side >= FaceSimilarity.LeastComparableSide)
            .ToList();
        return (heldBack, analysis.Spread);
    }
}
