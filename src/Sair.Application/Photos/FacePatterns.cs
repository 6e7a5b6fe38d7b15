using Microsoft.Extensions.Caching.Memory;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Engine;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;

namespace Sair.Application.Photos;

/// <summary>
/// Reads the patterns of stored faces from their small squares, and keeps those that were asked for lately: a page asks with each
/// click.
/// </summary>
/// <param name="blobs">Holds the squares.</param>
public sealed class FacePatterns(BlobStore blobs) : IDisposable
{
    // Some seventy kilobytes each.
    private const int Most = 1000;

    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(30);

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = Most });

    /// <summary>
    /// Reads the patterns of faces, so that <see cref="Find"/> knows them; those whose file is gone or damaged are left out.
    /// </summary>
    /// <param name="faces">Faces that the caller may see.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task LoadAsync(IEnumerable<Face> faces, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(faces);
        foreach (var square in faces.Select(SquareOf).Where(square => !_kept.TryGetValue(square, out _)))
        {
            try
            {
                var content = await blobs.ReadAsync(square, cancellationToken);
                var pattern = await Task.Run(
                    () => FacePattern.Of(ImageDecoder.Decode(content, cancellationToken: cancellationToken).Image),
                    cancellationToken
                );
                _kept.Set(square, pattern, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = s_kept });
            }
            catch (Exception failure) when (failure is BlobMissingException or InvalidImageException)
            {
                // It is compared by its descriptor and its photo's fingerprint then.
            }
        }
    }

    /// <summary>Gives the pattern of a face that was read lately; null else.</summary>
    public FacePattern? Find(Face face)
    {
        ArgumentNullException.ThrowIfNull(face);
        return _kept.Get<FacePattern>(SquareOf(face));
    }

    /// <inheritdoc/>
    public void Dispose() => _kept.Dispose();

    private static BlobId SquareOf(Face face) => face.ThumbnailBlob ?? face.SquareBlob;
}
