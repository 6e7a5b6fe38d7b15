using Sair.Data.People;

namespace Sair.Web;

/// <summary>Makes deletions final once they can no longer be undone.</summary>
internal sealed class Purge(PeopleStore people, TimeProvider time) : BackgroundService
{
    /// <summary>How long a deletion can be undone.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await people.PurgeAsync(time.GetUtcNow().UtcDateTime - Grace, stoppingToken);
        }
    }
}
