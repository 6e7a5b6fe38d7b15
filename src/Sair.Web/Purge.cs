using Sair.Data.Galleries;
using Sair.Data.People;
using Sair.Data.Requests;
using Sair.Web.Settings;
using Sair.Worker;

namespace Sair.Web;

/// <summary>Makes deletions final once they can no longer be undone.</summary>
internal sealed class Purge(PeopleStore people, RequestStore requests, GalleryStore galleries, RetentionOptions retention, TimeProvider time, ILogger<Purge> logger)
    : ResilientBackgroundService(time, logger)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time = time;

    protected override async Task<bool> StepAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(s_interval, _time, stoppingToken);
        var before = _time.GetUtcNow().UtcDateTime.AddMinutes(-retention.UndoMinutes);
        await people.PurgeAsync(before, stoppingToken);
        await requests.PurgeAsync(before, stoppingToken);
        await requests.ForgetStatesAsync(before, stoppingToken);
        await galleries.PurgeAsync(before, stoppingToken);
        return true;
    }
}
