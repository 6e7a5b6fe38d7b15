namespace Sair.Web.Components;

/// <summary>Offers to take what was done back, the newest first, for this visitor.</summary>
public sealed class Undo : IAsyncDisposable
{
    private readonly List<UndoOffer> _offers = [];

    /// <summary>Called when there is something new to offer or nothing any more.</summary>
    public event Action? Changed;

    /// <summary>What was done, one sentence; null when nothing is offered.</summary>
    public string? Sentence => _offers.LastOrDefault()?.Sentence;

    /// <summary>Offers to take something back.</summary>
    /// <param name="sentence">What was done.</param>
    /// <param name="takeBack">Takes it back.</param>
    /// <param name="settle">Makes it final once it can no longer be taken back here; null where nothing is left to do.</param>
    /// <returns>The offer, to withdraw it.</returns>
    public UndoOffer Offer(string sentence, Func<Task> takeBack, Func<Task>? settle = null)
    {
        var offer = new UndoOffer(sentence, takeBack, settle);
        _offers.Add(offer);
        Changed?.Invoke();
        return offer;
    }

    /// <summary>Takes the newest back and offers the one before; what cannot be taken back stays offered.</summary>
    public async Task TakeBackAsync()
    {
        if (_offers.LastOrDefault() is { } offer)
        {
            _offers.Remove(offer);
            Changed?.Invoke();
            try
            {
                await offer.TakeBack();
            }
            catch
            {
                _offers.Add(offer);
                Changed?.Invoke();
                throw;
            }
        }
    }

    /// <summary>Withdraws an offer that was taken back elsewhere; nothing becomes final by that.</summary>
    public void Withdraw(UndoOffer offer)
    {
        if (_offers.Remove(offer))
        {
            Changed?.Invoke();
        }
    }

    /// <summary>Withdraws everything that is offered and makes it final.</summary>
    public async Task DismissAsync()
    {
        var settled = _offers.ToList();
        _offers.Clear();
        Changed?.Invoke();
        foreach (var offer in settled)
        {
            await (offer.Settle?.Invoke() ?? Task.CompletedTask);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await DismissAsync();
}

/// <summary>Something that can be taken back.</summary>
/// <param name="Sentence">What was done.</param>
/// <param name="TakeBack">Takes it back.</param>
/// <param name="Settle">Makes it final; null where nothing is left to do.</param>
public sealed record UndoOffer(string Sentence, Func<Task> TakeBack, Func<Task>? Settle);
