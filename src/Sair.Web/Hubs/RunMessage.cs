using Sair.Worker.Previews;

namespace Sair.Web.Hubs;

/// <summary>An announcement on the wire.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Index">Number of finished iterations.</param>
/// <param name="Total">Number of iterations of the run; 0 before the first one is finished.</param>
/// <param name="PreviewIndex">The iteration of the newest picture, 0 for the instant engine's; null before the first one.</param>
/// <param name="Losses">Weighted terms by name; null where the message is not about an iteration.</param>
/// <param name="Likeness">Similarity to the references, −1–1; null where it is not known.</param>
/// <param name="Message">Why the request failed; null unless it did.</param>
public sealed record RunMessage(
    Guid RequestId, string Status, int Index, int Total, int? PreviewIndex, IReadOnlyDictionary<string, double>? Losses, double? Likeness, string? Message)
{
    public static RunMessage From(RunAnnouncement announcement)
    {
        ArgumentNullException.ThrowIfNull(announcement);
        return new RunMessage(
            announcement.RequestId,
            announcement.Status.ToString(),
            announcement.Index,
            announcement.Total,
            announcement.PreviewIndex,
            announcement.Losses?.Terms.ToDictionary(term => term.Name, term => term.Weighted),
            announcement.Losses?.IdentitySimilarity,
            announcement.Message);
    }
}
