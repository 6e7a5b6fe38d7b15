using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Sair.Data;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Engine;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Worker.Gpu;
using Sair.Worker.Quality;

namespace Sair.Worker.Photos;

/// <summary>Searches stored photos thoroughly, in the background, for the faces that the first look missed, and adds them.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="blobs">Holds pictures.</param>
/// <param name="collector">Stores pictures.</param>
/// <param name="analyzer">Gets what finds faces.</param>
/// <param name="scorer">Scores the quality of faces.</param>
/// <param name="gpu">The thread that the analyzer runs on; between the iterations of a run.</param>
/// <param name="signal">Tells that there is something to do, and hears when it is done.</param>
/// <param name="options">Limits and sizes.</param>
internal sealed class FaceSearch(
    IDbContextFactory<SairDbContext> contexts,
    BlobStore blobs,
    BlobCollector collector,
    Func<IFaceAnalyzer> analyzer,
    FaceScorer scorer,
    GpuThread gpu,
    FaceSearchSignal signal,
    WorkerOptions options) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await NextAsync(stoppingToken) is { } photoId)
            {
                await SearchAsync(photoId, stoppingToken);
                signal.Finish(photoId);
            }
            else
            {
                await signal.WaitAsync(stoppingToken);
            }
        }
    }

    private async Task<Guid?> NextAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Photos.Where(photo => photo.FaceSearchPending).OrderBy(photo => photo.CreatedUtc).Select(photo => (Guid?)photo.Id).FirstOrDefaultAsync(cancellationToken);
    }

    private async Task SearchAsync(Guid photoId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var photo = await context.Photos.Include(p => p.Faces).SingleOrDefaultAsync(p => p.Id == photoId, cancellationToken);
        if (photo is null)
        {
            return;
        }

        await using var batch = collector.BeginBatch();
        foreach (var cut in await FindAsync(photo, cancellationToken))
        {
            var position = photo.Faces.Count == 0 ? 0 : photo.Faces.Max(face => face.Position) + 1;
            var square = await batch.AddAsync(cut.Square, cancellationToken);
            var row = FaceMapping.ToRow(cut, photo.Id, position, square, await batch.AddAsync(cut.Thumbnail, cancellationToken), placedByHand: false);
            context.Add(row);
        }

        photo.FaceSearchPending = false;
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            // The photo was deleted meanwhile, and its faces with it.
            return;
        }
    }

    // A photo that cannot be read, or models that are missing, must not stop the search of the others.
    private async Task<IReadOnlyList<FaceCut>> FindAsync(Photo photo, CancellationToken cancellationToken)
    {
        var known = photo.Faces.Select(face => new FaceBox(face.BoxX, face.BoxY, face.BoxWidth, face.BoxHeight)).ToList();
        try
        {
            var content = await blobs.ReadAsync(photo.OriginalBlob, cancellationToken);
            var image = await Task.Run(() => ImageDecoder.Decode(content, options.Limits).Image, cancellationToken);
            return await gpu.RunAsync(
                () => analyzer().AnalyzeFurther(image, known, cancellationToken).Select(face => FaceCut.Of(image, face, options.MaximumSquareSide, scorer)).ToList(), cancellationToken);
        }
        catch (Exception failure) when (failure is BlobMissingException or SairException)
        {
            return [];
        }
    }
}
