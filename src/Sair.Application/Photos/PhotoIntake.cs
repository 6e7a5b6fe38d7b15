using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Engine;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Imaging.Metadata;

namespace Sair.Application.Photos;

/// <summary>Takes photos in: checks them, stores them, finds their faces.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="blobs">Holds pictures.</param>
/// <param name="collector">Stores pictures.</param>
/// <param name="analyzer">Gets what finds faces; asked on the thread, each time until its models could be loaded.</param>
/// <param name="scorer">Scores the quality of faces.</param>
/// <param name="gpu">The thread that the analyzer runs on.</param>
/// <param name="search">Searches on in the background.</param>
/// <param name="budget">Bounds the photos in memory.</param>
/// <param name="options">Limits and sizes.</param>
/// <param name="time">The clock.</param>
public sealed class PhotoIntake(
    IDbContextFactory<SairDbContext> contexts,
    BlobStore blobs,
    BlobCollector collector,
    Func<IFaceAnalyzer> analyzer,
    FaceScorer scorer,
    IComputeThread gpu,
    FaceSearchSignal search,
    PixelBudget budget,
    ApplicationOptions options,
    TimeProvider time
)
{
    private const int LongestName = 200;

    private readonly PhotoLook _look = new(analyzer, scorer, gpu, options);

    /// <summary>
    /// Stores a photo of a user with its faces; a photo without a face is stored too, so that the face can be marked by hand.
    /// </summary>
    /// <param name="ownerId">Whom the photo belongs to.</param>
    /// <param name="fileName">The name that the user knows; only shown.</param>
    /// <param name="content">The bytes of the file; the format is told by them.</param>
    /// <param name="cancellationToken">Ends the work; nothing is stored then.</param>
    /// <exception cref="InvalidImageException">The bytes are not a picture that can be used; the message says why.</exception>
    /// <exception cref="ModelUnavailableException">A model of the face analysis is missing or damaged.</exception>
    /// <exception cref="StorageFullException">The disk is full; nothing is stored.</exception>
    public Task<PhotoIntakeResult> AddAsync(
        Guid ownerId,
        string fileName,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken = default
    ) =>
        AddAsync(
            ownerId,
            fileName,
            content,
            turn: 0,
            image => _look.FindAsync(image, isQuick: false, cancellationToken),
            cancellationToken
        );

    /// <summary>Stores a photo of a user turned, with its faces; see the other overloads.</summary>
    /// <param name="ownerId">Whom the photo belongs to.</param>
    /// <param name="fileName">The name that the user knows; only shown.</param>
    /// <param name="content">The bytes of the file; the format is told by them.</param>
    /// <param name="turn">How far it is turned clockwise: 0, 90, 180 or 270 degrees; null turns it upright where its faces say that
    /// it lies.</param>
    /// <param name="cancellationToken">Ends the work; nothing is stored then.</param>
    public Task<PhotoIntakeResult> AddTurnedAsync(
        Guid ownerId,
        string fileName,
        ReadOnlyMemory<byte> content,
        int? turn,
        CancellationToken cancellationToken = default
    ) => AddAsync(ownerId, fileName, content, turn, image => _look.FindAsync(image, isQuick: false, cancellationToken), cancellationToken);

    /// <summary>
    /// Stores a photo of a user turned, with its faces and what else belongs to it, all at once or nothing; see the other
    /// overloads.
    /// </summary>
    /// <param name="ownerId">Whom the photo belongs to.</param>
    /// <param name="fileName">The name that the user knows; only shown.</param>
    /// <param name="content">The bytes of the file; the format is told by them.</param>
    /// <param name="turn">How far it is turned clockwise: 0, 90, 180 or 270 degrees; null turns it upright where its faces say that
    /// it lies.</param>
    /// <param name="also">Adds rows to the context, which is saved afterwards.</param>
    /// <param name="cancellationToken">Ends the work; nothing is stored then.</param>
    internal Task<PhotoIntakeResult> AddTurnedAsync(
        Guid ownerId,
        string fileName,
        ReadOnlyMemory<byte> content,
        int? turn,
        Func<SairDbContext, Photo, Task> also,
        CancellationToken cancellationToken
    ) =>
        AddAsync(
            ownerId,
            fileName,
            content,
            turn,
            image => _look.FindAsync(image, isQuick: false, cancellationToken),
            cancellationToken,
            also
        );

    /// <summary>
    /// Stores a photo of a user with the faces that one look shows; the others are searched for in the background and added.
    /// </summary>
    /// <param name="ownerId">Whom the photo belongs to.</param>
    /// <param name="fileName">The name that the user knows; only shown.</param>
    /// <param name="content">The bytes of the file; the format is told by them.</param>
    /// <param name="cancellationToken">Ends the work; nothing is stored then.</param>
    /// <returns>The photo; <see cref="Photo.FaceSearchPending"/> tells whether faces may come.</returns>
    public Task<PhotoIntakeResult> AddQuicklyAsync(
        Guid ownerId,
        string fileName,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken = default
    ) =>
        AddAsync(ownerId, fileName, content, turn: 0, image => _look.FindAsync(image, isQuick: true, cancellationToken), cancellationToken);

    /// <summary>Stores a face square in FFHQ framing of a user; nothing is detected, its one face is the whole picture.</summary>
    /// <param name="ownerId">Whom the picture belongs to.</param>
    /// <param name="fileName">The name that the user knows; only shown.</param>
    /// <param name="content">The bytes of the file; the format is told by them.</param>
    /// <param name="cancellationToken">Ends the work; nothing is stored then.</param>
    /// <exception cref="InvalidImageException">The bytes are no picture that can be used, or it is not square; the message says
    /// why.</exception>
    public Task<PhotoIntakeResult> AddAlignedAsync(
        Guid ownerId,
        string fileName,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken = default
    ) => AddAsync(ownerId, fileName, content, turn: 0, image => _look.TakeAsync(image, cancellationToken), cancellationToken);

    private async Task<PhotoIntakeResult> AddAsync(
        Guid ownerId,
        string fileName,
        ReadOnlyMemory<byte> content,
        int? turn,
        Func<RgbImage, Task<FacesAtSight>> findFaces,
        CancellationToken cancellationToken,
        Func<SairDbContext, Photo, Task>? also = null
    )
    {
        ArgumentNullException.ThrowIfNull(fileName);
        var info = await Task.Run(() => ImageDecoder.ReadInfo(content, options.Limits), cancellationToken);
        using var room = await budget.TakeAsync(info.Width, info.Height, cancellationToken);
        var decoded = await Task.Run(() => ImageDecoder.Decode(content, options.Limits, cancellationToken), cancellationToken);
        var image = decoded.Image.Turn(turn ?? 0);
        var encoding = turn is null ? null : PhotoPixels.EncodePreviewAsync(image, options.PhotoPreviewSide, cancellationToken);
        var found = await findFaces(image);
        var turned = turn ?? found.ProposedTurn ?? 0;
        if (turn is null && turned != 0)
        {
            image = decoded.Image.Turn(turned);
            found = await findFaces(image);
        }

        var preview = await (encoding ?? PhotoPixels.EncodePreviewAsync(image, options.PhotoPreviewSide, cancellationToken));
        var now = time.GetUtcNow().UtcDateTime;

        await using var batch = collector.BeginBatch();
        var photo = new Photo
        {
            OwnerId = ownerId,
            FileName = Displayable(fileName),
            Format = decoded.Info.Format.ToString().ToLowerInvariant(),
            OriginalBlob = await batch.AddAsync(content, cancellationToken),
            PreviewBlob = await batch.AddAsync(preview, cancellationToken),
            OriginalBytes = content.Length,
            Width = image.Width,
            Height = image.Height,
            Turn = turned,

            // What the user or the faces themselves decided is not asked again.
            ProposedTurn = turn == 0 ? found.ProposedTurn : null,
            CreatedUtc = now,
            TakenUtc = PhotoMetadata.Read(content, now).Taken?.Clock,
            DifferenceHash = DifferenceHash.Of(image),
            FaceSearchPending = found.IsPending,
        };
        foreach (var (position, cut) in found.Faces.Index())
        {
            photo.Faces.Add(await cut.StoreAsync(batch, photo.Id, position, placedByHand: false, cancellationToken));
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Add(photo);
        await (also?.Invoke(context, photo) ?? Task.CompletedTask);
        await context.SaveChangesAsync(cancellationToken);
        if (found.IsPending)
        {
            search.Wake();
        }

        return new PhotoIntakeResult(photo, NoticeOf(photo));
    }

    /// <summary>Adds a face that the user marked by hand to a stored photo.</summary>
    /// <param name="ownerId">Whose photo it must be.</param>
    /// <param name="photoId">The photo.</param>
    /// <param name="box">Where the face is, in pixels of the upright photo.</param>
    /// <param name="cancellationToken">Ends the work; nothing is stored then.</param>
    /// <returns>The stored face, last among the faces of the photo; null where the owner has no such photo, also where it was
    /// deleted meanwhile: then nothing is stored.</returns>
    /// <exception cref="NoFaceFoundException">The box is too small or outside the photo.</exception>
    public Task<Face?> PlaceFaceAsync(Guid ownerId, Guid photoId, FaceBox box, CancellationToken cancellationToken = default) =>
        PlaceFaceAsync(ownerId, photoId, () => box, (faces, image) => faces.AnalyzeAt(image, box), cancellationToken);

    /// <summary>
    /// Adds a face that the user marked by five points: both eyes, the nose, both corners of the mouth, left in the picture first.
    /// </summary>
    /// <param name="ownerId">Whose photo it must be.</param>
    /// <param name="photoId">The photo.</param>
    /// <param name="points">Five points in pixels of the upright photo.</param>
    /// <param name="cancellationToken">Ends the work; nothing is stored then.</param>
    /// <returns>The stored face, last among the faces of the photo; null where the owner has no such photo, also where it was
    /// deleted meanwhile: then nothing is stored.</returns>
    /// <exception cref="NoFaceFoundException">The points make no face of this photo.</exception>
    public Task<Face?> PlaceFaceAsync(
        Guid ownerId,
        Guid photoId,
        IReadOnlyList<FacePoint> points,
        CancellationToken cancellationToken = default
    ) =>
        PlaceFaceAsync(
            ownerId,
            photoId,
            () => FivePoints.Place(points).Box,
            (faces, image) => faces.AnalyzeAt(image, points),
            cancellationToken
        );

    private async Task<Face?> PlaceFaceAsync(
        Guid ownerId,
        Guid photoId,
        Func<FaceBox> place,
        Func<IFaceAnalyzer, RgbImage, DetectedFace> analyze,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        var photo = await context.Photos.AsNoTracking().Include(p => p.Faces).SingleOrDefaultAsync(p => p.Id == photoId, cancellationToken);
        if (photo is null)
        {
            return null;
        }

        CheckBox(place(), photo);
        using var room = await budget.TakeAsync(photo.Width, photo.Height, cancellationToken);
        var image = await blobs.ReadAsync(photo, options.Limits, cancellationToken);
        var cut = await gpu.RunAsync(
            () => FaceCut.Of(image, analyze(analyzer(), image), options.MaximumSquareSide, scorer),
            cancellationToken
        );

        await using var batch = collector.BeginBatch();
        var position = photo.Faces.Count == 0 ? 0 : photo.Faces.Max(f => f.Position) + 1;
        var row = await cut.StoreAsync(batch, photoId, position, placedByHand: true, cancellationToken);
        context.Add(row);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (!context.Photos.Any(p => p.Id == photoId))
        {
            return null;
        }

        return row;
    }

    /// <summary>Says what the user should know about the faces of a photo; null where there is one usable face.</summary>
    public PhotoNotice? NoticeOf(Photo photo)
    {
        ArgumentNullException.ThrowIfNull(photo);
        if (photo.ProposedTurn is { } turn)
        {
            return new PhotoNotice(PhotoNoticeKind.Lying, FaceSentences.Lying(turn));
        }

        if (photo.Faces.Count == 0)
        {
            return new PhotoNotice(PhotoNoticeKind.NoFace, FaceSentences.None);
        }

        var widest = photo.Faces.Max(face => face.BoxWidth);
        if (widest < options.MinimumFaceWidth)
        {
            return new PhotoNotice(PhotoNoticeKind.FaceTooSmall, FaceSentences.TooSmall(widest, options.MinimumFaceWidth));
        }

        return photo.Faces.Count > 1 ? new PhotoNotice(PhotoNoticeKind.SeveralFaces, FaceSentences.Several(photo.Faces.Count)) : null;
    }

    private static string Displayable(string fileName)
    {
        var name = GivenName.Clean(Path.GetFileName(fileName.Replace('\\', '/')), LongestName);
        return name.Length == 0 ? "photo" : name;
    }

    private void CheckBox(FaceBox box, Photo photo)
    {
        if (!(box.Width >= options.MinimumFaceWidth && box.Height >= options.MinimumFaceWidth))
        {
            throw new NoFaceFoundException(FaceSentences.TooSmall(double.IsFinite(box.Width) ? box.Width : 0, options.MinimumFaceWidth));
        }

        if (!(box.X < photo.Width && box.Y < photo.Height && box.X + box.Width > 0 && box.Y + box.Height > 0))
        {
            throw new NoFaceFoundException("The marked box lies outside the photo: draw it around the face.");
        }
    }
}

/// <summary>A photo that was taken in.</summary>
/// <param name="Photo">The stored photo with its faces, largest first.</param>
/// <param name="Notice">What the user should know; null where there is one usable face.</param>
public sealed record PhotoIntakeResult(Photo Photo, PhotoNotice? Notice);

/// <summary>What the user should know about a photo that was taken in.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Sentence">One sentence for the user that says what to do.</param>
public sealed record PhotoNotice(PhotoNoticeKind Kind, string Sentence);

/// <summary>What a <see cref="PhotoNotice"/> is about.</summary>
public enum PhotoNoticeKind
{
    /// <summary>The photo seems to lie on its side or to stand on its head.</summary>
    Lying,

    /// <summary>No face was found; one can be marked by hand.</summary>
    NoFace,

    /// <summary>There are several faces; one has to be chosen.</summary>
    SeveralFaces,

    /// <summary>The largest face is too small to be restored or to serve as reference.</summary>
    FaceTooSmall,
}
