using Microsoft.EntityFrameworkCore;
using Sair.Data.Blobs;

namespace Sair.Data.Requests;

/// <summary>Lists the files that requests and their restorations refer to.</summary>
internal static class RequestBlobs
{
    /// <summary>Reads the blobs of the given requests, each possibly more than once.</summary>
    public static async Task<List<BlobId>> ReadAsync(IQueryable<RestorationRequest> requests, CancellationToken cancellationToken)
    {
        var rows = await requests.AsNoTracking().Include(r => r.Restoration!.Frames).ToListAsync(cancellationToken);
        return
        [
            .. rows
                .SelectMany(r => new[]
                {
                    r.MarksBlob, r.LastPreviewBlob, r.ResumeStateBlob, r.Restoration?.ResultBlob, r.Restoration?.AlignedBlob, r.Restoration?.StateBlob, r.Restoration?.HeatmapBlob,
                })
                .OfType<BlobId>(),
            .. rows.SelectMany(r => r.Restoration?.Frames ?? []).Select(frame => frame.Blob),
        ];
    }
}
