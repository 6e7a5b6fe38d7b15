using Microsoft.EntityFrameworkCore;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Photos;

namespace Sair.Data.People;

/// <summary>Reads and changes people and their albums; every call sees one owner's data only.</summary>
/// <param name="contexts">Opens the database.</param>
/// <param name="collector">Deletes files that nothing refers to any more.</param>
/// <param name="time">The clock.</param>
public sealed class PeopleStore(IDbContextFactory<SairDbContext> contexts, BlobCollector collector, TimeProvider time)
{
    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Lists the people by name.</summary>
    public async Task<IReadOnlyList<PersonSummary>> ListAsync(Guid ownerId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        var people = await context
            .People.Select(person => new PersonSummary(
                person.Id,
                person.Name,
                person
                    .Photos.Where(photo => photo.FaceId != null && !photo.Excluded)
                    .OrderByDescending(photo => photo.Face!.Quality)
                    .Select(photo => photo.FaceId)
                    .FirstOrDefault(),
                person.Photos.Count,
                context.Requests.Count(request => request.PersonId == person.Id)
            ))
            .ToListAsync(cancellationToken);
        return [.. people.OrderBy(person => person.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Reads some photos of an album with all their faces, in no order.</summary>
    public async Task<IReadOnlyList<PersonPhoto>> ReadPhotosAsync(
        Guid ownerId,
        Guid personId,
        IReadOnlyCollection<Guid> photoIds,
        CancellationToken cancellationToken = default
    )
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        return await context
            .PersonPhotos.AsNoTracking()
            .Include(entry => entry.Photo!.Faces.Where(face => !face.Superseded).OrderBy(face => face.Position))
            .Where(entry => entry.PersonId == personId && photoIds.Contains(entry.PhotoId))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Adds a person with an empty album.</summary>
    /// <param name="ownerId">Whom it belongs to.</param>
    /// <param name="name">1–80 characters, as <see cref="GivenName"/> keeps them.</param>
    /// <param name="cancellationToken">Ends the call; nothing is stored then.</param>
    public async Task<Person> AddAsync(Guid ownerId, string name, CancellationToken cancellationToken = default)
    {
        var person = new Person
        {
            OwnerId = ownerId,
            Name = CheckName(name),
            CreatedUtc = Now,
        };
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Add(person);
        await context.SaveChangesAsync(cancellationToken);
        return person;
    }

    /// <summary>Changes the name.</summary>
    /// <returns>False where there is no such person.</returns>
    public async Task<bool> RenameAsync(Guid ownerId, Guid personId, string name, CancellationToken cancellationToken = default)
    {
        var checkedName = CheckName(name);
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        return await context
                .People.Where(person => person.Id == personId)
                .ExecuteUpdateAsync(set => set.SetProperty(person => person.Name, checkedName), cancellationToken) > 0;
    }

    /// <summary>Says which face of a photo is the person's.</summary>
    /// <returns>False where the photo is not in the album or has no such face.</returns>
    public async Task<bool> ChooseFaceAsync(
        Guid ownerId,
        Guid personId,
        Guid photoId,
        Guid faceId,
        CancellationToken cancellationToken = default
    )
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        return await context.Faces.AnyAsync(face => face.Id == faceId && face.PhotoId == photoId, cancellationToken)
            && await context
                .PersonPhotos.Where(entry => entry.PersonId == personId && entry.PhotoId == photoId)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(entry => entry.FaceId, faceId).SetProperty(entry => entry.Confirmed, true),
                    cancellationToken
                ) > 0;
    }

    /// <summary>Confirms a proposed face, or lets a photo stay in the album without being used.</summary>
    /// <returns>False where the photo is not in the album.</returns>
    public async Task<bool> JudgeAsync(
        Guid ownerId,
        Guid personId,
        Guid photoId,
        bool confirmed,
        bool excluded,
        CancellationToken cancellationToken = default
    )
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        return await context
                .PersonPhotos.Where(entry => entry.PersonId == personId && entry.PhotoId == photoId)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(entry => entry.Confirmed, confirmed).SetProperty(entry => entry.Excluded, excluded),
                    cancellationToken
                ) > 0;
    }

    /// <summary>Takes a photo out of the album, or puts it back; <see cref="PurgeAsync"/> makes it final.</summary>
    /// <returns>False where the photo is not in the album, or was purged.</returns>
    public async Task<bool> SetPhotoDeletedAsync(
        Guid ownerId,
        Guid personId,
        Guid photoId,
        bool deleted,
        CancellationToken cancellationToken = default
    )
    {
        DateTime? moment = deleted ? Now : null;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context
                .PersonPhotos.Where(entry =>
                    entry.PersonId == personId
                    && entry.PhotoId == photoId
                    && entry.Person!.OwnerId == ownerId
                    && entry.Person.DeletedUtc == null
                )
                .ExecuteUpdateAsync(set => set.SetProperty(entry => entry.DeletedUtc, moment), cancellationToken) > 0;
    }

    /// <summary>Hides a person and its album, or brings them back; <see cref="PurgeAsync"/> makes a deletion final.</summary>
    /// <returns>False where there is no such person.</returns>
    public async Task<bool> SetDeletedAsync(Guid ownerId, Guid personId, bool deleted, CancellationToken cancellationToken = default)
    {
        DateTime? moment = deleted ? Now : null;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context
                .People.Where(person => person.Id == personId && person.OwnerId == ownerId)
                .ExecuteUpdateAsync(set => set.SetProperty(person => person.DeletedUtc, moment), cancellationToken) > 0;
    }

    /// <summary>
    /// Deletes people and photos of albums for good that were deleted before the given moment, with what was learned of the people and
    /// every photo that nothing else uses; all at once or nothing.
    /// </summary>
    /// <returns>How many people were deleted.</returns>
    public async Task<int> PurgeAsync(DateTime deletedBefore, CancellationToken cancellationToken = default)
    {
        await using (var context = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (!await People(context).AnyAsync(cancellationToken) && !await Removed(context).AnyAsync(cancellationToken))
            {
                return 0;
            }
        }

        return (await collector.EraseAsync(DeleteAsync, cancellationToken)).Result;

        IQueryable<Person> People(SairDbContext context) => context.People.Where(person => person.DeletedUtc < deletedBefore);

        IQueryable<PersonPhoto> Removed(SairDbContext context) => context.PersonPhotos.Where(entry => entry.DeletedUtc < deletedBefore);

        async Task<int> DeleteAsync(SairDbContext context)
        {
            var photos = await People(context)
                .SelectMany(person => person.Photos)
                .Union(Removed(context))
                .Select(entry => entry.PhotoId)
                .Distinct()
                .ToListAsync(cancellationToken);
            var purged = await People(context).ExecuteDeleteAsync(cancellationToken);
            await Removed(context).ExecuteDeleteAsync(cancellationToken);
            await PhotoStore.DeleteUnusedRowsAsync(context, photos, cancellationToken);
            return purged;
        }
    }

    private static string CheckName(string name) =>
        GivenName.MistakeOf(name, Person.LongestName) is { } mistake
            ? throw new ArgumentException(mistake, nameof(name))
            : GivenName.Clean(name);
}

/// <summary>One person as lists show it.</summary>
/// <param name="Id">The person.</param>
/// <param name="Name">The name.</param>
/// <param name="CoverFaceId">The sharpest usable face; null while there is none.</param>
/// <param name="PhotoCount">Photos of the album.</param>
/// <param name="RequestCount">Restorations that were asked for.</param>
public sealed record PersonSummary(Guid Id, string Name, Guid? CoverFaceId, int PhotoCount, int RequestCount);
