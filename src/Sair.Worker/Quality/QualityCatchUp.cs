using Microsoft.Extensions.Hosting;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Engine;
using Sair.Engine.Imaging;
using Sair.Worker.Gpu;

namespace Sair.Worker.Quality;

/// <summary>Scores once, in the background, what was stored while nothing scored it.</summary>
/// <param name="pictures">Finds the pictures.</param>
/// <param name="blobs">Holds them.</param>
/// <param name="scorer">Scores.</param>
/// <param name="gpu">The thread that the scorer runs on; between the iterations of a run.</param>
internal sealed class QualityCatchUp(UnscoredPictures pictures, BlobStore blobs, FaceScorer scorer, GpuThread gpu) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var batch = await pictures.ListFacesAsync(Guid.Empty, stoppingToken); batch.Count > 0; batch = await pictures.ListFacesAsync(batch[^1].Id, stoppingToken))
        {
            foreach (var face in batch)
            {
                if (await ReadAsync(face.Square, stoppingToken) is not { } square)
                {
                    continue;
                }

                if (await gpu.RunAsync(() => scorer.Score(square), stoppingToken) is not { } score)
                {
                    return;
                }

                await pictures.SetFaceAsync(face.Id, score, stoppingToken);
            }
        }

        for (var batch = await pictures.ListRestorationsAsync(Guid.Empty, stoppingToken); batch.Count > 0; batch = await pictures.ListRestorationsAsync(batch[^1].Id, stoppingToken))
        {
            foreach (var row in batch)
            {
                if (await ReadAsync(row.Before, stoppingToken) is not { } before || await ReadAsync(row.After, stoppingToken) is not { } after)
                {
                    continue;
                }

                if (await gpu.RunAsync(() => (scorer.Score(before), scorer.Score(after)), stoppingToken) is not ({ } low, { } high))
                {
                    return;
                }

                await pictures.SetRestorationAsync(row.Id, low, high, stoppingToken);
            }
        }
    }

    // What was deleted meanwhile, or cannot be read, has no quality.
    private async Task<RgbImage?> ReadAsync(BlobId blob, CancellationToken cancellationToken)
    {
        try
        {
            return ImageDecoder.Decode(await blobs.ReadAsync(blob, cancellationToken)).Image;
        }
        catch (Exception failure) when (failure is BlobMissingException or InvalidImageException)
        {
            return null;
        }
    }
}
