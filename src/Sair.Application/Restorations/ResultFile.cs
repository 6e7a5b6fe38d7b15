using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Data.Requests;
using Sair.Data.Restorations;
using Sair.Engine;
using Sair.Engine.Compositing;
using Sair.Engine.Imaging;
using Sair.Engine.Imaging.Metadata;

namespace Sair.Application.Restorations;

/// <summary>Makes the file of a result: blended as stored, in the format and with the metadata that the user chose.</summary>
public sealed class ResultFile(IDbContextFactory<SairDbContext> contexts, BlobStore blobs, WholePhoto wholePhoto)
{
    /// <summary>Makes the file.</summary>
    /// <param name="ownerId">Whose result it is.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="format">JPEG, PNG or WebP.</param>
    /// <param name="choice">What of the photo's metadata it carries.</param>
    /// <param name="whole">How the whole photo is put together; null for the face alone.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Null where the owner has no such result.</returns>
    /// <exception cref="InvalidOptionsException">The whole photo does not fit; the message says why and what does.</exception>
    public async Task<NamedFile?> MakeAsync(
        Guid ownerId,
        Guid requestId,
        ImageFormat format,
        MetadataChoice choice,
        CompositingOptions? whole,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        var row = await FindAsync(context, requestId, cancellationToken);
        if (row is not { Restoration: { } result, Photo: { } photo })
        {
            return null;
        }

        if (whole is not null)
        {
            EnlargementLimits.Require(photo.Width, photo.Height, whole.Enlargement, format);
        }

        var image = whole is not null
            ? (await wholePhoto.MakeAsync(context, photo, row, whole, cancellationToken)).Image
            : await BlendAsync(blobs, result, cancellationToken);

        var target = new MetadataTarget(
            format,
            image.Width,
            image.Height,
            whole is not null && photo.Turn == 0,
            $"engine {row.EngineId}, seed {result.Seed}, {result.Iterations} iterations"
        );
        var carried = (await ReadMetadataAsync(photo, cancellationToken)).Carry(choice, target);
        var name = $"{Path.GetFileNameWithoutExtension(photo.FileName)}-restored";
        var encoded = MetadataWriter.Encode(image, format, carried);
        return format switch
        {
            ImageFormat.Jpeg => new NamedFile(encoded, "image/jpeg", $"{name}.jpg", carried.NotKept),
            ImageFormat.Webp => new NamedFile(encoded, "image/webp", $"{name}.webp", carried.NotKept),
            _ => new NamedFile(encoded, "image/png", $"{name}.png", carried.NotKept),
        };
    }

    /// <summary>Tells how large the photo of a result is, upright, in pixels; null where the owner has no such result.</summary>
    public async Task<(int Width, int Height)?> FindPhotoSizeAsync(Guid ownerId, Guid requestId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        var size = await context
            .Requests.Where(request => request.Id == requestId)
            .Select(request => new { request.Photo!.Width, request.Photo.Height })
            .SingleOrDefaultAsync(cancellationToken);
        return size is null ? null : (size.Width, size.Height);
    }

    /// <summary>Says what of the photo's metadata a download that keeps it cannot carry, by the format.</summary>
    /// <param name="ownerId">Whose result it is.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="isWholePhoto">Whether the whole photo is meant, or the face alone.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>A sentence by each format that leaves something out; empty where the owner has no such result.</returns>
    public async Task<IReadOnlyDictionary<ImageFormat, string>> FindNotKeptAsync(
        Guid ownerId,
        Guid requestId,
        bool isWholePhoto,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        if (await FindAsync(context, requestId, cancellationToken) is not { Photo: { } photo })
        {
            return new Dictionary<ImageFormat, string>();
        }

        var metadata = await ReadMetadataAsync(photo, cancellationToken);
        return ImageEncoder
            .Formats.Select(format =>
                (
                    Format: format,
                    metadata
                        .Carry(
                            MetadataChoice.Keep,
                            new MetadataTarget(format, photo.Width, photo.Height, isWholePhoto && photo.Turn == 0, "")
                        )
                        .NotKept
                )
            )
            .Where(entry => entry.NotKept is not null)
            .ToDictionary(entry => entry.Format, entry => entry.NotKept!);
    }

    /// <summary>Measures the edges around the faces that are put back.</summary>
    /// <param name="ownerId">Whose result it is.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Empty where the owner has no such result.</returns>
    public async Task<IReadOnlyList<FaceSeam>> MeasureSeamsAsync(Guid ownerId, Guid requestId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        return await FindAsync(context, requestId, cancellationToken) is { Photo: { } photo } row
            ? (await wholePhoto.MakeAsync(context, photo, row, new CompositingOptions { MeasuresSeams = true }, cancellationToken)).Seams
            : [];
    }

    // A result can be had without its photo's file too.
    private async Task<PhotoMetadata> ReadMetadataAsync(Photo photo, CancellationToken cancellationToken)
    {
        try
        {
            return PhotoMetadata.Read(await blobs.ReadAsync(photo.OriginalBlob, cancellationToken), photo.CreatedUtc);
        }
        catch (BlobMissingException)
        {
            return PhotoMetadata.Read(ReadOnlyMemory<byte>.Empty, photo.CreatedUtc);
        }
    }

    private static Task<RestorationRequest?> FindAsync(SairDbContext context, Guid requestId, CancellationToken cancellationToken) =>
        context
            .Requests.AsNoTracking()
            .Include(request => request.Restoration)
            .Include(request => request.Photo)
            .SingleOrDefaultAsync(request => request.Id == requestId && request.Restoration != null, cancellationToken);

    /// <summary>Reads a result, laid over the face as it was with the strength that the user chose.</summary>
    internal static async Task<RgbImage> BlendAsync(BlobStore blobs, Restoration result, CancellationToken cancellationToken)
    {
        var after = await ReadAsync(blobs, result.ResultBlob, cancellationToken);
        return result.BlendStrength < 1
            ? Blend(await ReadAsync(blobs, result.AlignedBlob, cancellationToken), after, result.BlendStrength)
            : after;
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
        ImageDecoder.Decode(await blobs.ReadAsync(blob, cancellationToken), cancellationToken: cancellationToken).Image;
}

/// <summary>A file for the browser.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Name">Its name.</param>
/// <param name="NotKept">One sentence on what of the photo's metadata could not go along; null where all did.</param>
public sealed record NamedFile(byte[] Content, string ContentType, string Name, string? NotKept);
