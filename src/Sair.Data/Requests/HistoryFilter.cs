using Microsoft.EntityFrameworkCore;
using Sair.Data.Restorations;

namespace Sair.Data.Requests;

/// <summary>Which requests of the history are looked for; what is null does not count.</summary>
public sealed record HistoryFilter
{
    /// <summary>Gets a part of the photo's file name, in any case.</summary>
    public string? Text { get; init; }

    /// <summary>Gets the person.</summary>
    public Guid? PersonId { get; init; }

    /// <summary>Gets the engine.</summary>
    public string? EngineId { get; init; }

    /// <summary>Gets the first day, UTC.</summary>
    public DateTime? FromUtc { get; init; }

    /// <summary>Gets the moment before which requests were made, UTC.</summary>
    public DateTime? BeforeUtc { get; init; }

    /// <summary>Gets the least rating, 1–5.</summary>
    public int? LeastRating { get; init; }

    /// <summary>Gets the judgement.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Gets where the request stands.</summary>
    public RequestStatus? Status { get; init; }

    /// <summary>Gets a value indicating whether nothing is asked for.</summary>
    public bool IsEmpty => this == new HistoryFilter();

    /// <summary>Narrows a query.</summary>
    internal IQueryable<RestorationRequest> Apply(IQueryable<RestorationRequest> requests)
    {
        if (!string.IsNullOrWhiteSpace(Text))
        {
            var part = Text.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
            requests = requests.Where(r => EF.Functions.Like(r.Photo!.FileName, $"%{part}%", "\\"));
        }

        requests = PersonId is null ? requests : requests.Where(r => r.PersonId == PersonId);
        requests = EngineId is null ? requests : requests.Where(r => r.EngineId == EngineId);
        requests = FromUtc is null ? requests : requests.Where(r => r.CreatedUtc >= FromUtc);
        requests = BeforeUtc is null ? requests : requests.Where(r => r.CreatedUtc < BeforeUtc);
        requests = LeastRating is null ? requests : requests.Where(r => r.Rating >= LeastRating);
        requests = Verdict is null ? requests : requests.Where(r => r.Restoration!.Verdict == Verdict);
        return Status is null ? requests : requests.Where(r => r.Status == Status);
    }
}
