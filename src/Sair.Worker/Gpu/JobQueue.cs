namespace Sair.Worker.Gpu;

/// <summary>The jobs of one thread in two lines; short ones go first.</summary>
internal sealed class JobQueue
{
    private readonly object _gate = new();
    private readonly Queue<Task> _short = [];
    private readonly Queue<Task> _runs = [];
    private bool _closed;

    /// <summary>Adds a job that may be done between two iterations of a run.</summary>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    public void AddShort(Task job) => Add(_short, job);

    /// <summary>Adds a run.</summary>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    public void AddRun(Task job) => Add(_runs, job);

    /// <summary>Waits for the next job; null once the queue is closed and empty.</summary>
    public Task? Take()
    {
        lock (_gate)
        {
            while (_short.Count + _runs.Count == 0 && !_closed)
            {
                Monitor.Wait(_gate);
            }

            return _short.TryDequeue(out var job) || _runs.TryDequeue(out job) ? job : null;
        }
    }

    /// <summary>Takes a short job if there is one.</summary>
    public Task? TakeShort()
    {
        lock (_gate)
        {
            return _short.TryDequeue(out var job) ? job : null;
        }
    }

    /// <summary>Lets no more jobs in.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Add(Queue<Task> line, Task job)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            line.Enqueue(job);
            Monitor.PulseAll(_gate);
        }
    }
}
