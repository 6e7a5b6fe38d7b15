using Microsoft.AspNetCore.SignalR;

namespace Sair.Web.Hubs;

/// <summary>
/// Logs what goes wrong in a hub, in place of the framework, which takes every viewer who leaves and every wrong id for an error.
/// </summary>
internal sealed partial class HubFailures(ILogger<HubFailures> logger) : IHubFilter
{
    /// <summary>The category under which the framework would log.</summary>
    public const string FrameworkCategory = "Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher";

    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext,
        Func<HubInvocationContext, ValueTask<object?>> next
    )
    {
        try
        {
            return await next(invocationContext);
        }
        catch (HubException refusal)
        {
            LogRefused(refusal.Message);
            throw;
        }
        catch (OperationCanceledException) when (invocationContext.Context.ConnectionAborted.IsCancellationRequested)
        {
            // Nobody is there any more to be told.
            return null;
        }
        catch (Exception failure)
        {
            LogFailed(failure, invocationContext.HubMethodName);
            throw;
        }
    }

    [LoggerMessage(LogLevel.Debug, "Refused: {Sentence}")]
    private partial void LogRefused(string sentence);

    [LoggerMessage(LogLevel.Error, "{Method} of a hub failed.")]
    private partial void LogFailed(Exception failure, string method);
}
