using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Requests;

namespace Sair.Application.Restorations;

/// <summary>Where the newest restoration of a face stands.</summary>
/// <param name="FaceId">The face.</param>
/// <param name="RequestId">Its newest request.</param>
/// <param name="Status">Where that stands.</param>
/// <param name="Index">The finished iterations.</param>
/// <param name="Total">How many there will be; 0 before the first.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
public sealed record FaceProgress(Guid FaceId, Guid RequestId, RequestStatus Status, int Index, int Total, string? Failure)
{
    /// <summary>Whether it waits or runs.</summary>
    public bool IsOpen => Status is RequestStatus.Queued or RequestStatus.Running;

    /// <summary>Where it stands, in a word or two for people.</summary>
    public string Words =>
        Status switch
        {
            RequestStatus.Queued => "waits",
            RequestStatus.Running => Total > 0 ? $"{100 * Index / Total} %" : "starts",
            RequestStatus.Paused => "paused",
            RequestStatus.Succeeded => "restored",
            RequestStatus.Cancelled => "cancelled",
            _ => Failure ?? "failed",
        };

    /// <summary>Reads the newest restoration of each face of a photo.</summary>
    public static async Task<IReadOnlyDictionary<Guid, FaceProgress>> ReadAsync(
        IDbContextFactory<SairDbContext> contexts,
        Guid ownerId,
        Guid photoId
    )
    {
        ArgumentNullException.ThrowIfNull(contexts);
        await using var context = await contexts.OpenForAsync(ownerId);
        var rows = await context
            .Requests.AsNoTracking()
            .Where(request => request.PhotoId == photoId)
            .OrderBy(request => request.Id)
            .Select(request => new FaceProgress(
                request.FaceId,
                request.Id,
                request.Status,
                request.ProgressIndex,
                request.ProgressTotal,
                request.FailureMessage
            ))
            .ToListAsync();
        return rows.GroupBy(row => row.FaceId).ToDictionary(face => face.Key, face => face.Last());
    }
}
