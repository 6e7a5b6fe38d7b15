using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Web.Accounts;
using Sair.Worker.Previews;

namespace Sair.Web.Hubs;

/// <summary>Lets viewers without a circuit follow a run; numbers only, pictures are fetched by GET.</summary>
public sealed class PreviewHub(PreviewBroker broker, IDbContextFactory<SairDbContext> contexts) : Hub<IPreviewClient>
{
    /// <summary>Sends what is known of the request and everything that follows; returns after the last word.</summary>
    [HubMethodName("Follow")]
    public async Task FollowAsync(Guid requestId)
    {
        await using (var context = await contexts.OpenForAsync(UserClaims.IdOf(Context.User) ?? Guid.Empty, Context.ConnectionAborted))
        {
            if (!await context.Requests.AnyAsync(request => request.Id == requestId, Context.ConnectionAborted))
            {
                throw new HubException("There is no such restoration.");
            }
        }

        using var subscription = broker.Subscribe(requestId);
        if (subscription.Snapshot.Latest is { IsLast: false } latest)
        {
            await Clients.Caller.Announced(RunMessage.From(latest));
        }

        await foreach (var announcement in subscription.ReadAllAsync(Context.ConnectionAborted))
        {
            await Clients.Caller.Announced(RunMessage.From(announcement));
        }
    }
}

/// <summary>What viewers without a circuit are told.</summary>
public interface IPreviewClient
{
    /// <summary>Something about the run changed; a new picture lies at <c>/previews/{request}/{previewIndex}</c>.</summary>
    Task Announced(RunMessage message);
}

/// <summary>An announcement on the wire.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Index">Number of finished iterations.</param>
/// <param name="Total">Number of iterations of the run; 0 before the first one is finished.</param>
/// <param name="PreviewIndex">The iteration of the newest picture, 0 for the instant engine's; null before the first one.</param>
/// <param name="Losses">Weighted terms by name; null where the message is not about an iteration.</param>
/// <param name="Likeness">Similarity to the references, −1–1; null where it is not known.</param>
/// <param name="Message">Why the request failed; null unless it did.</param>
public sealed record RunMessage(
    Guid RequestId,
    string Status,
    int Index,
    int Total,
    int? PreviewIndex,
    IReadOnlyDictionary<string, double>? Losses,
    double? Likeness,
    string? Message
)
{
    public static RunMessage From(RunAnnouncement announcement)
    {
        ArgumentNullException.ThrowIfNull(announcement);
        return new RunMessage(
            announcement.RequestId,
            announcement.Status.ToString(),
            announcement.Index,
            announcement.Total,
            announcement.PreviewIndex,
            announcement.Losses?.Terms.ToDictionary(term => term.Name, term => term.Weighted),
            announcement.Losses?.IdentitySimilarity,
            announcement.Message
        );
    }
}
