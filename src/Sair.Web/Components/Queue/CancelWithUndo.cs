using Sair.Application.Restorations;
using Sair.Data.Requests;
using Sair.Web.Accounts;

namespace Sair.Web.Components.Queue;

/// <summary>Cancels requests for pages: each time with a receipt by which it can be taken back.</summary>
/// <param name="control">Cancels.</param>
/// <param name="owner">Whose requests.</param>
/// <param name="undo">Offers to take it back, on every page.</param>
public sealed class CancelWithUndo(RequestControl control, CurrentOwner owner, Undo undo)
{
    private readonly Dictionary<Guid, UndoOffer> _cancelled = [];

    /// <summary>Cancels a request that is not over.</summary>
    /// <returns>False where it was over already.</returns>
    public Task<bool> CancelAsync(HistoryEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return CancelAsync([entry], $"{entry.PhotoName} was cancelled.");
    }

    /// <summary>Cancels requests together.</summary>
    /// <param name="entries">Requests; those that are over are passed over.</param>
    /// <param name="sentence">What is said then.</param>
    /// <returns>False where all were over already.</returns>
    public async Task<bool> CancelAsync(IReadOnlyList<HistoryEntry> entries, string sentence)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var cancelled = new List<Guid>();
        try
        {
            // Those at the end first, so that none of them begins meanwhile.
            foreach (var entry in entries.Reverse())
            {
                if (await control.WithdrawAsync(owner.Id, entry.RequestId))
                {
                    cancelled.Add(entry.RequestId);
                }
            }
        }
        finally
        {
            // Also where one of them failed: the others are cancelled.
            Offer(cancelled, sentence);
        }

        return cancelled.Count > 0;
    }

    /// <summary>Takes the cancelling of one request back.</summary>
    /// <returns>False where it is not cancelled any more.</returns>
    public Task<bool> TakeBackAsync(Guid requestId)
    {
        if (_cancelled.Remove(requestId, out var offer) && !_cancelled.ContainsValue(offer))
        {
            undo.Withdraw(offer);
        }

        return control.TakeBackAsync(owner.Id, requestId);
    }

    private void Offer(IReadOnlyList<Guid> cancelled, string sentence)
    {
        if (cancelled.Count == 0)
        {
            return;
        }

        var offer = undo.Offer(
            sentence,
            async () =>
            {
                foreach (var id in cancelled)
                {
                    _cancelled.Remove(id);
                    await control.TakeBackAsync(owner.Id, id);
                }
            }
        );
        foreach (var id in cancelled)
        {
            _cancelled[id] = offer;
        }
    }
}
