using System.Diagnostics;

namespace Sair.Training.Runs;

/// <summary>Where a run stands; part of its checkpoint. Trainers that count more derive from it.</summary>
public record TrainingProgress
{
    /// <summary>Gets the number of steps taken.</summary>
    public long Step { get; init; }

    /// <summary>Gets the number of pictures seen.</summary>
    public long Images { get; init; }

    /// <summary>Gets the time spent training, over all resumptions.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Counts one more step.</summary>
    /// <param name="images">Pictures of the step.</param>
    public virtual TrainingProgress After(int images) => this with { Step = Step + 1, Images = Images + images };
}

/// <summary>What a run, or a part of one, ends at.</summary>
/// <typeparam name="TProgress">The trainer's progress.</typeparam>
/// <param name="Done">Progress → how much is done.</param>
/// <param name="Total">How much is to be done; nothing where as much is done already.</param>
/// <param name="Unit">What is counted, for reports: <c>steps</c>, <c>images</c>.</param>
public sealed record TrainingGoal<TProgress>(Func<TProgress, long> Done, long Total, string Unit);

/// <summary>The loop of every trainer: steps, reports and saves until the goal, the budget or the token ends it.</summary>
/// <remarks>Its clock starts with it and is shared by all its <see cref="Run"/>s: make it when everything is loaded.</remarks>
/// <param name="budget">Wall-clock budget of all runs of this loop, or null.</param>
/// <param name="saveEvery">Time between saves.</param>
/// <param name="output">Receives reports.</param>
/// <param name="cancellationToken">Ends the loop before its next step, with a save.</param>
public sealed class TrainingLoop(TimeSpan? budget, TimeSpan saveEvery, TextWriter output, CancellationToken cancellationToken)
{
    private const int ReportEverySteps = 25;

    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <summary>Gets a value indicating whether the budget is spent or the token cancelled.</summary>
    public bool IsStopped => cancellationToken.IsCancellationRequested || _watch.Elapsed >= budget;

    /// <summary>Runs until the goal is reached or the loop is stopped; saves now and then, and always at the end.</summary>
    /// <typeparam name="TProgress">The trainer's progress.</typeparam>
    /// <param name="progress">Where the run stands.</param>
    /// <param name="goal">What ends it.</param>
    /// <param name="images">Pictures per step.</param>
    /// <param name="step">
    /// Takes one step, in a dispose scope of its own, from where the run stands, and gives figures by name, which are reported as
    /// means since the last report.
    /// </param>
    /// <param name="save">Writes the checkpoint and measures; gives the progress that was saved.</param>
    /// <returns>Where the run stands then.</returns>
    public TProgress Run<TProgress>(
        TProgress progress,
        TrainingGoal<TProgress> goal,
        int images,
        Func<TProgress, IReadOnlyList<(string Name, double Value)>> step,
        Func<TProgress, TProgress> save
    )
        where TProgress : TrainingProgress
    {
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentNullException.ThrowIfNull(goal);
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(save);
        var before = progress.Elapsed - _watch.Elapsed;
        var saved = _watch.Elapsed;
        var report = new Report(progress.Step, goal.Done(progress), _watch.Elapsed);
        while (goal.Done(progress) < goal.Total && !IsStopped)
        {
            using (NewDisposeScope())
            {
                report.Add(step(progress));
            }

            progress = (TProgress)(progress.After(images) with { Elapsed = before + _watch.Elapsed });
            if (progress.Step % ReportEverySteps == 0)
            {
                output.WriteLine(report.Write(progress, goal, images, _watch.Elapsed));
                report = new Report(progress.Step, goal.Done(progress), _watch.Elapsed);
            }

            if (_watch.Elapsed - saved >= saveEvery)
            {
                progress = save(progress);
                saved = _watch.Elapsed;
                report = new Report(progress.Step, goal.Done(progress), saved); // else saving would count as slow steps
            }
        }

        return save(progress);
    }

    // The means since a step.
    private sealed class Report(long firstStep, long firstDone, TimeSpan start)
    {
        private readonly Dictionary<string, (double Sum, int Count)> _figures = [];

        public void Add(IReadOnlyList<(string Name, double Value)> figures)
        {
            foreach (var (name, value) in figures)
            {
                var (sum, count) = _figures.GetValueOrDefault(name);
                _figures[name] = (sum + value, count + 1);
            }
        }

        public string Write<TProgress>(TProgress progress, TrainingGoal<TProgress> goal, int images, TimeSpan now)
            where TProgress : TrainingProgress
        {
            var done = goal.Done(progress);
            var seconds = Math.Max((now - start).TotalSeconds, 1e-3);
            var left = TimeSpan.FromSeconds((goal.Total - done) * seconds / Math.Max(done - firstDone, 1));
            var figures = string.Join("  ", _figures.Select(figure => $"{figure.Key} {figure.Value.Sum / figure.Value.Count:F4}"));
            return $"{done, 9:N0} of {goal.Total:N0} {goal.Unit}  {(progress.Step - firstStep) * images / seconds, 6:F1} images/s  "
                + $"{figures}  elapsed {Hours(progress.Elapsed)}  ends in {Hours(left)}";
        }

        private static string Hours(TimeSpan time) => $"{(int)time.TotalHours}:{time:mm\\:ss}";
    }
}
