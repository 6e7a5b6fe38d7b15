using Sair.Data.Requests;
using Sair.Web.Accounts;
using Sair.Worker.Queue;

namespace Sair.Web.Components.Queue;

/// <summary>Cancels requests for pages: each time with a receipt by which it can be taken back.</summary>
/// <param name="control">Cancels.</param>
/// <param name="owner">Whose requests.</param>
/// <param name="undo">Offers to take it back, on every page.</param>
public sealed class CancelWithUndo(RequestControl control, CurrentOwner owner, Undo undo)
{
    private readonly Dictionary<Guid, (UndoOffer Offer, RequestStatus Stood)> _cancelled = [];

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
        var stood = new List<(Guid Id, RequestStatus Stood)>();

        try
        {
            // Those at the end first, so that none of them begins meanwhile.
            foreach (var entry in entries.Reverse())
            {
                if (await control.WithdrawAsync(owner.Id, entry.RequestId) is { } status)
                {
                    stood.Add((entry.RequestId, status));
                }
            }
        }
        finally
        {
            // Also where one of them failed: the others are cancelled.
            Offer(stood, sentence);
        }

        return stood.Count > 0;
    }

    /// <summary>Offers to take back that requests were cancelled.</summary>
    /// <param name="stood">The requests, and where each stood before; none offers nothing.</param>
    /// <param name="sentence">What is said.</param>
    public void Offer(IReadOnlyList<(Guid Id, RequestStatus Stood)> stood, string sentence)
    {
        ArgumentNullException.ThrowIfNull(stood);
        if (stood.Count == 0)
        {
            return;
        }

        var offer = undo.Offer(sentence, async () =>
        {
            foreach (var (id, status) in stood)
            {
                _cancelled.Remove(id);
                await control.TakeBackAsync(owner.Id, id, status);
            }
        });
        foreach (var (id, status) in stood)
        {
            _cancelled[id] = (offer, status);
        }
    }

    /// <summary>Takes the cancelling of one request back.</summary>
    /// <returns>False where it is not cancelled any more.</returns>
    public Task<bool> TakeBackAsync(Guid requestId)
    {
        var stood = RequestStatus.Queued;
        if (_cancelled.Remove(requestId, out var cancelled))
        {
            stood = cancelled.Stood;
            if (!_cancelled.Values.Any(other => other.Offer == cancelled.Offer))
            {
                undo.Withdraw(cancelled.Offer);
            }
        }

        return control.TakeBackAsync(owner.Id, requestId, stood);
    }
}
