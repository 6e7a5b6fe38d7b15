using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Sair.Worker.Gpu;

/// <summary>Hands events from the thread of a run to one reader: in order, with room for one preview.</summary>
/// <remarks>A newer preview replaces one that was not read yet; progress and terminal events are never dropped.</remarks>
internal sealed class EventChannel
{
    private readonly Lock _gate = new();
    private readonly LinkedList<RestorationEvent> _events = [];
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private LinkedListNode<RestorationEvent>? _preview;

    /// <summary>Gets a value indicating whether a preview waits to be read: the reader does not keep up.</summary>
    public bool HasPreview
    {
        get
        {
            lock (_gate)
            {
                return _preview is not null;
            }
        }
    }

    /// <summary>Adds an event; never blocks.</summary>
    public void Write(RestorationEvent item)
    {
        lock (_gate)
        {
            if (item is PreviewEvent)
            {
                if (_preview is not null)
                {
                    _events.Remove(_preview);
                }

                _preview = _events.AddLast(item);
            }
            else
            {
                _events.AddLast(item);
            }
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>Says that no event follows.</summary>
    public void Complete() => _signal.Writer.TryComplete();

    /// <summary>Reads all events; ends after <see cref="Complete"/> once everything is read.</summary>
    public async IAsyncEnumerable<RestorationEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var open = true;
        while (open)
        {
            open = await _signal.Reader.WaitToReadAsync(cancellationToken);
            _signal.Reader.TryRead(out _);
            while (TryTake() is { } item)
            {
                yield return item;
            }
        }
    }

    private RestorationEvent? TryTake()
    {
        lock (_gate)
        {
            if (_events.First is not { } first)
            {
                return null;
            }

            _events.RemoveFirst();
            if (first == _preview)
            {
                _preview = null;
            }

            return first.Value;
        }
    }
}
