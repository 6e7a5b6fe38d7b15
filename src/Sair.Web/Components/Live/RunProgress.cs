using Sair.Data.Requests;
using Sair.Engine.Engines;
using Sair.Worker.Previews;

namespace Sair.Web.Components.Live;

/// <summary>What a viewer knows of a run, built up from announcements.</summary>
public sealed class RunProgress(TimeProvider time)
{
    private static readonly TimeSpan s_firstEstimateAfter = TimeSpan.FromSeconds(1);

    private int _firstIndex;
    private long _firstSeen;

    public RequestStatus Status { get; private set; } = RequestStatus.Queued;

    public string Stage { get; private set; } = "";

    public int Index { get; private set; }

    public int Total { get; private set; }

    /// <summary>The iteration of the newest picture; null before the first one.</summary>
    public int? PreviewIndex { get; private set; }

    /// <summary>Whether the newest picture is the instant engine's.</summary>
    public bool IsInstant => PreviewIndex == Preview.InstantIndex;

    public double? Likeness { get; private set; }

    /// <summary>A word about how the run goes on; null where there is nothing to say.</summary>
    public string? Notice { get; private set; }

    public bool IsOver => Status is not (RequestStatus.Queued or RequestStatus.Running);

    public double Percent => Total == 0 ? 0 : 100.0 * Index / Total;

    /// <summary>How long the rest takes at the mean speed since the viewer came; null until that is known.</summary>
    public TimeSpan? TimeLeft { get; private set; }

    /// <summary>Takes an announcement in; a run that starts anew starts the estimate anew.</summary>
    public void Apply(RunAnnouncement announcement)
    {
        ArgumentNullException.ThrowIfNull(announcement);
        if (announcement.Index < Index || _firstSeen == 0 || (_firstIndex == 0 && announcement.Index > 0))
        {
            _firstSeen = time.GetTimestamp();
            _firstIndex = announcement.Index;
            TimeLeft = null;
        }

        Status = announcement.Status;
        Stage = announcement.Stage;
        Index = announcement.Index;
        Total = announcement.Total;
        PreviewIndex = announcement.PreviewIndex;
        Notice = announcement.Notice;
        Apply(announcement.Losses);
        Estimate();
    }

    private void Apply(StepLosses? losses) => Likeness = losses is null ? Likeness : losses.IdentitySimilarity;

    private void Estimate()
    {
        var elapsed = time.GetElapsedTime(_firstSeen);
        if (Index > _firstIndex && elapsed >= s_firstEstimateAfter)
        {
            TimeLeft = elapsed / (Index - _firstIndex) * (Total - Index);
        }
    }
}
