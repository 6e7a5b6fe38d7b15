using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Sair.Application.Photos;
using Sair.Data;
using Sair.Data.Accounts;

namespace Sair.Application.People;

/// <summary>Reads and analyses stored albums; an analysis is kept while the album does not change.</summary>
/// <param name="contexts">Opens the database.</param>
public sealed class Albums(IDbContextFactory<SairDbContext> contexts) : IDisposable
{
    // In photos, each of some two kilobytes: the people whom a family restores at one time, and then some.
    private const int MostPhotos = 50_000;

    private static readonly TimeSpan s_kept = TimeSpan.FromHours(1);

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MostPhotos });

    /// <summary>Reads and analyses the album of a person.</summary>
    /// <param name="ownerId">Whose person it must be.</param>
    /// <param name="personId">The person.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Null where there is no such person.</returns>
    public async Task<Album?> FindAsync(Guid ownerId, Guid personId, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.OpenForAsync(ownerId, cancellationToken);
        if (
            await context
                .People.Where(person => person.Id == personId)
                .Select(person => person.Name)
                .SingleOrDefaultAsync(cancellationToken)
            is not { } name
        )
        {
            _kept.Remove(personId);
            return null;
        }

        var rows = await context
            .PersonPhotos.Where(entry => entry.PersonId == personId)
            .OrderBy(entry => entry.AddedUtc)
            .ThenBy(entry => entry.PhotoId)
            .Select(entry => new AlbumRow(
                entry.PhotoId,
                entry.FaceId,
                entry.Confirmed,
                entry.Excluded,
                entry.Face!.QualityScore,
                entry.AddedUtc,
                entry.Photo!.TakenUtc
            ))
            .ToListAsync(cancellationToken);
        if (_kept.TryGetValue<Album>(personId, out var known) && known!.Rows.SequenceEqual(rows))
        {
            return known.Name == name ? known : Keep(known with { Name = name });
        }

        return Keep(new Album(personId, name, rows, AlbumAnalysis.Of(await ReadFacesAsync(context, personId, cancellationToken))));
    }

    /// <inheritdoc/>
    public void Dispose() => _kept.Dispose();

    private static async Task<List<AlbumFace>> ReadFacesAsync(SairDbContext context, Guid personId, CancellationToken cancellationToken)
    {
        var rows = await context
            .PersonPhotos.Where(entry => entry.PersonId == personId && !entry.Excluded && entry.FaceId != null)
            .OrderBy(entry => entry.AddedUtc)
            .ThenBy(entry => entry.PhotoId)
            .Select(entry => new
            {
                entry.PhotoId,
                FaceId = entry.FaceId!.Value,
                entry.Face!.Quad,
                entry.Face.Descriptor,
                entry.Face.Landmarks,
                Quality = entry.Face.Quality ?? entry.Face.Score,
                entry.Face.ExpressionsJson,
                entry.Face.Sharpness,
                entry.Face.QualityScore,
                entry.Photo!.TakenUtc,
                entry.Photo.DifferenceHash,
                entry.Confirmed,
            })
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new AlbumFace(
            row.PhotoId,
            row.FaceId,
            FaceMapping.TraitsOf(row.Quad, row.Descriptor, row.Landmarks, row.Quality, row.ExpressionsJson, row.Sharpness),
            row.QualityScore,
            row.TakenUtc,
            row.DifferenceHash,
            row.Confirmed
        ));
    }

    private Album Keep(Album album) =>
        _kept.Set(album.PersonId, album, new MemoryCacheEntryOptions { Size = album.Rows.Count + 1, SlidingExpiration = s_kept });
}

/// <summary>A person's album and what the analysis says about it.</summary>
/// <param name="PersonId">The person.</param>
/// <param name="Name">The person's name.</param>
/// <param name="Rows">The photos, oldest first.</param>
/// <param name="Analysis">The analysis of those that take part.</param>
public sealed record Album(Guid PersonId, string Name, IReadOnlyList<AlbumRow> Rows, AlbumAnalysis Analysis);

/// <summary>What can change of a photo in an album; an album with the same rows has the same analysis.</summary>
/// <param name="PhotoId">The photo.</param>
/// <param name="FaceId">The person's face on it; null while it was not chosen.</param>
/// <param name="IsConfirmed">Whether the user said that this is the person.</param>
/// <param name="IsExcluded">Whether it is never used as reference.</param>
/// <param name="QualityScore">The face's score of the quality network, 0–1; null where it was not scored yet.</param>
/// <param name="AddedUtc">When it came into the album, UTC.</param>
/// <param name="TakenUtc">When it was taken; null where that is not known, or not yet.</param>
public sealed record AlbumRow(
    Guid PhotoId,
    Guid? FaceId,
    bool IsConfirmed,
    bool IsExcluded,
    double? QualityScore,
    DateTime AddedUtc,
    DateTime? TakenUtc
);
