using Microsoft.Extensions.Logging.Abstractions;
using Sair.CommandLine;
using Sair.Engine.Engines;
using Sair.Engine.Weights;

namespace Sair.Cli.Restoring;

/// <summary>Runs an engine to its end, with progress on the error stream, where its memory suffices.</summary>
internal sealed class EngineRunner(CommandServices services, IModelProvider models, Device device)
{
    /// <summary>
    /// Runs an engine from its first to its last iteration; where memory does not suffice, anew with less of it, and says so.
    /// </summary>
    /// <param name="engine">What restores.</param>
    /// <param name="options">Options of that engine's own type.</param>
    /// <param name="input">The degraded face and its references, as squares in FFHQ framing.</param>
    /// <param name="cancellationToken">Stops between iterations.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public MeasuredRun Run(IRestorationEngine engine, EngineOptions options, RestorationInput input, CancellationToken cancellationToken)
    {
        var progress = new ProgressReporter(services.Error, services.IsInteractive, services.Time);
        try
        {
            return RunAttempt.RunFirstThatFits(
                engine.Descriptor,
                device,
                attempt =>
                {
                    var context = new EngineContext(attempt.Device, models, NullLogger.Instance) { Memory = attempt.Memory };
                    return MeasuredRun.Complete(engine.Run(input, options, context, cancellationToken), services.Time, progress.Report) with
                    {
                        Device = attempt.Device,
                        Memory = attempt.Memory,
                    };
                },
                services.Warn
            );
        }
        finally
        {
            progress.Finish();
        }
    }
}

/// <summary>An engine's run from first to last iteration, with the time that each took.</summary>
/// <param name="Result">What came out.</param>
/// <param name="Iterations">What each iteration said.</param>
internal sealed record MeasuredRun(RestorationResult Result, IReadOnlyList<IterationRecord> Iterations)
{
    /// <summary>Gets where it ran.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>Gets how much it could keep there.</summary>
    public MemoryUse Memory { get; init; }

    /// <summary>Gets the mean time of an iteration in seconds without the first, which loads the models.</summary>
    public double SecondsPerIteration =>
        Iterations.Count > 1 ? Iterations.Skip(1).Average(iteration => iteration.Seconds ?? 0) : Iterations[0].Seconds ?? 0;

    /// <summary>Runs an engine to its end.</summary>
    /// <param name="steps">The engine's iterations; enumerated once, on this thread.</param>
    /// <param name="time">Measures durations.</param>
    /// <param name="observe">Called after each iteration.</param>
    /// <exception cref="InvalidOperationException">The engine ended without a last step.</exception>
    public static MeasuredRun Complete(IEnumerable<RestorationStep> steps, TimeProvider time, Action<RestorationStep, StepLosses> observe)
    {
        var iterations = new List<IterationRecord>();
        var started = time.GetTimestamp();
        foreach (var step in steps)
        {
            var losses = step.ReadLosses();
            var seconds = time.GetElapsedTime(started).TotalSeconds;
            var terms = losses.Terms.ToDictionary(term => term.Name, term => new TermRecord(term.Value, term.Weighted));
            iterations.Add(new IterationRecord(step.Index, step.Stage, losses.Total, losses.IdentitySimilarity, seconds, terms));
            observe(step, losses);
            if (step.IsLast)
            {
                return new MeasuredRun(step.ReadResult(), iterations);
            }

            started = time.GetTimestamp();
        }

        throw new InvalidOperationException("The engine ended before its last iteration.");
    }
}
