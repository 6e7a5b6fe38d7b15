namespace Sair.Worker.Gpu;

/// <summary>Runs a task on the calling thread, always; the default scheduler may move it elsewhere.</summary>
internal sealed class InlineScheduler : TaskScheduler
{
    private InlineScheduler()
    {
    }

    /// <summary>Gets the only instance.</summary>
    public static InlineScheduler Instance { get; } = new();

    /// <inheritdoc/>
    protected override void QueueTask(Task task) => TryExecuteTask(task);

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
