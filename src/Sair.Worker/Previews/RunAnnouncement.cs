using Sair.Data.Requests;
using Sair.Engine.Engines;

namespace Sair.Worker.Previews;

/// <summary>What viewers of a request are told; small, the picture is fetched separately.</summary>
public sealed record RunAnnouncement
{
    /// <summary>Gets the id of the request.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>
    /// Gets where the request stands; anything but <see cref="RequestStatus.Queued"/> and <see cref="RequestStatus.Running"/> is
    /// the last word.
    /// </summary>
    public required RequestStatus Status { get; init; }

    /// <summary>Gets the name of the stage; empty before the first iteration.</summary>
    public string Stage { get; init; } = string.Empty;

    /// <summary>Gets the number of finished iterations.</summary>
    public int Index { get; init; }

    /// <summary>Gets the number of iterations that the run will have; 0 before the first one is finished.</summary>
    public int Total { get; init; }

    /// <summary>Gets the loss terms of the iteration; null where the announcement is not about one.</summary>
    public StepLosses? Losses { get; init; }

    /// <summary>Gets the iteration of the newest preview, 0 for the instant engine's; null before the first one.</summary>
    public int? PreviewIndex { get; init; }

    /// <summary>Gets one sentence for the user; null unless the request failed.</summary>
    public string? Message { get; init; }

    /// <summary>Gets one sentence about how the run goes on, where that is worth a word; null otherwise.</summary>
    public string? Notice { get; init; }

    /// <summary>Gets a value indicating whether nothing follows.</summary>
    public bool IsLast => Status is not (RequestStatus.Queued or RequestStatus.Running);
}
