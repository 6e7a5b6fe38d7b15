using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sair.Data;

namespace Sair.Application;

/// <summary>
/// A background service that no failure ends: what fails is logged once and tried again, after a pause that grows from a second to
/// a minute.
/// </summary>
/// <remarks>A full disk or a locked database passes. Until then pages must go on working, and so must this service afterwards.</remarks>
public abstract partial class ResilientBackgroundService : BackgroundService
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Prepares the service.</summary>
    /// <param name="time">The clock of the pauses.</param>
    /// <param name="logger">Hears of the first failure in a row, and of its end.</param>
    protected ResilientBackgroundService(TimeProvider time, ILogger logger)
    {
        _time = time;
        _logger = logger;
    }

    /// <summary>Does a piece of work, or waits for it; called again and again, also after it failed.</summary>
    /// <returns>False where there will never be more to do.</returns>
    protected abstract Task<bool> StepAsync(CancellationToken stoppingToken);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RepeatAsync(StepAsync, stoppingToken);

    /// <summary>Repeats a piece of work until it says that there is no more, or the host stops; never throws.</summary>
    /// <param name="step">The work; false where there will never be more to do.</param>
    /// <param name="stoppingToken">The host stops.</param>
    protected async Task RepeatAsync(Func<CancellationToken, Task<bool>> step, CancellationToken stoppingToken)
    {
        ArgumentNullException.ThrowIfNull(step);
        string? reported = null;
        var pause = s_firstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var goesOn = await step(stoppingToken);
                if (reported is not null)
                {
                    LogRecovered();
                    (reported, pause) = (null, s_firstPause);
                }

                if (!goesOn)
                {
                    return;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                reported = Report(failure, reported);
                await Task.Delay(pause, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause + pause < s_longestPause ? pause + pause : s_longestPause;
            }
        }
    }

    // The same failure, minute after minute, would fill the disk that is full already.
    private string Report(Exception failure, string? reported)
    {
        var name = $"{failure.GetType()}: {failure.Message}";
        if (name != reported && failure is StorageException)
        {
            LogSentence(failure.Message);
        }
        else if (name != reported)
        {
            LogFailure(failure);
        }

        return name;
    }

    [LoggerMessage(LogLevel.Warning, "Work in the background waits and will be tried again. {Reason}")]
    private partial void LogSentence(string reason);

    [LoggerMessage(LogLevel.Error, "Work in the background failed and will be tried again.")]
    private partial void LogFailure(Exception failure);

    [LoggerMessage(LogLevel.Information, "Work in the background goes on again.")]
    private partial void LogRecovered();
}
