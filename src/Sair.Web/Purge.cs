using Sair.Data.Galleries;
using Sair.Data.People;
using Sair.Data.Requests;
using Sair.Web.Settings;

namespace Sair.Web;

/// <summary>Makes deletions final once they can no longer be undone.</summary>
internal sealed class Purge(PeopleStore people, RequestStore requests, GalleryStore galleries, RetentionOptions retention, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var before = time.GetUtcNow().UtcDateTime.AddMinutes(-retention.UndoMinutes);
            await people.PurgeAsync(before, stoppingToken);
            await requests.PurgeAsync(before, stoppingToken);
            await galleries.PurgeAsync(before, stoppingToken);
        }
    }
}
