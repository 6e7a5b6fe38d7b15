using Microsoft.EntityFrameworkCore;
using Sair.Application.Photos;
using Sair.Data;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Data.Requests;
using Sair.Engine.Compositing;
using Sair.Engine.Degradations;
using Sair.Engine.Imaging;

namespace Sair.Application.Restorations;

/// <summary>Puts a result, and the newest results of the other faces of the same photo, back into the photo.</summary>
public sealed class WholePhoto(BlobStore blobs, PixelBudget budget) : IDisposable
{
    private readonly PhotoCompositor _compositor = new(new LanczosEnlarger());

    // Several copies of the pixels are in memory meanwhile: one photo at a time.
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Makes the picture, and measures its seams where that is asked for.</summary>
    /// <param name="context">Opened for the owner.</param>
    /// <param name="photo">The photo.</param>
    /// <param name="chosen">The request whose result is meant, with its restoration.</param>
    /// <param name="options">Size and what is measured.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<CompositedPhoto> MakeAsync(
        SairDbContext context,
        Photo photo,
        RestorationRequest chosen,
        CompositingOptions options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(chosen);
        var finished = await context
            .Requests.AsNoTracking()
            .Include(request => request.Restoration)
            .Include(request => request.Face)
            .Where(request => request.PhotoId == photo.Id && request.Restoration != null)
            .ToListAsync(cancellationToken);
        var newest = finished
            .GroupBy(request => request.FaceId)
            .Select(face =>
                face.FirstOrDefault(request => request.Id == chosen.Id) ?? face.MaxBy(request => request.Restoration!.CreatedUtc)!
            )
            .Where(request => request.Face is { Superseded: false } || request.Id == chosen.Id)
            .OrderBy(request => request.Face!.Position);
        await _one.WaitAsync(cancellationToken);
        try
        {
            using var room = await budget.TakeAsync(
                photo.Width * options.Enlargement,
                photo.Height * options.Enlargement,
                cancellationToken
            );
            var faces = new List<PlacedFace>();
            foreach (var request in newest)
            {
                var marks = request.MarksBlob is { } blob
                    ? new FaceMarks(await ResultFile.ReadAsync(blobs, blob, cancellationToken))
                    : null;
                faces.Add(
                    new PlacedFace(
                        FaceMapping.QuadOf(request.Face!),
                        await ResultFile.BlendAsync(blobs, request.Restoration!, cancellationToken),
                        marks
                    )
                );
            }

            var original = await blobs.ReadAsync(photo, cancellationToken: cancellationToken);
            return await Task.Run(() => _compositor.PutBack(original, faces, options, cancellationToken), cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}
