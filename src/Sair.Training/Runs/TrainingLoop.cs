using System.Diagnostics;

namespace Sair.Training.Checkpoints;

/// <summary>The loop of a run: steps, reports and checkpoints until the steps, the budget or the token end.</summary>
/// <param name="steps">Number of steps of the whole run.</param>
/// <param name="budget">Wall-clock budget, or null.</param>
/// <param name="saveEvery">Time between checkpoints.</param>
/// <param name="output">Receives progress.</param>
public sealed class RunLoop(long steps, TimeSpan? budget, TimeSpan saveEvery, TextWriter output)
{
    private const int ReportEverySteps = 25;

    /// <summary>Runs.</summary>
    /// <param name="progress">Where the run stands.</param>
    /// <param name="imagesPerStep">Pictures per step.</param>
    /// <param name="step">Number of the step from 0 → what to report of it.</param>
    /// <param name="save">Saves and measures.</param>
    /// <param name="cancellationToken">Saves and returns when cancelled.</param>
    /// <returns>Where the run stands then.</returns>
    public RunProgress Run(RunProgress progress, int imagesPerStep, Func<long, string> step, Action<RunProgress> save, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(save);
        var watch = Stopwatch.StartNew();
        var (before, saved) = (progress.Elapsed, TimeSpan.Zero);
        while (progress.Step < steps && !cancellationToken.IsCancellationRequested && !(watch.Elapsed >= budget))
        {
            var report = step(progress.Step);
            progress = progress with { Step = progress.Step + 1, Images = progress.Images + imagesPerStep, Elapsed = before + watch.Elapsed };
            if (progress.Step % ReportEverySteps == 0)
            {
                output.WriteLine($"step {progress.Step,6:N0} of {steps:N0}  {report}  elapsed {progress.Elapsed:h\\:mm\\:ss}");
            }

            if (watch.Elapsed - saved >= saveEvery)
            {
                save(progress);
                saved = watch.Elapsed;
            }
        }

        save(progress);
        return progress;
    }
}
