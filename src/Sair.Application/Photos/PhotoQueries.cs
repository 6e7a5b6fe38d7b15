using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.Photos;

namespace Sair.Application.Photos;

/// <summary>Reads photos with their faces; a photo that nothing uses yet is kept for longer by being read.</summary>
public static class PhotoQueries
{
    /// <summary>Reads a photo of the owner; null where there is no such photo.</summary>
    public static async Task<Photo?> FindPhotoAsync(this IDbContextFactory<SairDbContext> contexts, Guid ownerId, Guid photoId) =>
        (await contexts.FindPhotosAsync(ownerId, [photoId])).SingleOrDefault();

    /// <summary>Reads the photos that are the owner's, in the order asked for; others are left out.</summary>
    public static Task<IReadOnlyList<Photo>> FindPhotosAsync(
        this IDbContextFactory<SairDbContext> contexts,
        Guid ownerId,
        IReadOnlyList<Guid> photoIds
    ) => PhotoStore.OpenAsync(contexts, TimeProvider.System, ownerId, photoIds);
}
