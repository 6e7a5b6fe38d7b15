namespace Sair.Web.Components;

/// <summary>Offers to take the last deletion back, for this visitor.</summary>
public sealed class Undo
{
    /// <summary>Called when there is something new to offer or nothing any more.</summary>
    public event Action? Changed;

    /// <summary>What was done, one sentence; null when nothing is offered.</summary>
    public string? Sentence { get; private set; }

    private Func<Task>? _takeBack;

    public void Offer(string sentence, Func<Task> takeBack)
    {
        (Sentence, _takeBack) = (sentence, takeBack);
        Changed?.Invoke();
    }

    public async Task TakeBackAsync()
    {
        var takeBack = _takeBack;
        Dismiss();
        if (takeBack is not null)
        {
            await takeBack();
        }
    }

    public void Dismiss()
    {
        (Sentence, _takeBack) = (null, null);
        Changed?.Invoke();
    }
}
