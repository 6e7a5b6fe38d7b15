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

/// <summary>One file on its way to the server, as the browser tells it.</summary>
/// <param name="Key">Names the upload for ever.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Percent">How much of it was sent, 0–100.</param>
/// <param name="Id">The stored photo; null until it is there.</param>
/// <param name="Error">Why it was not taken, one sentence; null unless it was refused.</param>
public sealed record Upload(string Key, string Name, int Percent, Guid? Id, string? Error)
{
    public bool IsBeingRead => Percent >= 100 && Error is null;
}
