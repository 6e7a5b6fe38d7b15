using Microsoft.EntityFrameworkCore;
using Sair.Application.Photos;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.People;
using Sair.Data.Photos;
using Sair.Engine.Preparation;

namespace Sair.Application.People;

/// <summary>Takes photos into a person's album: recognises copies, and proposes which face is the person's.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="photos">Takes photos in.</param>
/// <param name="time">The clock.</param>
public sealed class AlbumIntake(IDbContextFactory<SairDbContext> contexts, PhotoIntake photos, TimeProvider time)
{
    private const int ComparedFaces = 32;

    /// <summary>Adds a photo to an album, turned upright where its faces say that it lies; the same file twice is taken once.</summary>
    /// <param name="ownerId">Whom the album belongs to.</param>
    /// <param name="personId">The person.</param>
    /// <param name="fileName">The name that the user knows; only shown.</param>
    /// <param name="content">The bytes of the file.</param>
    /// <param name="turn">How far the photo is turned clockwise: 0, 90, 180 or 270 degrees; null leaves it to its faces.</param>
    /// <param name="cancellationToken">Ends the work; nothing is stored then.</param>
    /// <returns>The photo's place in the album; null where there is no such person, also where it was deleted meanwhile: then
    /// nothing is stored.</returns>
    /// <exception cref="Engine.InvalidImageException">The bytes are not a picture that can be used; the message says why.</exception>
    /// <exception cref="StorageFullException">The disk is full; nothing is stored.</exception>
    public async Task<AlbumIntakeResult?> AddAsync(
        Guid ownerId,
        Guid personId,
        string fileName,
        ReadOnlyMemory<byte> content,
        int? turn,
        CancellationToken cancellationToken = default
    )
    {
        var original = BlobId.Of(content.Span);
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        if (!await context.People.AnyAsync(person => person.Id == personId, cancellationToken))
        {
            return null;
        }

        var same = await context
            .PersonPhotos.Where(entry => entry.PersonId == personId && entry.Photo!.OriginalBlob == original)
            .Select(entry => (Guid?)entry.PhotoId)
            .FirstOrDefaultAsync(cancellationToken);
        if (same is { } photoId)
        {
            return new AlbumIntakeResult(photoId, IsCopy: true);
        }

        try
        {
            var taken = await photos.AddTurnedAsync(ownerId, fileName, content, turn, AddEntryAsync, cancellationToken);
            return new AlbumIntakeResult(taken.Photo.Id, IsCopy: false);
        }
        catch (DbUpdateException) when (!context.People.Any(person => person.Id == personId))
        {
            return null;
        }

        // In one transaction with the photo: a photo without its place in the album would be nobody's.
        async Task AddEntryAsync(SairDbContext store, Photo photo) =>
            store.Add(
                new PersonPhoto
                {
                    PersonId = personId,
                    PhotoId = photo.Id,
                    FaceId = await ProposeAsync(context, personId, photo.Faces, cancellationToken),
                    AddedUtc = time.GetUtcNow().UtcDateTime,
                }
            );
    }

    /// <summary>Adds a photo to an album, turned as its faces say; see the other overload.</summary>
    public Task<AlbumIntakeResult?> AddAsync(
        Guid ownerId,
        Guid personId,
        string fileName,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken = default
    ) => AddAsync(ownerId, personId, fileName, content, turn: null, cancellationToken);

    /// <summary>Proposes which of the faces of a photo is the person's.</summary>
    /// <param name="context">Sees the album.</param>
    /// <param name="personId">The person.</param>
    /// <param name="faces">The faces of a photo.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>Null where there is none, or several and nothing to tell them apart by.</returns>
    internal static async Task<Guid?> ProposeAsync(
        SairDbContext context,
        Guid personId,
        IReadOnlyList<Face> faces,
        CancellationToken cancellationToken
    )
    {
        if (faces.Count <= 1)
        {
            return faces.Count == 1 ? faces[0].Id : null;
        }

        // Of several faces the one most like the album; without an album nobody is guessed.
        var ids = faces.Select(face => face.Id).ToList();
        var known = await context
            .PersonPhotos.AsNoTracking()
            .Where(entry => entry.PersonId == personId && entry.FaceId != null && !entry.Excluded && !ids.Contains(entry.FaceId.Value))
            .OrderByDescending(entry => entry.Face!.Quality)
            .Select(entry => entry.Face!)
            .Take(ComparedFaces)
            .ToListAsync(cancellationToken);
        var choice = FaceChoice.MostLike([.. faces.Select(FaceMapping.TraitsOf)], known.ConvertAll(FaceMapping.TraitsOf));
        return choice is null ? null : faces[choice.Index].Id;
    }
}

/// <summary>What became of a photo that was added to an album.</summary>
/// <param name="PhotoId">The photo, or the one that was there already.</param>
/// <param name="IsCopy">Whether the album had this file already, so that nothing was stored.</param>
public sealed record AlbumIntakeResult(Guid PhotoId, bool IsCopy);
