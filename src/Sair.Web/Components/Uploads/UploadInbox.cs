namespace Sair.Web.Components.Uploads;

/// <summary>Lets each upload reach its page once, however often the browser tells of it.</summary>
public sealed class UploadInbox
{
    private readonly Dictionary<string, Task> _taken = [];

    /// <summary>Takes an upload in, or waits until that is done.</summary>
    /// <param name="key">Names the upload.</param>
    /// <param name="take">What the page does with it; not called a second time unless it failed.</param>
    public Task TakeAsync(string key, Func<Task> take)
    {
        ArgumentNullException.ThrowIfNull(take);
        if (!_taken.TryGetValue(key, out var task) || task.IsFaulted || task.IsCanceled)
        {
            _taken[key] = task = take();
        }

        return task;
    }
}
