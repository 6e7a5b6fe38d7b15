using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Photos;

namespace Sair.Application.Restorations;

/// <summary>The photos behind requests: which they are, and when they may go.</summary>
public sealed class RequestPhotos(IDbContextFactory<SairDbContext> contexts, PhotoStore photos)
{
    /// <summary>The reference faces of a request in their order.</summary>
    public async Task<IReadOnlyList<ReferenceFace>> ReferencesAsync(Guid ownerId, Guid requestId)
    {
        await using var context = await contexts.OpenForAsync(ownerId);
        return await context
            .Requests.Where(request => request.Id == requestId)
            .SelectMany(request => request.References)
            .OrderBy(reference => reference.Position)
            .Select(reference => new ReferenceFace(reference.FaceId, reference.Face!.PhotoId))
            .ToListAsync();
    }

    /// <summary>Deletes a photo unless an album or a request needs it: faces are not kept without a purpose.</summary>
    public Task DeleteUnusedAsync(Guid ownerId, Guid photoId) => photos.DeleteUnusedAsync(ownerId, [photoId]);
}

/// <summary>A reference face and the photo it is on.</summary>
/// <param name="FaceId">The face.</param>
/// <param name="PhotoId">The photo.</param>
public sealed record ReferenceFace(Guid FaceId, Guid PhotoId);
