using Microsoft.EntityFrameworkCore;
using Sair.Application.People;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Engine;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;

namespace Sair.Application.Photos;

/// <summary>
/// Turns stored photos by right angles. The uploaded bytes stay; the turn is kept beside them, and preview and faces are made anew.
/// </summary>
/// <remarks>
/// Faces that somebody placed, painted or described, and those that a restoration used, go along: their squares stay as they are, so
/// that what was made of them can be repeated. All others are searched for anew. A face that was misread in the lying photo and stands
/// upright now is found anew beside the old one, which is then kept for its restorations alone (<see cref="Face.Superseded"/>).
/// </remarks>
/// <param name="contexts">Opens the database.</param>
/// <param name="blobs">Holds pictures.</param>
/// <param name="collector">Stores pictures and deletes those that nothing refers to any more.</param>
/// <param name="analyzer">Gets what finds faces.</param>
/// <param name="scorer">Scores the quality of faces.</param>
/// <param name="gpu">The thread that the analyzer runs on.</param>
/// <param name="search">Searches on in the background.</param>
/// <param name="budget">Bounds the photos in memory.</param>
/// <param name="options">Limits and sizes.</param>
public sealed class PhotoTurns(
    IDbContextFactory<SairDbContext> contexts,
    BlobStore blobs,
    BlobCollector collector,
    Func<IFaceAnalyzer> analyzer,
    FaceScorer scorer,
    IComputeThread gpu,
    FaceSearchSignal search,
    PixelBudget budget,
    ApplicationOptions options
)
{
    private const int Attempts = 3;

    // A face whose square is turned further than this against the photo was read lying.
    private const double LargestTilt = 60;

    private readonly PhotoLook _look = new(analyzer, scorer, gpu, options);

    /// <summary>Turns a photo, and finds its faces anew.</summary>
    /// <param name="ownerId">Whose photo it must be.</param>
    /// <param name="photoId">The photo.</param>
    /// <param name="degrees">How far it is turned clockwise against how it stands now: 90, 180 or 270.</param>
    /// <param name="proposal">A turn to propose afterwards: where a turn that was proposed is taken back; null for none.</param>
    /// <param name="cancellationToken">Ends the work; nothing is changed then.</param>
    /// <returns>False where the owner has no such photo.</returns>
    /// <exception cref="InvalidOptionsException">It is another angle, or others change the photo all the time.</exception>
    /// <exception cref="InvalidImageException">The file cannot be read any more.</exception>
    /// <exception cref="StorageFullException">The disk is full; nothing is changed.</exception>
    public async Task<bool> TurnAsync(
        Guid ownerId,
        Guid photoId,
        int degrees,
        int? proposal = null,
        CancellationToken cancellationToken = default
    )
    {
        if (degrees == 0 || !ImageTurn.IsTurn(degrees))
        {
            throw new InvalidOptionsException($"A photo is turned clockwise by 90, 180 or 270 degrees, not by {degrees}.");
        }

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await TryAsync(ownerId, photoId, degrees, proposal, cancellationToken) is { } found)
            {
                return found;
            }
        }

        throw new InvalidOptionsException("The photo was changed at the same time: look at it again, and turn it then.");
    }

    /// <summary>Leaves a photo as it is, and does not propose to turn it any more.</summary>
    /// <returns>False where the owner has no such photo.</returns>
    public async Task<bool> LeaveAsync(Guid ownerId, Guid photoId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        return await context
                .Photos.Where(photo => photo.Id == photoId)
                .ExecuteUpdateAsync(set => set.SetProperty(photo => photo.ProposedTurn, (int?)null), cancellationToken) > 0;
    }

    // Null where the photo changed while its faces were searched for.
    private async Task<bool?> TryAsync(Guid ownerId, Guid photoId, int degrees, int? proposal, CancellationToken cancellationToken)
    {
        // Sees what was deleted and can be undone, too: its faces must not vanish.
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var photo = await context
            .Photos.Include(p => p.Faces)
            .SingleOrDefaultAsync(p => p.Id == photoId && p.OwnerId == ownerId, cancellationToken);
        if (photo is null)
        {
            return false;
        }

        var known = photo.Faces.Select(face => face.Id).ToHashSet();
        using var room = await budget.TakeAsync(photo.Width, photo.Height, cancellationToken);
        var image = (await blobs.ReadAsync(photo, options.Limits, cancellationToken)).Turn(degrees);
        var encoding = PhotoPixels.EncodePreviewAsync(image, options.PhotoPreviewSide, cancellationToken);
        var found = await _look.FindAsync(image, isQuick: true, cancellationToken);
        var preview = await encoding;

        await using var batch = collector.BeginBatch();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (
            !known.SetEquals(
                await context.Faces.Where(face => face.PhotoId == photoId).Select(face => face.Id).ToListAsync(cancellationToken)
            )
        )
        {
            return null;
        }

        List<BlobId> old = [photo.PreviewBlob];
        var used = await UsedFacesAsync(context, photoId, cancellationToken);
        var (kept, gone) = (
            photo.Faces.Where(face => IsKept(face, used)).ToList(),
            photo.Faces.Where(face => !IsKept(face, used)).ToList()
        );
        foreach (var face in photo.Faces)
        {
            FaceMapping.Turn(face, degrees, photo.Width, photo.Height);
        }

        photo.PreviewBlob = await batch.AddAsync(preview, cancellationToken);
        (photo.Width, photo.Height, photo.Turn, photo.ProposedTurn) = (
            image.Width,
            image.Height,
            ImageTurn.Add(photo.Turn, degrees),
            proposal
        );
        photo.DifferenceHash = DifferenceHash.Of(image);
        photo.FaceSearchPending = found.IsPending;
        var faces = await AddFacesAsync(batch, photoId, found, kept, cancellationToken);
        context.AddRange(faces);
        await MoveEntriesAsync(
            context,
            photoId,
            [.. kept, .. gone],
            [.. faces, .. kept.Where(face => !face.Superseded)],
            cancellationToken
        );
        context.RemoveRange(gone);
        old.AddRange(gone.SelectMany(face => new[] { face.SquareBlob, face.ThumbnailBlob }).OfType<BlobId>());
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return null;
        }

        await transaction.CommitAsync(cancellationToken);
        await collector.CollectAsync(old, CancellationToken.None);
        if (photo.FaceSearchPending)
        {
            search.Wake();
        }

        return true;
    }

    // The faces that were found, unless a face that goes along is the same and stands upright; the others come after them.
    private static async Task<List<Face>> AddFacesAsync(
        BlobBatch batch,
        Guid photoId,
        FacesAtSight found,
        List<Face> kept,
        CancellationToken cancellationToken
    )
    {
        var upright = kept.Where(face => Math.Abs(FaceMapping.QuadOf(face).Tilt()) < LargestTilt).ToList();
        var faces = new List<Face>();
        foreach (
            var cut in found.Faces.Where(cut => !upright.Exists(face => CandidateFilter.AreSame(FaceMapping.BoxOf(face), cut.Face.Box)))
        )
        {
            faces.Add(await cut.StoreAsync(batch, photoId, faces.Count, placedByHand: false, cancellationToken));
        }

        foreach (var (place, face) in kept.OrderBy(face => face.Position).Index())
        {
            face.Position = faces.Count + place;
            face.Superseded =
                !upright.Contains(face)
                && faces.Exists(other => CandidateFilter.AreSame(FaceMapping.BoxOf(face), FaceMapping.BoxOf(other)));
        }

        return faces;
    }

    // An album means the same face as before, or the one that it would be proposed now.
    private static async Task MoveEntriesAsync(
        SairDbContext context,
        Guid photoId,
        List<Face> before,
        List<Face> faces,
        CancellationToken cancellationToken
    )
    {
        foreach (var entry in await context.PersonPhotos.Where(entry => entry.PhotoId == photoId).ToListAsync(cancellationToken))
        {
            var chosen = before.Find(face => face.Id == entry.FaceId);
            var same =
                chosen is null ? null
                : faces.Contains(chosen) ? chosen
                : faces.Find(face => CandidateFilter.AreSame(FaceMapping.BoxOf(chosen), FaceMapping.BoxOf(face)));
            entry.FaceId = same?.Id ?? await AlbumIntake.ProposeAsync(context, entry.PersonId, faces, cancellationToken);
        }
    }

    private static bool IsKept(Face face, HashSet<Guid> used) =>
        face.PlacedByHand || face.MarksBlob is not null || face.DegradationJson is not null || used.Contains(face.Id);

    private static async Task<HashSet<Guid>> UsedFacesAsync(SairDbContext context, Guid photoId, CancellationToken cancellationToken) =>
        [
            .. await context
                .Requests.Where(request => request.PhotoId == photoId)
                .Select(request => request.FaceId)
                .ToListAsync(cancellationToken),
            .. await context
                .Requests.SelectMany(request => request.References)
                .Where(reference => reference.Face!.PhotoId == photoId)
                .Select(reference => reference.FaceId)
                .ToListAsync(cancellationToken),
        ];
}
