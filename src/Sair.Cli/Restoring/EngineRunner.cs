using Microsoft.Extensions.Logging.Abstractions;
using Sair.CommandLine;
using Sair.Engine.Engines;
using Sair.Engine.Weights;

namespace Sair.Cli.Restoring;

/// <summary>Runs an engine to its end, with progress on the error stream, where its memory suffices.</summary>
internal sealed class EngineRunner(CommandServices services, IModelProvider models, Device device)
{
    /// <summary>Runs.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="options">Its options.</param>
    /// <param name="input">The face.</param>
    /// <param name="cancellationToken">Stops between iterations.</param>
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
                    return MeasuredRun.Complete(engine.Run(input, options, context, cancellationToken), services.Time, progress.Report) with { Device = attempt.Device, Memory = attempt.Memory };
                },
                services.Warn);
        }
        finally
        {
            progress.Finish();
        }
    }
}
