using Microsoft.Extensions.Logging;
using Sair.Data;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Engine.Imaging.Metadata;

namespace Sair.Worker.Photos;

/// <summary>Asks once, in the background, when photos were taken whose kind of file was not asked when they came.</summary>
/// <param name="photos">Finds the photos.</param>
/// <param name="blobs">Holds their files.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Notes what failed.</param>
internal sealed partial class CaptureTimeCatchUp(UndatedPhotos photos, BlobStore blobs, TimeProvider time, ILogger<CaptureTimeCatchUp> logger)
    : ResilientBackgroundService(time, logger)
{
    private Guid _last;

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(CancellationToken stoppingToken)
    {
        if (await photos.ListAsync(_last, stoppingToken) is not { Count: > 0 } batch)
        {
            return false;
        }

        foreach (var photo in batch)
        {
            await TryAsync(photo, stoppingToken);
            _last = photo.Id;
        }

        return true;
    }

    // A file that fails is left out until the next start; what the disk refuses is tried again.
    private async Task TryAsync(UndatedPhoto photo, CancellationToken stoppingToken)
    {
        try
        {
            var content = await blobs.ReadAsync(photo.Original, stoppingToken);
            await photos.SetAsync(photo.Id, PhotoMetadata.Read(content, photo.CreatedUtc).Taken?.Clock, stoppingToken);
        }
        catch (Exception failure) when (failure is BlobMissingException || (StorageException.From(failure) is null && !stoppingToken.IsCancellationRequested))
        {
            LogSkipped(failure, photo.Id);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Photo {Id} could not be asked when it was taken and is left out.")]
    private partial void LogSkipped(Exception failure, Guid id);
}
