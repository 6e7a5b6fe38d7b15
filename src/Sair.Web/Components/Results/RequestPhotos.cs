using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Worker.Queue;

namespace Sair.Web.Components.Results;

/// <summary>The photos behind requests: which they are, and when they may go.</summary>
public sealed class RequestPhotos(IDbContextFactory<SairDbContext> contexts, RequestControl control)
{
    /// <summary>The reference faces of a request in their order.</summary>
    public async Task<IReadOnlyList<ReferenceFace>> ReferencesAsync(Guid requestId)
    {
        await using var context = await contexts.CreateDbContextAsync();
        return await context.Requests
            .Where(request => request.Id == requestId)
            .SelectMany(request => request.References)
            .OrderBy(reference => reference.Position)
            .Select(reference => new ReferenceFace(reference.FaceId, reference.Face!.PhotoId))
            .ToListAsync();
    }

    /// <summary>Deletes a request and those of its photos that no other request needs.</summary>
    public async Task DeleteRequestAsync(Guid requestId)
    {
        await using var context = await contexts.CreateDbContextAsync();
        var target = await context.Requests.Where(request => request.Id == requestId).Select(request => request.PhotoId).ToListAsync();
        var references = await ReferencesAsync(requestId);
        await control.DeleteAsync(requestId);
        foreach (var photoId in target.Concat(references.Select(reference => reference.PhotoId)).Distinct())
        {
            await DeleteUnusedAsync(photoId);
        }
    }

    /// <summary>Deletes a photo unless a request needs it: faces are not kept without a purpose.</summary>
    public async Task DeleteUnusedAsync(Guid photoId)
    {
        await using var context = await contexts.CreateDbContextAsync();
        var used = await context.Requests.AnyAsync(request =>
            request.PhotoId == photoId || request.References.Any(reference => reference.Face!.PhotoId == photoId));
        if (!used)
        {
            await control.DeletePhotoAsync(photoId);
        }
    }
}

/// <summary>A reference face and the photo it is on.</summary>
public sealed record ReferenceFace(Guid FaceId, Guid PhotoId);
