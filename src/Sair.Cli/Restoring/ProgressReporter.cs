using Sair.Engine.Engines;

namespace Sair.Cli.Restoring;

/// <summary>Shows how far a run is: a bar that is redrawn on a terminal, a line per tenth elsewhere.</summary>
/// <param name="writer">Where to draw.</param>
/// <param name="isInteractive">Whether it is a terminal.</param>
/// <param name="time">Measures durations.</param>
internal sealed class ProgressReporter(TextWriter writer, bool isInteractive, TimeProvider time)
{
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(100);

    private readonly long _started = time.GetTimestamp();
    private TimeSpan _drawn = -RedrawInterval;
    private int _tenth;

    /// <summary>Shows one finished iteration.</summary>
    public void Report(RestorationStep step, StepLosses losses)
    {
        var elapsed = time.GetElapsedTime(_started);
        var left = elapsed / step.Index * (step.Total - step.Index);
        var identity = losses.IdentitySimilarity is { } similarity ? $"  identity {similarity:0.000}" : string.Empty;
        var figures =
            $"{step.Index}/{step.Total}  loss {losses.Total:0.0000}{identity}  {elapsed.TotalSeconds:0.0} s, "
            + $"{left.TotalSeconds:0} s left";
        if (isInteractive)
        {
            Redraw(step, figures, elapsed);
        }
        else if (step.Index * 10 / step.Total > _tenth || step.IsLast)
        {
            _tenth = step.Index * 10 / step.Total;
            writer.WriteLine(figures);
        }
    }

    /// <summary>Leaves the bar's line.</summary>
    public void Finish()
    {
        if (isInteractive && _drawn >= TimeSpan.Zero)
        {
            writer.WriteLine();
        }
    }

    private void Redraw(RestorationStep step, string figures, TimeSpan elapsed)
    {
        if (elapsed - _drawn < RedrawInterval && !step.IsLast)
        {
            return;
        }

        _drawn = elapsed;
        ProgressBar.Draw(writer, step.Index, step.Total, figures);
    }
}

/// <summary>A bar on one line of a terminal.</summary>
internal static class ProgressBar
{
    private const int Width = 24;

    /// <summary>Draws the bar over itself.</summary>
    /// <param name="writer">The terminal.</param>
    /// <param name="done">What is done.</param>
    /// <param name="total">Of how much.</param>
    /// <param name="figures">What stands behind the bar.</param>
    public static void Draw(TextWriter writer, int done, int total, string figures)
    {
        var filled = done * Width / total;

        // The escape code clears what a longer line left behind.
        writer.Write($"\r[{new string('#', filled)}{new string('.', Width - filled)}] {figures}\u001b[K");
        writer.Flush();
    }
}
