using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Photos;
using Sair.Web.Accounts;

namespace Sair.Web.Components.Results;

/// <summary>The photos behind requests: which they are, and when they may go.</summary>
public sealed class RequestPhotos(IDbContextFactory<SairDbContext> contexts, PhotoStore photos, CurrentOwner owner)
{
    /// <summary>The reference faces of a request in their order.</summary>
    public async Task<IReadOnlyList<ReferenceFace>> ReferencesAsync(Guid requestId)
    {
        await using var context = await contexts.OpenForAsync(owner.Id);
        return await context.Requests
            .Where(request => request.Id == requestId)
            .SelectMany(request => request.References)
            .OrderBy(reference => reference.Position)
            .Select(reference => new ReferenceFace(reference.FaceId, reference.Face!.PhotoId))
            .ToListAsync();
    }

    /// <summary>Deletes a photo unless an album or a request needs it: faces are not kept without a purpose.</summary>
    public Task DeleteUnusedAsync(Guid photoId) => photos.DeleteUnusedAsync(owner.Id, [photoId]);
}

/// <summary>A reference face and the photo it is on.</summary>
public sealed record ReferenceFace(Guid FaceId, Guid PhotoId);
