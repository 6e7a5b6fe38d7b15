using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Photos;

namespace Sair.Web.Components.Restoring;

/// <summary>Reads photos with their faces.</summary>
public static class PhotoQueries
{
    public static async Task<Photo?> FindPhotoAsync(this IDbContextFactory<SairDbContext> contexts, Guid ownerId, Guid photoId)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        await using var context = await contexts.OpenForAsync(ownerId);
        return await context.Photos.AsNoTracking()
            .Include(photo => photo.Faces.Where(face => !face.Superseded).OrderBy(face => face.Position))
            .SingleOrDefaultAsync(photo => photo.Id == photoId);
    }

    /// <summary>Reads the photos that are the owner's, in the order asked for; others are left out.</summary>
    public static async Task<IReadOnlyList<Photo>> FindPhotosAsync(this IDbContextFactory<SairDbContext> contexts, Guid ownerId, IReadOnlyList<Guid> photoIds)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        await using var context = await contexts.OpenForAsync(ownerId);
        var found = await context.Photos.AsNoTracking()
            .Include(photo => photo.Faces.OrderBy(face => face.Position))
            .Where(photo => photoIds.Contains(photo.Id))
            .ToDictionaryAsync(photo => photo.Id);
        return [.. photoIds.Distinct().Where(found.ContainsKey).Select(id => found[id])];
    }
}
