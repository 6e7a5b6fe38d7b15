using Microsoft.AspNetCore.SignalR;
using Sair.Worker.Previews;

namespace Sair.Web.Hubs;

/// <summary>Lets viewers without a circuit follow a run; numbers only, pictures are fetched by GET.</summary>
public sealed class PreviewHub(PreviewBroker broker) : Hub<IPreviewClient>
{
    /// <summary>Sends what is known of the request and everything that follows; returns after the last word.</summary>
    [HubMethodName("Follow")]
    public async Task FollowAsync(Guid requestId)
    {
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
