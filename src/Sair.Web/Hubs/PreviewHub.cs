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
