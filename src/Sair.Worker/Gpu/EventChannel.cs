using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Sair.Engine.Engines;
using Sair.Engine.Imaging;

namespace Sair.Worker.Gpu;

/// <summary>Hands events from the thread of a run to one reader: in order, with room for one preview.</summary>
/// <remarks>A newer preview replaces one that was not read yet; progress and terminal events are never dropped.</remarks>
internal sealed class EventChannel
{
    private readonly Lock _gate = new();
    private readonly LinkedList<RestorationEvent> _events = [];
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
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

/// <summary>What a run reports.</summary>
public abstract record RestorationEvent;

/// <summary>An iteration is finished; reported for each one.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Index">1-based number of the iteration.</param>
/// <param name="Total">Number of iterations that the run will have.</param>
/// <param name="Losses">The loss terms.</param>
/// <param name="Elapsed">Time since the start of the run.</param>
public sealed record ProgressEvent(string Stage, int Index, int Total, StepLosses Losses, TimeSpan Elapsed) : RestorationEvent;

/// <summary>A picture of the current state; an older one that nobody has taken is dropped.</summary>
/// <param name="Index">The iteration that the picture shows.</param>
/// <param name="Image">A face square in FFHQ framing.</param>
public sealed record PreviewEvent(int Index, RgbImage Image) : RestorationEvent;

/// <summary>The run was set aside; the last event.</summary>
/// <param name="Result">What there is so far; its state is what the run goes on from, null where the engine has to start anew.</param>
public sealed record PausedEvent(RestorationResult Result) : RestorationEvent;

/// <summary>The run is over and has a result; the last event.</summary>
/// <param name="Result">The restoration.</param>
/// <param name="KeptEarly">Whether the user stopped the run before its last iteration.</param>
public sealed record CompletedEvent(RestorationResult Result, bool KeptEarly) : RestorationEvent;
