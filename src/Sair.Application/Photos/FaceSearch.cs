using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Sair.Data;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Engine;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Application.Photos;

/// <summary>Searches stored photos thoroughly, in the background, for the faces that the first look missed, and adds them.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="blobs">Holds pictures.</param>
/// <param name="collector">Stores pictures.</param>
/// <param name="analyzer">Gets what finds faces.</param>
/// <param name="scorer">Scores the quality of faces.</param>
/// <param name="gpu">The thread of the tensors, beside which the search goes on.</param>
/// <param name="signal">Tells that there is something to do, and hears when it is done.</param>
/// <param name="budget">Bounds the photos in memory.</param>
/// <param name="options">Limits and sizes.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Notes what failed.</param>
internal sealed partial class FaceSearch(
    IDbContextFactory<SairDbContext> contexts,
    BlobStore blobs,
    BlobCollector collector,
    Func<IFaceAnalyzer> analyzer,
    FaceScorer scorer,
    IComputeThread gpu,
    FaceSearchSignal signal,
    PixelBudget budget,
    ApplicationOptions options,
    TimeProvider time,
    ILogger<FaceSearch> logger
) : ResilientBackgroundService(time, logger)
{
    private const int MostFailures = 3;

    private readonly Dictionary<Guid, int> _failures = [];
    private readonly PhotoLook _look = new(analyzer, scorer, gpu, options);
    private readonly HashSet<Guid> _begun = [];

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(CancellationToken stoppingToken)
    {
        if (await NextAsync(stoppingToken) is not { } photoId)
        {
            await signal.WaitAsync(stoppingToken);
            return true;
        }

        if (!await BeginAsync(photoId, stoppingToken))
        {
            signal.Finish(photoId);
            return true;
        }

        try
        {
            if (await SearchAsync(photoId, stoppingToken))
            {
                _begun.Remove(photoId);
                _failures.Remove(photoId);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await PutBackAsync(photoId);
            throw;
        }
        catch (Exception failure) when (StorageException.From(failure) is null && !stoppingToken.IsCancellationRequested)
        {
            if (await IsTriedAgainAsync(photoId, failure, stoppingToken))
            {
                return true;
            }
        }

        signal.Finish(photoId);
        return true;
    }

    // What failed comes after everything else.
    private async Task<Guid?> NextAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var waiting = await context
            .Photos.Where(photo => photo.FaceSearchPending)
            .OrderBy(photo => photo.CreatedUtc)
            .Select(photo => photo.Id)
            .ToListAsync(cancellationToken);
        return waiting.OrderBy(id => _failures.GetValueOrDefault(id)).Select(id => (Guid?)id).FirstOrDefault();
    }

    // Counted before the search: a photo that ends the process would end each one after it too.
    private async Task<bool> BeginAsync(Guid photoId, CancellationToken cancellationToken)
    {
        if (_begun.Contains(photoId))
        {
            return true;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var photo = context.Photos.Where(p => p.Id == photoId);
        if (
            await photo
                .Where(p => p.FaceSearchAttempts < MostFailures)
                .ExecuteUpdateAsync(set => set.SetProperty(p => p.FaceSearchAttempts, p => p.FaceSearchAttempts + 1), cancellationToken) > 0
        )
        {
            return _begun.Add(photoId);
        }

        if (await photo.ExecuteUpdateAsync(set => set.SetProperty(p => p.FaceSearchPending, false), cancellationToken) > 0)
        {
            LogEndedTooOften(photoId);
        }

        return false;
    }

    // An orderly stop does not count; where it cannot be stored, it counts.
    private async Task PutBackAsync(Guid photoId)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
            await context
                .Photos.Where(p => p.Id == photoId)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(p => p.FaceSearchAttempts, p => p.FaceSearchAttempts - 1),
                    CancellationToken.None
                );
        }
        catch (Exception failure)
        {
            LogFailed(failure, photoId);
        }
    }

    // A photo that fails again and again keeps the faces that were found until now.
    private async Task<bool> IsTriedAgainAsync(Guid photoId, Exception failure, CancellationToken cancellationToken)
    {
        var failures = _failures[photoId] = _failures.GetValueOrDefault(photoId) + 1;
        if (failures < MostFailures)
        {
            LogFailed(failure, photoId);
            return true;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context
            .Photos.Where(photo => photo.Id == photoId)
            .ExecuteUpdateAsync(set => set.SetProperty(photo => photo.FaceSearchPending, false), cancellationToken);
        _failures.Remove(photoId);
        LogGivenUp(failure, photoId);
        return false;
    }

    // False where the photo was deleted or turned meanwhile: what is left of it is searched anew.
    private async Task<bool> SearchAsync(Guid photoId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var photo = await context.Photos.Include(p => p.Faces).SingleOrDefaultAsync(p => p.Id == photoId, cancellationToken);
        if (photo is null)
        {
            return false;
        }

        await using var batch = collector.BeginBatch();
        foreach (var cut in await FindAsync(photo, cancellationToken))
        {
            var position = photo.Faces.Count == 0 ? 0 : photo.Faces.Max(face => face.Position) + 1;
            context.Add(await cut.StoreAsync(batch, photo.Id, position, placedByHand: false, cancellationToken));
        }

        (photo.FaceSearchPending, photo.FaceSearchAttempts) = (false, 0);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
    }

    // A photo that cannot be read, or models that are missing, must not stop the search of the others.
    private async Task<IReadOnlyList<FaceCut>> FindAsync(Photo photo, CancellationToken cancellationToken)
    {
        var known = photo.Faces.Select(face => new FaceBox(face.BoxX, face.BoxY, face.BoxWidth, face.BoxHeight)).ToList();
        try
        {
            using var room = await budget.TakeAsync(photo.Width, photo.Height, cancellationToken);
            return await _look.FindFurtherAsync(await blobs.ReadAsync(photo, options.Limits, cancellationToken), known, cancellationToken);
        }
        catch (Exception failure) when (failure is BlobMissingException or SairException)
        {
            return [];
        }
    }

    [LoggerMessage(LogLevel.Warning, "Searching photo {PhotoId} for more faces failed and will be tried again.")]
    private partial void LogFailed(Exception failure, Guid photoId);

    [LoggerMessage(
        LogLevel.Error,
        "The program ended too often while it searched photo {PhotoId} for more faces: it keeps the faces that were found."
    )]
    private partial void LogEndedTooOften(Guid photoId);

    [LoggerMessage(LogLevel.Error, "Searching photo {PhotoId} for more faces failed too often: it keeps the faces that were found.")]
    private partial void LogGivenUp(Exception failure, Guid photoId);
}

/// <summary>Wakes the thorough search for faces and tells pages when it is through with a photo.</summary>
public sealed class FaceSearchSignal
{
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Raised on a thread of the search with the photo's id.</summary>
    public event Action<Guid>? Finished;

    /// <summary>Tells that a photo waits.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Waits for <see cref="Wake"/>.</summary>
    internal async Task WaitAsync(CancellationToken cancellationToken) => await _wake.Reader.ReadAsync(cancellationToken);

    /// <summary>Tells that a photo is searched.</summary>
    internal void Finish(Guid photoId) => Finished?.Invoke(photoId);
}
