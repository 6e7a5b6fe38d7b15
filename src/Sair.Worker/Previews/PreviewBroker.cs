using Sair.Data.Requests;

namespace Sair.Worker.Previews;

/// <summary>Keeps the newest preview of each request and tells viewers of every change.</summary>
/// <remarks>Lives in memory: of finished requests only the most recent ones are kept, the rest is in the database.</remarks>
public sealed class PreviewBroker
{
    private const int FinishedKept = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, RunState> _states = [];
    private readonly Queue<Guid> _finished = [];

    /// <summary>Called after a request of anybody is over or set aside, with its id and how it ended; must not throw nor wait.</summary>
    public event Action<RunAnnouncement>? Ended;

    /// <summary>Starts to follow a request, whether it waits, runs or is over.</summary>
    /// <returns>What happened so far and everything that follows; dispose it when the viewer leaves.</returns>
    public RunSubscription Subscribe(Guid requestId)
    {
        lock (_gate)
        {
            return StateOf(requestId).Subscribe(state => ForgetIfEmpty(requestId, state));
        }
    }

    /// <summary>Gets the newest preview of a request; null where there is none in memory.</summary>
    public Preview? FindPreview(Guid requestId) => Find(requestId)?.Preview;

    /// <summary>Gets what was last announced of a request; null where nothing is in memory.</summary>
    public RunAnnouncement? FindLatest(Guid requestId) => Find(requestId)?.Latest;

    /// <summary>Gets some of a run's pictures, evenly spread over its iterations; empty where there is none in memory.</summary>
    public IReadOnlyList<Preview> Frames(Guid requestId) => Find(requestId)?.Frames ?? [];

    /// <summary>Begins a run of a request and announces it; a feed of an earlier run falls silent.</summary>
    public RunFeed Open(Guid requestId)
    {
        lock (_gate)
        {
            return StateOf(requestId).Open();
        }
    }

    /// <summary>Announces the end of a request, after which nothing more is announced for it.</summary>
    /// <param name="requestId">The request.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="message">One sentence for the user; null unless it failed.</param>
    public void Finish(Guid requestId, RequestStatus status, string? message = null)
    {
        lock (_gate)
        {
            StateOf(requestId).Finish(status, message);
            _finished.Enqueue(requestId);
            if (_finished.Count > FinishedKept)
            {
                _states.Remove(_finished.Dequeue());
            }
        }

        Ended?.Invoke(
            new RunAnnouncement
            {
                RequestId = requestId,
                Status = status,
                Message = message,
            }
        );
    }

    /// <summary>Forgets a deleted request at once, with its picture.</summary>
    public void Forget(Guid requestId)
    {
        lock (_gate)
        {
            if (_states.Remove(requestId, out var state))
            {
                state.Finish(RequestStatus.Cancelled, null);
            }
        }
    }

    private RunState? Find(Guid requestId)
    {
        lock (_gate)
        {
            return _states.GetValueOrDefault(requestId);
        }
    }

    private RunState StateOf(Guid requestId)
    {
        if (!_states.TryGetValue(requestId, out var state))
        {
            _states.Add(requestId, state = new RunState(requestId));
        }

        return state;
    }

    private void ForgetIfEmpty(Guid requestId, RunState state)
    {
        lock (_gate)
        {
            if (state.IsEmpty && _states.GetValueOrDefault(requestId) == state)
            {
                _states.Remove(requestId);
            }
        }
    }
}
