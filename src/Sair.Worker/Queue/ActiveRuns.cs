using System.Collections.Concurrent;
using Sair.Worker.Previews;

namespace Sair.Worker.Queue;

/// <summary>The requests that run in this process, so that a click reaches them at once.</summary>
/// <param name="broker">Announces the runs.</param>
internal sealed class ActiveRuns(PreviewBroker broker)
{
    private readonly ConcurrentDictionary<Guid, ActiveRun> _runs = new();

    /// <summary>Announces a claimed request as running; the run ends with its disposal.</summary>
    public ActiveRun Begin(Guid requestId, CancellationToken stopping)
    {
        var run = new ActiveRun(requestId, broker.Open(requestId), ended => _runs.TryRemove(ended.RequestId, out _), stopping);
        _runs[requestId] = run;
        return run;
    }

    /// <summary>Finds a run by the request that it serves.</summary>
    public ActiveRun? Find(Guid requestId) => _runs.GetValueOrDefault(requestId);
}
