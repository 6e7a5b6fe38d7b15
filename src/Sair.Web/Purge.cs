using System.Runtime.ExceptionServices;
using Sair.Application;
using Sair.Data.Galleries;
using Sair.Data.People;
using Sair.Data.Photos;
using Sair.Data.Requests;
using Sair.Web.Settings;

namespace Sair.Web;

/// <summary>Makes deletions final once they can no longer be undone, and deletes photos that nothing uses.</summary>
internal sealed class Purge(
    PeopleStore people,
    RequestStore requests,
    GalleryStore galleries,
    PhotoStore photos,
    RetentionOptions retention,
    TimeProvider time,
    ILogger<Purge> logger
) : ResilientBackgroundService(time, logger)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time = time;

    protected override async Task<bool> StepAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(s_interval, _time, stoppingToken);
        var now = _time.GetUtcNow().UtcDateTime;
        var before = now.AddMinutes(-retention.UndoMinutes);
        Exception? first = null;
        foreach (
            var purge in new Func<Task<int>>[]
            {
                () => people.PurgeAsync(before, stoppingToken),
                () => requests.PurgeAsync(before, stoppingToken),
                () => requests.ForgetStatesAsync(before, stoppingToken),
                () => galleries.PurgeAsync(before, stoppingToken),
                () => photos.PurgeUnusedAsync(now - PhotoStore.UnusedLifetime, stoppingToken),
            }
        )
        {
            try
            {
                await purge();
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // What one cannot delete must not keep the others from deleting.
                first ??= failure;
            }
        }

        if (first is not null)
        {
            ExceptionDispatchInfo.Throw(first);
        }

        return true;
    }
}
