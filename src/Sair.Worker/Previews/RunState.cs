using Sair.Data.Requests;
using Sair.Engine.Engines;

namespace Sair.Worker.Previews;

/// <summary>
/// Everything the broker keeps about one request; every change and every announcement happens under one lock, hence in one order.
/// </summary>
internal sealed class RunState(Guid requestId)
{
    private readonly Lock _gate = new();
    private readonly List<RunSubscription> _subscriptions = [];
    private readonly List<IterationLosses> _losses = [];
    private readonly Filmstrip _frames = new();
    private RunFeed? _openFeed;
    private RunAnnouncement? _latest;
    private Preview? _preview;

    public bool IsWatched
    {
        get
        {
            lock (_gate)
            {
                return _subscriptions.Count > 0;
            }
        }
    }

    /// <summary>Gets a value indicating whether nothing would be lost by forgetting the request.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _subscriptions.Count == 0 && _latest is null;
            }
        }
    }

    public RunAnnouncement? Latest
    {
        get
        {
            lock (_gate)
            {
                return _latest;
            }
        }
    }

    public Preview? Preview
    {
        get
        {
            lock (_gate)
            {
                return _preview;
            }
        }
    }

    /// <summary>Gets some of the pictures so far, evenly spread.</summary>
    public IReadOnlyList<Preview> Frames
    {
        get
        {
            lock (_gate)
            {
                return _frames.ToList();
            }
        }
    }

    public RunFeed Open()
    {
        lock (_gate)
        {
            _openFeed = new RunFeed(this);
            _losses.Clear();
            _frames.Clear();
            _preview = null;
            Announce(new RunAnnouncement { RequestId = requestId, Status = RequestStatus.Running });
            return _openFeed;
        }
    }

    public bool PublishProgress(RunFeed feed, string stage, int index, int total, StepLosses losses)
    {
        lock (_gate)
        {
            if (_openFeed != feed)
            {
                return false;
            }

            // A run that begins anew, with less memory for example, begins its terms anew.
            if (_losses.Count > 0 && index <= _losses[^1].Index)
            {
                _losses.Clear();
            }

            _losses.Add(new IterationLosses(index, losses));
            Announce(_latest! with { Stage = stage, Index = index, Total = total, Losses = losses });
            return true;
        }
    }

    public bool PublishPreview(RunFeed feed, Preview preview)
    {
        lock (_gate)
        {
            if (_openFeed != feed)
            {
                return false;
            }

            _preview = preview;
            if (!preview.IsInstant)
            {
                _frames.Add(preview);
            }

            Announce(_latest! with { Losses = null, PreviewIndex = preview.Index });
            return true;
        }
    }

    public bool PublishNotice(RunFeed feed, string sentence)
    {
        lock (_gate)
        {
            if (_openFeed != feed)
            {
                return false;
            }

            Announce(_latest! with { Losses = null, Notice = sentence });
            return true;
        }
    }

    public void Freeze(RunFeed feed)
    {
        lock (_gate)
        {
            if (_openFeed == feed)
            {
                _openFeed = null;
            }
        }
    }

    public void Finish(RequestStatus status, string? message)
    {
        lock (_gate)
        {
            if (_latest is { IsLast: true })
            {
                return;
            }

            _openFeed = null;
            Announce(
                (_latest ?? new RunAnnouncement { RequestId = requestId, Status = status }) with
                {
                    Status = status,
                    Losses = null,
                    Message = message,
                }
            );
        }
    }

    public RunSubscription Subscribe(Action<RunState> left)
    {
        lock (_gate)
        {
            var subscription = new RunSubscription(new RunSnapshot(_latest, [.. _losses]), leaving => Leave(leaving, left));
            _subscriptions.Add(subscription);
            if (_latest is { IsLast: true })
            {
                subscription.Write(_latest);
            }

            return subscription;
        }
    }

    private void Leave(RunSubscription subscription, Action<RunState> left)
    {
        lock (_gate)
        {
            _subscriptions.Remove(subscription);
        }

        left(this);
    }

    private void Announce(RunAnnouncement announcement)
    {
        _latest = announcement;
        foreach (var subscription in _subscriptions)
        {
            subscription.Write(announcement);
        }
    }
}
