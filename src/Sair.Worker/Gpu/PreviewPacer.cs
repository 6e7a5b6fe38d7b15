namespace Sair.Worker.Gpu;

/// <summary>Decides after each iteration whether its picture is rendered.</summary>
/// <remarks>
/// The first one always; then every one while iterations are slower than the rate, else as many as keep the rate. Unwatched
/// runs render now and then, so that a cancelled one leaves a recent picture.
/// </remarks>
/// <param name="time">The clock.</param>
/// <param name="previewsPerSecond">The rate while somebody watches.</param>
internal sealed class PreviewPacer(TimeProvider time, int previewsPerSecond)
{
    private static readonly TimeSpan s_unwatchedInterval = TimeSpan.FromSeconds(2);

    private readonly TimeSpan _watchedInterval = TimeSpan.FromSeconds(1.0 / previewsPerSecond);
    private long? _lastRender;
    private long _lastStep = time.GetTimestamp();

    /// <summary>Called once per iteration; tells whether to render it.</summary>
    /// <param name="isWatched">Whether somebody watches the run.</param>
    /// <param name="isBehind">Whether the reader has not taken the preview before.</param>
    public bool IsDue(bool isWatched, bool isBehind)
    {
        var now = time.GetTimestamp();
        var step = time.GetElapsedTime(_lastStep, now);
        _lastStep = now;
        if (_lastRender is { } last)
        {
            // Waiting for one more iteration must not fall below the rate.
            var nextChance = time.GetElapsedTime(last, now) + step;
            if (isBehind || nextChance < (isWatched ? _watchedInterval : s_unwatchedInterval))
            {
                return false;
            }
        }

        _lastRender = now;
        return true;
    }
}
