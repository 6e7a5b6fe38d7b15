using Microsoft.Extensions.Caching.Memory;
using Sair.Application.Restorations;
using Sair.Data.Blobs;
using Sair.Engine.Imaging;
using Sair.Engine.Imaging.Metadata;

namespace Sair.Web.Sharing;

/// <summary>
/// Makes the pictures that visitors of links see; however many visitors come, each picture is made once in a while, and few at a
/// time.
/// </summary>
/// <param name="blobs">Holds the files.</param>
public sealed class SharedPictures(BlobStore blobs) : IDisposable
{
    private const long MostBytes = 64 << 20;
    private const int AtOnce = 2;

    // A picture that was deleted is out of reach at once; here its bytes go a little later.
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(5);

    private readonly MemoryCache _made = new(new MemoryCacheOptions { SizeLimit = MostBytes });
    private readonly SemaphoreSlim _turn = new(AtOnce);

    /// <summary>Makes a picture that tells nothing of where it comes from.</summary>
    /// <param name="before">The face as it was.</param>
    /// <param name="after">The result.</param>
    /// <param name="strength">How much of the result is shown, 0–1.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A JPEG file.</returns>
    /// <exception cref="Sair.Data.StorageException">A file is missing or cannot be read.</exception>
    /// <exception cref="Sair.Engine.SairException">A file is damaged.</exception>
    public async Task<byte[]> MakeAsync(BlobId before, BlobId after, double strength, CancellationToken cancellationToken)
    {
        var key = (before, after, strength);
        if (_made.TryGetValue(key, out byte[]? made))
        {
            return made!;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            // Somebody else may have made it meanwhile.
            if (!_made.TryGetValue(key, out made))
            {
                made = await EncodeAsync(before, after, strength, cancellationToken);
                _made.Set(key, made, new MemoryCacheEntryOptions { Size = made.Length, AbsoluteExpirationRelativeToNow = s_kept });
            }

            return made!;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _made.Dispose();
        _turn.Dispose();
    }

    private async Task<byte[]> EncodeAsync(BlobId before, BlobId after, double strength, CancellationToken cancellationToken)
    {
        var image = await ReadAsync(after, cancellationToken);
        if (strength < 1)
        {
            image = ResultFile.Blend(await ReadAsync(before, cancellationToken), image, strength);
        }

        return MetadataWriter.Encode(image, ImageFormat.Jpeg, new CarriedMetadata(ResultNote.Xmp("shared with Sair"), null, null));
    }

    private async Task<RgbImage> ReadAsync(BlobId blob, CancellationToken cancellationToken) =>
        ImageDecoder.Decode(await blobs.ReadAsync(blob, cancellationToken), cancellationToken: cancellationToken).Image;
}
