using Sair.Cli.Restoring;

namespace Sair.Cli.Remote;

/// <summary>Shows how far a site is: a bar that is redrawn on a terminal, a line per tenth elsewhere.</summary>
/// <param name="writer">Where to draw.</param>
/// <param name="isInteractive">Whether it is a terminal.</param>
/// <param name="time">Measures durations.</param>
internal sealed class RemoteProgress(TextWriter writer, bool isInteractive, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private string _lastState = string.Empty;
    private int _tenth;
    private bool _isDrawn;

    /// <summary>Shows where the restoration stands.</summary>
    public void Report(RemoteRestoration state)
    {
        switch (state)
        {
            case { Status: "Queued", WaitingBefore: > 0 }:
                WriteState($"waits for {state.WaitingBefore} other restoration{(state.WaitingBefore == 1 ? "" : "s")}");
                break;
            case { Status: "Queued" }:
                WriteState("waits for its turn");
                break;
            case { Status: "Paused" }:
                WriteState("is paused: resume it on the site, or press Ctrl-C to cancel it");
                break;
            case { Iterations: > 0 }:
                ReportIteration(state);
                break;
        }
    }

    /// <summary>Leaves the bar's line.</summary>
    public void Finish()
    {
        if (_isDrawn)
        {
            writer.WriteLine();
            _isDrawn = false;
        }
    }

    private void ReportIteration(RemoteRestoration state)
    {
        var figures = $"{state.Iteration}/{state.Iterations}  {time.GetElapsedTime(_started).TotalSeconds:0} s";
        if (isInteractive)
        {
            ProgressBar.Draw(writer, state.Iteration, state.Iterations, figures);
            _isDrawn = true;
        }
        else if (state.Iteration * 10 / state.Iterations > _tenth)
        {
            _tenth = state.Iteration * 10 / state.Iterations;
            writer.WriteLine(figures);
        }
    }

    private void WriteState(string state)
    {
        if (state != _lastState)
        {
            Finish();
            _lastState = state;
            writer.WriteLine($"The restoration {state}.");
        }
    }
}
