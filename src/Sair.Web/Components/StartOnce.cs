namespace Sair.Web.Components;

/// <summary>
/// Starts something once, however often it is clicked: shows that it is busy before the work begins, and gives one wish one key.
/// </summary>
public sealed class StartOnce
{
    // Sorts by time, so that it can be the id of what is made.
    private Guid _key = Guid.CreateVersion7();
    private string? _state;

    /// <summary>Whether something is being started.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>Starts; does nothing while something is being started.</summary>
    /// <param name="start">Takes the key, which is the same until <paramref name="state"/> changes or <see cref="Renew"/> is
    /// called.</param>
    /// <param name="state">What is asked for; null where the page asks for one thing alone.</param>
    public async Task RunAsync(Func<string, Task> start, string? state = null)
    {
        ArgumentNullException.ThrowIfNull(start);
        if (IsBusy)
        {
            return;
        }

        IsBusy = true;
        try
        {
            // SQLite's calls do not yield: without this the page would be drawn only after the work.
            await Task.Yield();
            if (state != _state)
            {
                Renew();
                _state = state;
            }

            await start(_key.ToString("N"));
        }
        finally
        {
            IsBusy = false;
        }
    }

    /// <summary>Lets the next start be another wish, although nothing changed on the page.</summary>
    public void Renew() => _key = Guid.CreateVersion7();
}
