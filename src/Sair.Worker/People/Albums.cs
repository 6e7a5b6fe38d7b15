using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Worker.Photos;

namespace Sair.Worker.People;

/// <summary>Reads and analyses stored albums; an analysis is kept while the album does not change.</summary>
/// <param name="contexts">Opens the database.</param>
public sealed class Albums(IDbContextFactory<SairDbContext> contexts)
{
    // Enough for the people whom a family restores at one time; a thousand photos take some two megabytes.
    private const int MostKept = 8;

    private readonly Lock _lock = new();
    private readonly LinkedList<Album> _kept = new();

    /// <summary>Reads and analyses the album of a person.</summary>
    /// <param name="ownerId">Whose person it must be.</param>
    /// <param name="personId">The person.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Null where there is no such person.</returns>
    public async Task<Album?> FindAsync(Guid ownerId, Guid personId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        if (await context.People.Where(person => person.Id == personId).Select(person => person.Name).SingleOrDefaultAsync(cancellationToken) is not { } name)
        {
            Forget(personId);
            return null;
        }

        var rows = await context.PersonPhotos
            .Where(entry => entry.PersonId == personId).OrderBy(entry => entry.AddedUtc).ThenBy(entry => entry.PhotoId)
            .Select(entry => new AlbumRow(entry.PhotoId, entry.FaceId, entry.Confirmed, entry.Excluded, entry.Face!.QualityScore, entry.AddedUtc, entry.Photo!.TakenUtc))
            .ToListAsync(cancellationToken);
        if (Recall(personId) is { } known && known.Rows.SequenceEqual(rows))
        {
            return known.Name == name ? known : Keep(known with { Name = name });
        }

        return Keep(new Album(personId, name, rows, AlbumAnalysis.Of(await ReadFacesAsync(context, personId, cancellationToken))));
    }

    private static async Task<List<AlbumFace>> ReadFacesAsync(SairDbContext context, Guid personId, CancellationToken cancellationToken)
    {
        var rows = await context.PersonPhotos
            .Where(entry => entry.PersonId == personId && !entry.Excluded && entry.FaceId != null)
            .OrderBy(entry => entry.AddedUtc).ThenBy(entry => entry.PhotoId)
            .Select(entry => new
            {
                entry.PhotoId,
                FaceId = entry.FaceId!.Value,
                entry.Face!.Quad,
                entry.Face.Descriptor,
                entry.Face.Landmarks,
                Quality = entry.Face.Quality ?? entry.Face.Score,
                entry.Face.ExpressionsJson,
                entry.Face.QualityScore,
                entry.Photo!.TakenUtc,
                entry.Photo.DifferenceHash,
                entry.Confirmed,
            })
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new AlbumFace(
            row.PhotoId, row.FaceId, FaceMapping.TraitsOf(row.Quad, row.Descriptor, row.Landmarks, row.Quality, row.ExpressionsJson), row.QualityScore, row.TakenUtc, row.DifferenceHash, row.Confirmed));
    }

    private Album? Recall(Guid personId)
    {
        lock (_lock)
        {
            return _kept.FirstOrDefault(album => album.PersonId == personId);
        }
    }

    private Album Keep(Album album)
    {
        lock (_lock)
        {
            Remove(album.PersonId);
            _kept.AddFirst(album);
            if (_kept.Count > MostKept)
            {
                _kept.RemoveLast();
            }
        }

        return album;
    }

    private void Forget(Guid personId)
    {
        lock (_lock)
        {
            Remove(personId);
        }
    }

    private void Remove(Guid personId)
    {
        if (_kept.FirstOrDefault(album => album.PersonId == personId) is { } known)
        {
            _kept.Remove(known);
        }
    }
}
