using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Restorations;
using Sair.Engine.Imaging;

namespace Sair.Web.Downloads;

/// <summary>Makes the file of a result: blended as stored, in the format and with the metadata that the user chose.</summary>
public sealed class ResultFile(IDbContextFactory<SairDbContext> contexts, BlobStore blobs, WholePhoto wholePhoto)
{
    /// <summary>Makes the file.</summary>
    /// <param name="ownerId">Whose result it is.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="format">JPEG, PNG or WebP.</param>
    /// <param name="choice">What of the photo's metadata it carries.</param>
    /// <param name="enlargement">By how much the whole photo is enlarged, 1, 2 or 4; null for the face alone.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Null where the owner has no such result.</returns>
    public async Task<NamedFile?> MakeAsync(Guid ownerId, Guid requestId, ImageFormat format, MetadataChoice choice, int? enlargement, CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        var row = await context.Requests.AsNoTracking()
            .Include(request => request.Restoration).Include(request => request.Photo)
            .SingleOrDefaultAsync(request => request.Id == requestId && request.Restoration != null, cancellationToken);
        if (row is not { Restoration: { } result, Photo: { } photo })
        {
            return null;
        }

        var image = enlargement is { } times
            ? await wholePhoto.MakeAsync(context, photo, row, times, cancellationToken)
            : await BlendAsync(blobs, result, cancellationToken);

        var xmp = ResultNote.Xmp($"engine {row.EngineId}, seed {result.Seed}, {result.Iterations} iterations", choice == MetadataChoice.Strip ? null : photo.TakenUtc);
        var exif = choice == MetadataChoice.Keep ? OriginalExif.Read(await blobs.ReadAsync(photo.OriginalBlob, cancellationToken)) : null;
        var name = $"{Path.GetFileNameWithoutExtension(photo.FileName)}-restored";
        var encoded = ImageEncoder.Encode(image, format);
        return format switch
        {
            ImageFormat.Jpeg => new NamedFile(MetadataWriter.IntoJpeg(encoded, xmp, exif), "image/jpeg", $"{name}.jpg"),
            ImageFormat.Webp => new NamedFile(MetadataWriter.IntoWebp(encoded, image.Width, image.Height, xmp, exif), "image/webp", $"{name}.webp"),
            _ => new NamedFile(MetadataWriter.IntoPng(encoded, xmp, exif), "image/png", $"{name}.png"),
        };
    }

    /// <summary>Reads a result, laid over the face as it was with the strength that the user chose.</summary>
    internal static async Task<RgbImage> BlendAsync(BlobStore blobs, Restoration result, CancellationToken cancellationToken)
    {
        var after = await ReadAsync(blobs, result.ResultBlob, cancellationToken);
        return result.BlendStrength < 1 ? Blend(await ReadAsync(blobs, result.AlignedBlob, cancellationToken), after, result.BlendStrength) : after;
    }

    /// <summary>Lays the result over the face as it was.</summary>
    public static RgbImage Blend(RgbImage before, RgbImage after, double strength)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var pixels = new byte[after.Pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)Math.Round((before.Pixels[i] * (1 - strength)) + (after.Pixels[i] * strength));
        }

        return new RgbImage(after.Width, after.Height, pixels);
    }

    internal static async Task<RgbImage> ReadAsync(BlobStore blobs, BlobId blob, CancellationToken cancellationToken) =>
        ImageDecoder.Decode(await blobs.ReadAsync(blob, cancellationToken)).Image;
}

/// <summary>A file for the browser.</summary>
public sealed record NamedFile(byte[] Content, string ContentType, string Name);
