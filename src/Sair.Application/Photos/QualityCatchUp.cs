using Microsoft.Extensions.Logging;
using Sair.Data;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Engine;
using Sair.Engine.Imaging;

namespace Sair.Application.Photos;

/// <summary>Scores once, in the background, what was stored while nothing scored it.</summary>
/// <param name="pictures">Finds the pictures.</param>
/// <param name="blobs">Holds them.</param>
/// <param name="scorer">Scores.</param>
/// <param name="gpu">The thread that the scorer runs on; between the iterations of a run.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Notes what failed.</param>
internal sealed partial class QualityCatchUp(
    UnscoredPictures pictures,
    BlobStore blobs,
    FaceScorer scorer,
    IComputeThread gpu,
    TimeProvider time,
    ILogger<QualityCatchUp> logger
) : ResilientBackgroundService(time, logger)
{
    private Guid _face;
    private Guid _restoration;

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(CancellationToken stoppingToken)
    {
        if (await pictures.ListFacesAsync(_face, stoppingToken) is { Count: > 0 } faces)
        {
            foreach (var face in faces)
            {
                if (!await TryAsync(() => ScoreAsync(face, stoppingToken), face.Id, stoppingToken))
                {
                    return false;
                }

                _face = face.Id;
            }

            return true;
        }

        if (await pictures.ListRestorationsAsync(_restoration, stoppingToken) is { Count: > 0 } restorations)
        {
            foreach (var restoration in restorations)
            {
                if (!await TryAsync(() => ScoreAsync(restoration, stoppingToken), restoration.Id, stoppingToken))
                {
                    return false;
                }

                _restoration = restoration.Id;
            }

            return true;
        }

        return false;
    }

    // False where nothing scores. A picture that fails is left out until the next start; what the disk refuses is tried again.
    private async Task<bool> TryAsync(Func<Task<bool>> score, Guid id, CancellationToken stoppingToken)
    {
        try
        {
            return await score();
        }
        catch (Exception failure) when (StorageException.From(failure) is null && !stoppingToken.IsCancellationRequested)
        {
            LogSkipped(failure, id);
            return true;
        }
    }

    private async Task<bool> ScoreAsync(UnscoredFace face, CancellationToken cancellationToken)
    {
        if (await ReadAsync(face.Square, cancellationToken) is not { } square)
        {
            return true;
        }

        if (await gpu.RunAsync(() => scorer.Score(square), cancellationToken) is not { } score)
        {
            return false;
        }

        await pictures.SetFaceAsync(face.Id, score, cancellationToken);
        return true;
    }

    private async Task<bool> ScoreAsync(UnscoredRestoration row, CancellationToken cancellationToken)
    {
        if (
            await ReadAsync(row.Before, cancellationToken) is not { } before
            || await ReadAsync(row.After, cancellationToken) is not { } after
        )
        {
            return true;
        }

        if (await gpu.RunAsync(() => (scorer.Score(before), scorer.Score(after)), cancellationToken) is not ({ } low, { } high))
        {
            return false;
        }

        await pictures.SetRestorationAsync(row.Id, low, high, cancellationToken);
        return true;
    }

    // What was deleted meanwhile, or cannot be read, has no quality.
    private async Task<RgbImage?> ReadAsync(BlobId blob, CancellationToken cancellationToken)
    {
        try
        {
            return ImageDecoder.Decode(await blobs.ReadAsync(blob, cancellationToken), cancellationToken: cancellationToken).Image;
        }
        catch (Exception failure) when (failure is BlobMissingException or InvalidImageException)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Picture {Id} could not be scored and is left out.")]
    private partial void LogSkipped(Exception failure, Guid id);
}
